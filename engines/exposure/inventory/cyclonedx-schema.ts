// The shapes of CycloneDX's JSON schemas, 1.2 to 1.7: which members there are since which version, which must be there, and which
// words they take. What only newer bills have for purposes of their own (models, formulas, cryptography, declarations, citations)
// is held to be an object, and not looked into.
import { z } from "zod";
import { SPDX_LICENCE_IDS } from "./spdx-licence-ids.ts";

/** The second number of a version of CycloneDX. */
export type Minor = 2 | 3 | 4 | 5 | 6 | 7;

const text = z.string();
const texts = z.array(text);
const object = z.looseObject({});
const objects = z.array(object);
const address = text.regex(/^[^\s<>"{}|\\^`]*$/, "must be an address (IRI reference)");
const instant = text.refine((value) => /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d:\d\d)$/i.test(value) && !Number.isNaN(Date.parse(value)), "must be a date and time (RFC 3339)");
const words = (list: string): z.ZodType => z.enum(list.trim().split(/\s+/) as [string, ...string[]]);

const COMPONENT_TYPES = "application framework library container operating-system device firmware file";
const HASHES = "MD5 SHA-1 SHA-256 SHA-384 SHA-512 SHA3-256 SHA3-384 SHA3-512 BLAKE2b-256 BLAKE2b-384 BLAKE2b-512 BLAKE3";
const REFERENCES = "vcs issue-tracker website advisories bom mailing-list social chat documentation support distribution license build-meta build-system other";
const REFERENCES_SINCE_5 = `security-contact model-card log configuration evidence formulation attestation threat-model adversary-model risk-assessment
  vulnerability-assertion exploitability-statement pentest-report static-analysis-report dynamic-analysis-report runtime-analysis-report component-analysis-report
  maturity-report certification-report codified-infrastructure quality-metrics poam distribution-intake`;
const AGGREGATES = "complete incomplete incomplete_first_party_only incomplete_third_party_only unknown not_specified";
const AGGREGATES_SINCE_5 = "incomplete_first_party_proprietary_only incomplete_first_party_opensource_only incomplete_third_party_proprietary_only incomplete_third_party_opensource_only";

/** An object of a version: the members it has, and those that are there in any case. */
function shapeMaker(minor: Minor, isStrict: boolean) {
  const make = isStrict ? z.strictObject : z.looseObject;
  return {
    /** Members that are there since some version. */
    since: <Shape extends z.ZodRawShape>(first: Minor, shape: Shape): Partial<Shape> => (minor >= first ? shape : {}),
    words: (...lists: readonly (readonly [Minor, string])[]) => words(lists.filter(([first]) => minor >= first).map(([, list]) => list).join(" ")),
    shape: (required: z.ZodRawShape, optional: z.ZodRawShape = {}) =>
      make({ ...required, ...Object.fromEntries(Object.entries(optional).map(([name, type]) => [name, (type as z.ZodType).optional()])) }),
  };
}

/**
 * The schema of one version. Not strict, it lets members pass that the standard does not know: a bill in XML, brought into this
 * shape, may have some more.
 */
export function billSchema(minor: Minor, isStrict: boolean): z.ZodType {
  const { since, words: wordsSince, shape } = shapeMaker(minor, isStrict);
  const ref = minor >= 4 ? text.min(1, "must not be empty") : text;
  const signed = since(4, { signature: object });

  const attachment = shape({ content: text }, { contentType: text, encoding: words("base64") });
  const hash = shape({
    alg: wordsSince([2, HASHES], [7, "Streebog-256 Streebog-512"]),
    content: text.regex(/^(?:[a-fA-F0-9]{32}|[a-fA-F0-9]{40}|[a-fA-F0-9]{64}|[a-fA-F0-9]{96}|[a-fA-F0-9]{128})$/, "must be 32, 40, 64, 96 or 128 hexadecimal digits"),
  });
  const property = minor >= 6 ? shape({ name: text }, { value: text }) : z.looseObject({ name: text.optional(), value: text.optional() });
  const properties = z.array(property);
  const contact = shape({}, { name: text, email: text, phone: text, ...since(5, { "bom-ref": ref }) });
  const organisation = shape({}, { name: text, url: z.array(minor === 2 ? text : address), contact: z.array(contact), ...since(5, { "bom-ref": ref }), ...since(6, { address: object }) });

  const licence = shape({}, {
    id: text.refine((id) => SPDX_LICENCE_IDS.has(id), "must be an identifier of the SPDX licence list"), name: text, text: attachment, url: minor === 2 ? text : address,
    ...since(5, { "bom-ref": ref, licensing: object, properties }), ...since(6, { acknowledgement: words("declared concluded") }),
  }).refine((value) => ("id" in value) !== ("name" in value), "must have either id or name");
  const choice = shape({}, {
    license: licence, expression: text, ...since(5, { "bom-ref": ref }), ...since(6, { acknowledgement: words("declared concluded") }),
    ...since(7, { expressionDetails: objects, licensing: object, properties }),
  }).refine((value) => ("license" in value) !== ("expression" in value), "must have either license or expression");
  const licences = z.array(choice).refine(
    (choices) => minor === 7 || minor < 5 || choices.length < 2 || choices.every((one) => "license" in one), "must be licences, or one expression alone");

  const reference = shape({
    url: minor === 2 ? text : address,
    type: wordsSince([2, REFERENCES], [4, "release-notes"], [5, REFERENCES_SINCE_5], [6, "source-distribution electronic-signature digital-signature rfc-9116"], [7, "patent patent-family patent-assertion citation"]),
  }, { comment: text, ...since(3, { hashes: z.array(hash) }), ...since(7, { properties }) });
  const references = z.array(reference);

  const action = shape({}, { timestamp: instant, name: text, email: text });
  const commit = shape({}, { uid: text, url: address, author: action, committer: action, message: text });
  const issue = shape({ type: words("defect enhancement security") }, { id: text, name: text, description: text, source: shape({}, { name: text, url: text }), references: texts });
  const patch = shape({ type: words("unofficial monkey backport cherry-pick") }, { diff: shape({}, { text: attachment, url: text }), resolves: z.array(issue) });
  const swid = shape({ tagId: text, name: text }, { version: text, tagVersion: z.int(), patch: z.boolean(), text: attachment, url: text });
  const notes = shape({ type: text }, {
    title: text, featuredImage: text, socialImage: text, description: text, timestamp: instant, aliases: texts, tags: texts, resolves: z.array(issue),
    notes: z.array(shape({ text: attachment }, { locale: text })), properties,
  });
  const evidence = shape({}, { licenses: licences, copyright: z.array(shape({ text })), ...since(5, { identity: z.union([object, objects]), occurrences: objects, callstack: object }) });

  const anyComponent: z.ZodType = z.lazy(() => shape({
    type: wordsSince([2, COMPONENT_TYPES], [5, "platform device-driver machine-learning-model data"], [6, "cryptographic-asset"]), name: text,
    ...(minor <= 3 ? { version: text } : {}),
  }, {
    ...(minor > 3 ? { version: text.max(1024) } : {}),
    "mime-type": text.regex(/^[-+a-z0-9.]+\/[-+a-z0-9.]+$/, "must be a media type"), "bom-ref": ref, supplier: organisation, author: text, publisher: text, group: text,
    description: text, scope: words("required optional excluded"), hashes: z.array(hash), licenses: licences, copyright: text, cpe: text, purl: text, swid,
    modified: z.boolean(), pedigree, externalReferences: references, components,
    ...since(3, { evidence, properties }), ...since(4, { releaseNotes: notes }), ...signed, ...since(5, { modelCard: object, data: objects }),
    ...since(6, { manufacturer: organisation, authors: z.array(contact), omniborId: texts, swhid: texts, cryptoProperties: object, tags: texts }),
    ...since(7, { versionRange: text, isExternal: z.boolean(), patentAssertions: objects }),
  }));
  // Since 1.7 a part that comes from outside may have a range of versions instead of one; what the bill is about may not come from outside.
  const component = anyComponent.refine((value) => {
    const { version, versionRange, isExternal } = value as { readonly version?: unknown; readonly versionRange?: unknown; readonly isExternal?: unknown };
    return versionRange === undefined || (isExternal === true && version === undefined);
  }, "must have a versionRange only when isExternal, and then no version");
  const mainComponent = component.refine((value) => (value as { readonly isExternal?: unknown }).isExternal !== true, "must not be isExternal");
  const components = z.array(component);
  const pedigree = shape({}, { ancestors: components, descendants: components, variants: components, commits: z.array(commit), patches: z.array(patch), notes: text });

  const classification = shape({ flow: words("inbound outbound bi-directional unknown"), classification: text },
    since(5, { name: text, description: text, governance: object, source: texts, destination: texts }));
  const service: z.ZodType = z.lazy(() => shape({ name: text }, {
    "bom-ref": ref, provider: organisation, group: text, version: text, description: text, endpoints: texts, authenticated: z.boolean(), "x-trust-boundary": z.boolean(),
    data: z.array(classification), licenses: licences, externalReferences: references, services: z.array(service),
    ...since(3, { properties }), ...since(4, { releaseNotes: notes }), ...signed, ...since(5, { trustZone: text }), ...since(6, { tags: texts }), ...since(7, { patentAssertions: objects }),
  }));
  const tool = shape({}, { vendor: text, name: text, version: text, hashes: z.array(hash), ...since(4, { externalReferences: references }) });
  const tools = minor < 5 ? z.array(tool) : z.union([z.array(tool), shape({}, { components, services: z.array(service) })]);
  const metadata = shape({}, {
    timestamp: instant, tools, authors: z.array(contact), component: mainComponent, manufacture: organisation, supplier: organisation,
    ...since(3, { licenses: licences, properties }), ...since(5, { lifecycles: objects }), ...since(6, { manufacturer: organisation }), ...since(7, { distributionConstraints: shape({}, { tlp: words("CLEAR GREEN AMBER AMBER_AND_STRICT RED") }) }),
  });
  const dependency = shape({ ref }, { dependsOn: z.array(ref), ...since(6, { provides: z.array(ref) }) });
  const composition = shape({ aggregate: wordsSince([3, AGGREGATES], [5, AGGREGATES_SINCE_5]) },
    { assemblies: texts, dependencies: texts, ...signed, ...since(5, { "bom-ref": ref, vulnerabilities: texts }) });
  const annotation = shape({ subjects: texts, annotator: object, timestamp: instant, text }, { "bom-ref": ref, signature: object });
  const citation = shape({ timestamp: instant }, { "bom-ref": ref, pointers: texts, expressions: texts, attributedTo: ref, process: ref, note: text, signature: object })
    .refine((value) => ("pointers" in value) !== ("expressions" in value), "must have either pointers or expressions")
    .refine((value) => "attributedTo" in value || "process" in value, "must have attributedTo or process");
  const bomVersion = z.int().min(1, "must be 1 or more");

  return shape({ bomFormat: z.literal("CycloneDX"), specVersion: z.literal(`1.${minor}`), ...(minor < 5 ? { version: bomVersion } : {}) }, {
    ...(minor < 5 ? {} : { version: bomVersion }), $schema: text,
    serialNumber: text.regex(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "must be urn:uuid: and a UUID in small letters"),
    metadata, components, services: z.array(service), externalReferences: references, dependencies: z.array(dependency),
    ...since(3, { compositions: z.array(composition) }), ...since(4, { vulnerabilities: objects }), ...signed,
    ...since(5, { annotations: z.array(annotation), formulation: objects, properties }), ...since(6, { declarations: object, definitions: object }), ...since(7, { citations: z.array(citation) }),
  });
}
