// The object types of STIX 2.1 as data: sections 4 (domain objects), 5 (relationships), 6 (observables), 7 (meta objects). A
// property is `name:type`, required with `!`; a reference names the types it may lead to, and none where any will do.

export type StixKind = "domain" | "relationship" | "observable" | "meta";

export interface StixProperty {
  readonly name: string;
  readonly type: "string" | "boolean" | "integer" | "number" | "timestamp" | "reference" | "dictionary" | "object" | "hashes";
  readonly many: boolean;
  readonly required: boolean;
  /** For references: the types they may lead to; empty for any. */
  readonly targets: readonly string[];
}

export interface StixType {
  readonly kind: StixKind;
  readonly section: string;
  readonly properties: ReadonlyMap<string, StixProperty>;
}

const SHORT = { s: "string", b: "boolean", i: "integer", n: "number", t: "timestamp", r: "reference", d: "dictionary", o: "object", h: "hashes" } as const;

function readProperty(text: string): StixProperty {
  const found = /^([a-z0-9_]+):([sbintrdoh])(\[\])?(?:\(([a-z0-9,-]+)\))?(!)?$/.exec(text);
  if (!found) throw new Error(`"${text}" is no property of the table`);
  const [, name = "", short, many, targets, required] = found;
  return { name, type: SHORT[short as keyof typeof SHORT], many: many !== undefined, required: required !== undefined, targets: targets?.split(",") ?? [] };
}

const common = "type:s! id:s! spec_version:s object_marking_refs:r[](marking-definition) granular_markings:o[] extensions:d";
const created = "created_by_ref:r(identity) created:t! external_references:o[]";
const versioned = `${common} ${created} modified:t! revoked:b labels:s[] confidence:i lang:s`;
// Section 3.2: what each kind has of the common properties.
const COMMON: Readonly<Record<StixKind, string>> = { domain: versioned, relationship: versioned, observable: `${common} defanged:b`, meta: common };

function define(kind: StixKind, section: string, properties: string): StixType {
  const all = `${COMMON[kind]} ${properties}`.trim().split(/\s+/).map(readProperty);
  return { kind, section, properties: new Map(all.map((property) => [property.name, property])) };
}

const named = "name:s! description:s";
const seen = "first_seen:t last_seen:t";
const motives = "goals:s[] resource_level:s primary_motivation:s secondary_motivations:s[]";
const phases = "kill_chain_phases:o[]";
const address = "value:s! resolves_to_refs:r[](mac-addr) belongs_to_refs:r[](autonomous-system)";

export const STIX_TYPES: ReadonlyMap<string, StixType> = new Map(Object.entries({
  "attack-pattern": define("domain", "4.1", `${named} aliases:s[] ${phases}`),
  campaign: define("domain", "4.2", `${named} aliases:s[] ${seen} objective:s`),
  "course-of-action": define("domain", "4.3", named),
  grouping: define("domain", "4.4", "name:s description:s context:s! object_refs:r[]!"),
  identity: define("domain", "4.5", `${named} roles:s[] identity_class:s sectors:s[] contact_information:s`),
  incident: define("domain", "4.6", named),
  indicator: define("domain", "4.7", `name:s description:s indicator_types:s[] pattern:s! pattern_type:s! pattern_version:s valid_from:t! valid_until:t ${phases}`),
  infrastructure: define("domain", "4.8", `${named} infrastructure_types:s[] aliases:s[] ${phases} ${seen}`),
  "intrusion-set": define("domain", "4.9", `${named} aliases:s[] ${seen} ${motives}`),
  location: define("domain", "4.10", "name:s description:s latitude:n longitude:n precision:n region:s country:s administrative_area:s city:s street_address:s postal_code:s"),
  malware: define("domain", "4.11", `name:s description:s malware_types:s[] is_family:b! aliases:s[] ${phases} ${seen} operating_system_refs:r[](software) architecture_execution_envs:s[] implementation_languages:s[] capabilities:s[] sample_refs:r[](artifact,file)`),
  "malware-analysis": define("domain", "4.12", `product:s! version:s host_vm_ref:r(software) operating_system_ref:r(software) installed_software_refs:r[](software) configuration_version:s modules:s[]
    analysis_engine_version:s analysis_definition_version:s submitted:t analysis_started:t analysis_ended:t result_name:s result:s analysis_sco_refs:r[] sample_ref:r(artifact,file,network-traffic)`),
  note: define("domain", "4.13", "abstract:s content:s! authors:s[] object_refs:r[]!"),
  "observed-data": define("domain", "4.14", "first_observed:t! last_observed:t! number_observed:i! objects:d object_refs:r[]"),
  opinion: define("domain", "4.15", "explanation:s authors:s[] opinion:s! object_refs:r[]!"),
  report: define("domain", "4.16", `${named} report_types:s[] published:t! object_refs:r[]!`),
  "threat-actor": define("domain", "4.17", `${named} threat_actor_types:s[] aliases:s[] ${seen} roles:s[] ${motives} sophistication:s personal_motivations:s[]`),
  tool: define("domain", "4.18", `${named} tool_types:s[] aliases:s[] ${phases} tool_version:s`),
  vulnerability: define("domain", "4.19", named),
  relationship: define("relationship", "5.1", "relationship_type:s! description:s source_ref:r! target_ref:r! start_time:t stop_time:t"),
  sighting: define("relationship", "5.2", `description:s ${seen} count:i sighting_of_ref:r! observed_data_refs:r[](observed-data) where_sighted_refs:r[](identity,location) summary:b`),
  artifact: define("observable", "6.1", "mime_type:s payload_bin:s url:s hashes:h encryption_algorithm:s decryption_key:s"),
  "autonomous-system": define("observable", "6.2", "number:i! name:s rir:s"),
  directory: define("observable", "6.3", "path:s! path_enc:s ctime:t mtime:t atime:t contains_refs:r[](file,directory)"),
  "domain-name": define("observable", "6.4", "value:s! resolves_to_refs:r[](ipv4-addr,ipv6-addr,domain-name)"),
  "email-addr": define("observable", "6.5", "value:s! display_name:s belongs_to_ref:r(user-account)"),
  "email-message": define("observable", "6.6", `is_multipart:b! date:t content_type:s from_ref:r(email-addr) sender_ref:r(email-addr) to_refs:r[](email-addr) cc_refs:r[](email-addr) bcc_refs:r[](email-addr)
    message_id:s subject:s received_lines:s[] additional_header_fields:d body:s body_multipart:o[] raw_email_ref:r(artifact)`),
  file: define("observable", "6.7", "hashes:h size:i name:s name_enc:s magic_number_hex:s mime_type:s ctime:t mtime:t atime:t parent_directory_ref:r(directory) contains_refs:r[] content_ref:r(artifact)"),
  "ipv4-addr": define("observable", "6.8", address),
  "ipv6-addr": define("observable", "6.9", address),
  "mac-addr": define("observable", "6.10", "value:s!"),
  mutex: define("observable", "6.11", "name:s!"),
  "network-traffic": define("observable", "6.12", `start:t end:t is_active:b src_ref:r(ipv4-addr,ipv6-addr,mac-addr,domain-name) dst_ref:r(ipv4-addr,ipv6-addr,mac-addr,domain-name) src_port:i dst_port:i protocols:s[]!
    src_byte_count:i dst_byte_count:i src_packets:i dst_packets:i ipfix:d src_payload_ref:r(artifact) dst_payload_ref:r(artifact) encapsulates_refs:r[](network-traffic) encapsulated_by_ref:r(network-traffic)`),
  process: define("observable", "6.13", `is_hidden:b pid:i created_time:t cwd:s command_line:s environment_variables:d opened_connection_refs:r[](network-traffic) creator_user_ref:r(user-account)
    image_ref:r(file) parent_ref:r(process) child_refs:r[](process)`),
  software: define("observable", "6.14", "name:s! cpe:s swid:s languages:s[] vendor:s version:s"),
  url: define("observable", "6.15", "value:s!"),
  "user-account": define("observable", "6.16", `user_id:s credential:s account_login:s account_type:s display_name:s is_service_account:b is_privileged:b can_escalate_privs:b is_disabled:b account_created:t
    account_expires:t credential_last_changed:t account_first_login:t account_last_login:t`),
  "windows-registry-key": define("observable", "6.17", "key:s values:o[] modified_time:t creator_user_ref:r(user-account) number_of_subkeys:i"),
  "x509-certificate": define("observable", "6.18", `is_self_signed:b hashes:h version:s serial_number:s signature_algorithm:s issuer:s validity_not_before:t validity_not_after:t subject:s
    subject_public_key_algorithm:s subject_public_key_modulus:s subject_public_key_exponent:i x509_v3_extensions:o`),
  "language-content": define("meta", "7.1", `${created} modified:t! revoked:b labels:s[] confidence:i object_ref:r! object_modified:t contents:d!`),
  "marking-definition": define("meta", "7.2.1", `${created} name:s definition_type:s definition:o`),
  "extension-definition": define("meta", "7.3", "created_by_ref:r(identity)! created:t! external_references:o[] modified:t! revoked:b labels:s[] name:s! description:s schema:s! version:s! extension_types:s[]! extension_properties:s[]"),
}));

// Sections 4.1 to 4.19, Relationships: from, what, to. Any other two may be `related-to` each other, and any two of one type `derived-from` and
// `duplicate-of` (3.7); further words are allowed, but nobody else knows them.
const RELATIONSHIPS = `
attack-pattern delivers malware | attack-pattern targets identity,location,vulnerability | attack-pattern uses malware,tool
campaign attributed-to intrusion-set,threat-actor | campaign compromises infrastructure | campaign originates-from location | campaign targets identity,location,vulnerability | campaign uses attack-pattern,infrastructure,malware,tool
course-of-action investigates indicator | course-of-action mitigates attack-pattern,indicator,malware,tool,vulnerability | course-of-action remediates malware,vulnerability
identity located-at location
indicator indicates attack-pattern,campaign,infrastructure,intrusion-set,malware,threat-actor,tool | indicator based-on observed-data
infrastructure communicates-with infrastructure,ipv4-addr,ipv6-addr,domain-name,url | infrastructure consists-of infrastructure,observed-data,* | infrastructure controls infrastructure,malware | infrastructure delivers malware
infrastructure has vulnerability | infrastructure hosts tool,malware | infrastructure located-at location | infrastructure uses infrastructure
intrusion-set attributed-to threat-actor | intrusion-set compromises infrastructure | intrusion-set hosts infrastructure | intrusion-set owns infrastructure | intrusion-set originates-from location | intrusion-set targets identity,location,vulnerability
intrusion-set uses attack-pattern,infrastructure,malware,tool
malware authored-by threat-actor,intrusion-set | malware beacons-to infrastructure | malware exfiltrate-to infrastructure | malware communicates-with ipv4-addr,ipv6-addr,domain-name,url | malware controls malware | malware downloads malware,tool,file
malware drops malware,tool,file | malware exploits vulnerability | malware originates-from location | malware targets identity,infrastructure,location,vulnerability | malware uses attack-pattern,infrastructure,malware,tool | malware variant-of malware
malware-analysis characterizes malware | malware-analysis analysis-of malware | malware-analysis static-analysis-of malware | malware-analysis dynamic-analysis-of malware
threat-actor attributed-to identity | threat-actor compromises infrastructure | threat-actor hosts infrastructure | threat-actor owns infrastructure | threat-actor impersonates identity | threat-actor located-at location
threat-actor targets identity,location,vulnerability | threat-actor uses attack-pattern,infrastructure,malware,tool
tool delivers malware | tool drops malware | tool has vulnerability | tool targets identity,infrastructure,location,vulnerability | tool uses infrastructure
domain-name resolves-to domain-name,ipv4-addr,ipv6-addr | ipv4-addr resolves-to mac-addr | ipv4-addr belongs-to autonomous-system | ipv6-addr resolves-to mac-addr | ipv6-addr belongs-to autonomous-system`;

const DEFINED = new Map(RELATIONSHIPS.trim().split(/\s*[|\n]\s*/).map((line) => {
  const [source = "", word = "", targets = ""] = line.split(" ");
  return [`${source} ${word}`, targets.split(",")] as const;
}));

/** Whether the standard defines this relationship between these two types. */
export function isDefinedRelationship(source: string, word: string, target: string): boolean {
  if (word === "related-to") return true;
  if (word === "derived-from" || word === "duplicate-of") return source === target;
  const targets = DEFINED.get(`${source} ${word}`);
  return targets !== undefined && (targets.includes(target) || (targets.includes("*") && STIX_TYPES.get(target)?.kind === "observable"));
}

// Section 10, the open vocabularies of what we deal with; another word is allowed, and noted.
const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
export const VOCABULARIES: ReadonlyMap<string, { readonly name: string; readonly words: ReadonlySet<string> }> = new Map(Object.entries({
  "grouping.context": { name: "grouping-context-ov", words: words("suspicious-activity malware-analysis unspecified") },
  "identity.identity_class": { name: "identity-class-ov", words: words("individual group system organization class unknown") },
  "indicator.indicator_types": { name: "indicator-type-ov", words: words("anomalous-activity anonymization benign compromised malicious-activity attribution unknown") },
  "indicator.pattern_type": { name: "pattern-type-ov", words: words("stix pcre sigma snort suricata yara") },
  "report.report_types": { name: "report-type-ov", words: words("attack-pattern campaign identity indicator intrusion-set malware observed-data threat-actor threat-report tool vulnerability") },
}));

/** The enumerations: any other word is wrong. */
export const EXTENSION_TYPES = words("new-sdo new-sco new-sro property-extension toplevel-property-extension");
export const OPINIONS = words("strongly-disagree disagree neutral agree strongly-agree");

/** Section 6: the extensions the standard itself defines, by their keys. */
export const OWN_EXTENSIONS = words("archive-ext ntfs-ext pdf-ext raster-image-ext windows-pebinary-ext http-request-ext icmp-ext socket-ext tcp-ext windows-process-ext windows-service-ext unix-account-ext");

/** Section 3.8: kept for later versions of the standard. */
export const RESERVED_PROPERTIES = words("severity username phone_numbers");
export const RESERVED_TYPES = words("action");

/** Section 7.2.1.4: TLP 1 exists in these four objects only. */
export const TLP_1: ReadonlyMap<string, string> = new Map([
  ["white", "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"],
  ["green", "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"],
  ["amber", "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"],
  ["red", "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"],
]);

/** TLP 2.0 is an extension that the OASIS CTI TC publishes (cti-stix-common-objects), likewise with fixed objects, all of one instant. */
export const TLP_2_EXTENSION = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
export const TLP_2_CREATED = "2022-10-01T00:00:00.000Z";
export const TLP_2: ReadonlyMap<string, string> = new Map([
  ["clear", "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"],
  ["green", "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"],
  ["amber", "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"],
  ["amber+strict", "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"],
  ["red", "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"],
]);
