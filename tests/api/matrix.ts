// The role × visibility matrix of the framework as a table, action by action: what the policies must say, written by hand
// and apart from them. A role that is not named in a row has nothing there.
import { ROLES, type Role } from "#contracts/access";
import type { Actor, EntityReference, Facts } from "#rooms/platform";

/**
 * `here`: no record is asked about. `own`: records of the actor's own organisation, or those that name the person.
 * `others`: any but those. `all`: every one. `assigned`: others' that are assigned to the person in the role that is asked
 * about, and no other's. `named`: others' whose terms name the person. `principals`: of the organisations that named the actor's as their delegate.
 */
export type Scope = "here" | "own" | "others" | "all" | "assigned" | "named" | "principals" | "own+principals";

/** Every role but the three that may be held and open nothing. */
function everyone(scope: Scope): Partial<Record<Role, Scope>> {
  return Object.fromEntries(ROLES.filter((role) => role !== "procurement" && role !== "export-control" && role !== "enforcement").map((role) => [role, scope]));
}

export const MATRIX: Readonly<Record<string, Partial<Record<Role, Scope>>>> = {
  "access:administer": { administrator: "here" },
  "access:keep-house": { "organisation-manager": "own", administrator: "all" },
  "access:keep-keys": { "organisation-manager": "own", administrator: "all" },
  "access:rotate-keys": { administrator: "here" },
  "access:export": { "organisation-manager": "own" },
  "access:name-delegate": { operator: "own", "state-local-authority": "own", "organisation-manager": "own" },
  "assistance:ask": { operator: "own", "operator-delegate": "own+principals", "state-local-authority": "own" },
  "assistance:help": { "directive-officer": "others", "partner-security-lead": "others" },
  "assistance:ask-scan": { operator: "own", "operator-delegate": "own+principals", "state-local-authority": "own" },
  "assistance:run-scan": { "partner-security-lead": "all" },
  "assistance:start-scanner": { "partner-security-lead": "all" },
  "assistance:enter-for": { "clearinghouse-analyst": "here", "directive-officer": "here" },
  "assistance:keep-catalogue": { "directive-officer": "here" },
  "assistance:keep-grants": { "directive-officer": "here", "omb-opm-officer": "here" },
  "assistance:read-proposals": { "directive-officer": "all", "omb-opm-officer": "all" },
  "assistance:publish-list": { "directive-officer": "others", "omb-opm-officer": "others" },
  "audit:export": { oversight: "here" },
  "audit:name-witness": { administrator: "here" },
  "benchmarking:write-standard": { "benchmark-analyst": "here" },
  "benchmarking:read-standard": { "benchmark-analyst": "all", "nsa-director": "all" },
  "benchmarking:publish-standard": { "benchmark-analyst": "others", "nsa-director": "others" },
  "benchmarking:read-request": { "benchmark-analyst": "all", "nsa-director": "all", consultee: "all" },
  "benchmarking:read-results": { "benchmark-analyst": "all", "nsa-director": "all" },
  "benchmarking:run": { "benchmark-analyst": "all" },
  "benchmarking:give-view": { consultee: "all" },
  "benchmarking:recommend": { "benchmark-analyst": "all" },
  "benchmarking:sign": { "nsa-director": "others" },
  "benchmarking:initiate": { "benchmark-analyst": "here" },
  "benchmarking:read-keys": { "benchmark-analyst": "here", "nsa-director": "here", administrator: "here" },
  "benchmarking:confirm-key": { "benchmark-analyst": "here", "nsa-director": "here", administrator: "here" },
  "benchmarking:begin-ceremony": { "nsa-director": "here" },
  "benchmarking:name-delegate": { "nsa-director": "here" },
  "benchmarking:open-to-inspector": { "benchmark-analyst": "all", "nsa-director": "all" },
  "benchmarking:fetch-opened": { "benchmark-analyst": "all", "nsa-director": "all" },
  "benchmarking:confirm-developer": { "benchmark-analyst": "all", "nsa-director": "all" },
  "benchmarking:read-status": { "benchmark-analyst": "here", "nsa-director": "here", administrator: "here" },
  "coordination:open-project": { "clearinghouse-analyst": "here" },
  "coordination:keep-policy": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "coordination:list": { "clearinghouse-analyst": "all", "clearinghouse-director": "all", validator: "all" },
  "coordination:read": { "clearinghouse-analyst": "assigned" },
  "coordination:coordinate": { "clearinghouse-analyst": "assigned" },
  "determination:keep-keys": { administrator: "here" },
  "determination:replace-key": { administrator: "here" },
  "determination:request": { "developer-release-lead": "own" },
  "determination:reconsider": { "developer-release-lead": "own" },
  "determination:read": { "developer-release-lead": "own", "developer-security-lead": "own", "agency-evaluator": "named", "partner-selection-officer": "others" },
  "distribution:enrol": { operator: "here", "state-local-authority": "here" },
  "distribution:take-part": { operator: "own", "state-local-authority": "own", "operator-delegate": "principals" },
  "distribution:read-municipalities": { "state-local-authority": "own" },
  "distribution:read-counts": { "clearinghouse-analyst": "here", "clearinghouse-director": "here", oversight: "here" },
  "engagement:open": { "developer-release-lead": "here" },
  "engagement:manage": { "developer-release-lead": "own" },
  "engagement:second": { "developer-release-lead": "own", "developer-security-lead": "own" },
  "engagement:stop": { "developer-release-lead": "own", "developer-security-lead": "own" },
  "engagement:read-own": { "developer-release-lead": "own", "developer-security-lead": "own" },
  "engagement:evaluate": { "agency-evaluator": "named" },
  "engagement:use-model": { "agency-evaluator": "named" },
  "engagement:make-model-key": { "agency-evaluator": "named" },
  "engagement:read-incident-notices": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "engagement:read-briefs": { "clearinghouse-analyst": "here", "clearinghouse-director": "here", "directive-officer": "here", "partner-security-lead": "here" },
  "engagement:enter-agreement": { "developer-release-lead": "here", "partner-selection-officer": "here" },
  "engagement:keep-agreement": { "developer-release-lead": "own", "partner-selection-officer": "own" },
  "engagement:read-agreement": { "developer-release-lead": "own", "developer-security-lead": "own", "partner-selection-officer": "own" },
  "engagement:invite": { "partner-selection-officer": "here" },
  "engagement:read-sent-invitations": { "partner-selection-officer": "own" },
  "engagement:answer-invitation": { "developer-release-lead": "own" },
  "engagement:write-nondisclosure": { "developer-release-lead": "here" },
  "engagement:read-undertaking": { "developer-release-lead": "own", "developer-security-lead": "own", "agency-evaluator": "own", "partner-selection-officer": "own" },
  "engagement:sign-undertaking": { "agency-evaluator": "own", "partner-selection-officer": "own" },
  "findings:submit": { finder: "here", "developer-release-lead": "here", "developer-security-lead": "here", "partner-security-lead": "here" },
  "findings:hand-in": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "findings:read-intake": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "findings:read": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own", validator: "all", "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "findings:read-body": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own", validator: "assigned", "clearinghouse-analyst": "assigned" },
  "findings:assign": { "clearinghouse-analyst": "others", "clearinghouse-director": "others" },
  "findings:run-again": { "clearinghouse-analyst": "all" },
  "findings:validate": { validator: "assigned" },
  "findings:triage": { validator: "assigned", "clearinghouse-analyst": "assigned" },
  "findings:answer": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "findings:read-near": { validator: "all", "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "findings:read-queue": { validator: "here", "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "findings:prioritise": { "clearinghouse-analyst": "assigned" },
  "findings:read-feeds": { validator: "here", "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "findings:keep-feeds": { "clearinghouse-analyst": "here" },
  "findings:give-severity": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own", "clearinghouse-analyst": "assigned" },
  "obligations:record-evidence": { "clearinghouse-director": "here", "directive-officer": "here", "omb-opm-officer": "here" },
  "obligations:strike-evidence": { "clearinghouse-director": "others", "directive-officer": "others", "omb-opm-officer": "others" },
  "obligations:keep-trackers": { "omb-opm-officer": "here" },
  "obligations:pin-installation": { "clearinghouse-director": "here", "directive-officer": "here" },
  "obligations:confirm-installation": { "clearinghouse-director": "others", "directive-officer": "others" },
  "obligations:end-installation": { "clearinghouse-director": "all", "directive-officer": "all" },
  "obligations:keep-agencies": { "directive-officer": "here" },
  "obligations:keep-agency-change": { "directive-officer": "all" },
  "obligations:confirm-agency-change": { "directive-officer": "others" },
  "obligations:draft-directive": { "directive-officer": "here" },
  "obligations:keep-draft": { "directive-officer": "all" },
  "obligations:issue-directive": { "directive-officer": "others" },
  "obligations:keep-directive": { "directive-officer": "all" },
  "obligations:revoke-directive": { "directive-officer": "others" },
  "obligations:move-own-item": { "agency-ciso": "own" },
  "obligations:oversee-items": { "directive-officer": "here" },
  "obligations:oversee-item": { "directive-officer": "all" },
  "obligations:decide-exception": { "directive-officer": "others" },
  "obligations:keep-instances": { "agency-ciso": "own" },
  "obligations:count-instances": { "directive-officer": "here" },
  "obligations:take-metadata": { "directive-officer": "here" },
  "obligations:decide-instance-exception": { "directive-officer": "others" },
  "oversight:report": { oversight: "here" },
  "oversight:publish-report": { oversight: "here" },
  "oversight:inspect": { oversight: "here" },
  "distribution:invite": { "clearinghouse-analyst": "here" },
  "distribution:enter-paper": { "clearinghouse-analyst": "here", "directive-officer": "here" },
  "distribution:tell-by-paper": { "clearinghouse-analyst": "here" },
  "distribution:set-sectors": { "clearinghouse-director": "here" },
  "distribution:keep-advisories": { "clearinghouse-analyst": "here" },
  "distribution:read-outside": { operator: "here", "operator-delegate": "here", "state-local-authority": "here", "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "distribution:read-feeds": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "distribution:keep-feed": { "clearinghouse-analyst": "all" },
  "distribution:read-waves": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "distribution:propose-waves": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "distribution:keep-proposal": { "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "distribution:confirm-waves": { "clearinghouse-analyst": "others", "clearinghouse-director": "others" },
  "distribution:decide-rollout": { "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "partners:nominate": { "developer-release-lead": "own", "partner-selection-officer": "others" },
  "partners:vet": { "developer-release-lead": "own", "partner-selection-officer": "others" },
  "partners:read": { "developer-release-lead": "own", "developer-security-lead": "own", "partner-selection-officer": "others" },
  "partners:decide": { "developer-release-lead": "own" },
  "partners:stop": { "developer-release-lead": "own", "developer-security-lead": "own" },
  "partners:give-view": { "partner-selection-officer": "others" },
  "partners:take-part": { "partner-security-lead": "own" },
  "partners:sign-terms": { "partner-security-lead": "own" },
  "partners:make-model-key": { "partner-security-lead": "own" },
  "partners:read-use": { "developer-release-lead": "own", "developer-security-lead": "own" },
  "partners:propose-policy": { "partner-selection-officer": "here" },
  "partners:read-proposals": { "partner-selection-officer": "all" },
  "partners:confirm-policy": { "partner-selection-officer": "others" },
  "partners:handle-complaint": { "partner-selection-officer": "others" },
  "publication:publish": { "clearinghouse-analyst": "assigned" },
  "publication:assign-cve": { "clearinghouse-analyst": "all" },
  "publication:revise": { "clearinghouse-analyst": "all" },
  "publication:list-providers": { "clearinghouse-analyst": "here" },
  "publication:keep-webhooks": Object.fromEntries(Object.entries(everyone("own")).filter(([role]) => !["benchmark-analyst", "nsa-director", "consultee", "administrator"].includes(role))),
  "publication:read-pre-notices": { "patch-distributor": "here", "clearinghouse-analyst": "here" },
  "scanning:claim": { finder: "here", "developer-release-lead": "here", "developer-security-lead": "here", "partner-security-lead": "here" },
  "scanning:keep-claim": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "scanning:read-exchange": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "scanning:record-opt-out": { "clearinghouse-analyst": "here" },
  "scanning:join": { finder: "here", "developer-release-lead": "here", "developer-security-lead": "here", "partner-security-lead": "here", operator: "here", "organisation-manager": "here" },
  "scanning:read-members": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "scanning:open-campaign": { "clearinghouse-analyst": "here", "clearinghouse-director": "here" },
  "scanning:name-peer": { "clearinghouse-director": "here" },
  "scanning:pull-peer": { "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "scanning:end-peer": { "clearinghouse-director": "all" },
  "scanning:read-campaign": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own", "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "scanning:run-campaign": { "clearinghouse-analyst": "all", "clearinghouse-director": "all" },
  "scanning:answer-campaign": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "scanning:work-campaign": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own" },
  "remediation:propose": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own", "clearinghouse-analyst": "assigned" },
  "remediation:read": { finder: "own", "developer-release-lead": "own", "developer-security-lead": "own", "partner-security-lead": "own", "clearinghouse-analyst": "assigned", validator: "assigned" },
  "remediation:confirm": { "clearinghouse-analyst": "assigned", validator: "assigned" },
  "remediation:release": { "clearinghouse-analyst": "assigned" },
  "remediation:withdraw": { "clearinghouse-analyst": "assigned" },
  "labels:coordination": everyone("here"),
  "labels:embargoed": { finder: "here", "developer-release-lead": "here", "developer-security-lead": "here", "partner-security-lead": "here", validator: "here", "clearinghouse-analyst": "here" },
  "labels:developer-confidential": { "developer-release-lead": "here", "developer-security-lead": "here", "agency-evaluator": "here", "partner-selection-officer": "here", "partner-security-lead": "here", "benchmark-analyst": "here", "nsa-director": "here", consultee: "here" },
  "labels:enclave-only": { "benchmark-analyst": "here", "nsa-director": "here", consultee: "here" },
  "access:read-alerts": { ...everyone("own"), oversight: "all" },
  "access:trace-export": { ...everyone("own"), oversight: "all" },
};

const organisation = (id: string): EntityReference => ({ type: "Organisation", id });

const person = (id: string): EntityReference => ({ type: "Person", id });
const NOBODY_ASSIGNED = { validators: [], analysts: [] } as const;

/** Kinds of record that are opened to named people of the clearinghouse, by what each role is assigned as. */
export const ASSIGNED_AS: Readonly<Partial<Record<Role, "validators" | "analysts">>> = { validator: "validators", "clearinghouse-analyst": "analysts" };
export const ASSIGNABLE: readonly string[] = ["Finding", "Case", "Patch"];

/** Somebody else's record that is assigned to the actor, as this. */
export function toAssigned(type: string, actor: Actor, as: "validators" | "analysts"): Facts {
  return { ...EXAMPLES[type]?.(actor, false), [as]: [person("per_colleague"), person(actor.personId)] };
}

/** Kinds of record whose terms name people; `named` in the matrix is who they name while their own grant lives. */
export const NAMING: readonly string[] = ["Engagement", "DeterminationRequest"];

/** A record of this organisation's whose terms name the actor: as somebody who may use the model now, or no longer. */
export function toNaming(type: string, actor: Actor, { owner, isInWindow }: { readonly owner: string; readonly isInWindow: boolean }): Facts {
  return { ...EXAMPLES[type]?.(actor, false), organisation: organisation(owner), ...(type === "Engagement" ? { named: [person(actor.personId)] } : {}), evaluators: isInWindow ? [person(actor.personId)] : [] };
}

/** Kinds of record of which a delegate may have another organisation's, and the facts of one that belongs to this organisation. */
export const DELEGABLE: Readonly<Record<string, (organisationId: string) => Facts>> = {
  OperatorRecord: (organisationId) => ({ organisation: organisation(organisationId) }),
  HelpRequest: (organisationId) => ({ organisation: organisation(organisationId), isWaiting: false, helpers: [] }),
  BrokeredScan: (organisationId) => ({ organisation: organisation(organisationId), isAsked: false, runners: [] }),
};

/** Per kind of record: the facts of one that is the actor's own, and of one that is somebody else's. */
export const EXAMPLES: Readonly<Record<string, (actor: Actor, isOwn: boolean) => Facts>> = {
  Installation: () => ({}),
  AdvisoryFeed: () => ({}),
  Engagement: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other"), named: [person("per_evaluator")], evaluators: [person("per_evaluator")] }),
  // Its own: of its house as the developer, or as one of the agencies.
  Agreement: (actor, isOwn) => ({ developer: organisation(isOwn ? actor.organisationId : "org_other"), agencies: [organisation("org_agency"), organisation(isOwn ? actor.organisationId : "org_again")] }),
  // Its own: its developer's, the named signer's, and the agency's as a whole.
  Undertaking: (actor, isOwn) => ({
    developer: organisation(isOwn ? actor.organisationId : "org_other"), agency: organisation(isOwn ? actor.organisationId : "org_agency"), signers: [person(isOwn ? actor.personId : "per_signer")], isAgencys: isOwn,
  }),
  Invitation: (actor, isOwn) => ({ agency: organisation(isOwn ? actor.organisationId : "org_agency"), developer: organisation(isOwn ? actor.organisationId : "org_other") }),
  // Another's is of a developer who takes part in choosing partners.
  DeterminationRequest: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other"), evaluators: [person("per_evaluator")], selection: true }),
  // Its own: of its model, or of its partnership. Another's is in the choosing.
  EarlyAccess: (actor, isOwn) => ({ developer: organisation(isOwn ? actor.organisationId : "org_developer"), partner: organisation(isOwn ? actor.organisationId : "org_partner"), selection: true, shownToPartner: true }),
  // Its own: proposed by the actor, or about them.
  TaskingEvidence: (actor, isOwn) => ({ recorders: [person(isOwn ? actor.personId : "per_colleague")] }),
  AgencyChange: (actor, isOwn) => ({ proposers: [person(isOwn ? actor.personId : "per_colleague")] }),
  DirectiveDraft: (actor, isOwn) => ({ authors: [person("per_author"), person(isOwn ? actor.personId : "per_colleague")] }),
  IssuedDirective: (actor, isOwn) => ({ revokers: [person(isOwn ? actor.personId : "per_colleague")] }),
  DirectiveItem: (actor, isOwn) => ({ agency: organisation(isOwn ? actor.organisationId : "org_other") }),
  InstanceRecord: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other") }),
  InstanceException: (actor, isOwn) => ({ requesters: [person(isOwn ? actor.personId : "per_colleague")] }),
  DirectiveException: (actor, isOwn) => ({ requesters: [person(isOwn ? actor.personId : "per_colleague")] }),
  MilestonePeer: (actor, isOwn) => ({ proposers: [person(isOwn ? actor.personId : "per_colleague")] }),
  WaveProposal: (actor, isOwn) => ({ proposers: [person(isOwn ? actor.personId : "per_colleague")] }),
  Rollout: () => ({}),
  PolicyProposal: (actor, isOwn) => ({ proposers: [person(isOwn ? actor.personId : "per_colleague")] }),
  ListProposal: (actor, isOwn) => ({ list: "grants", proposers: [person(isOwn ? actor.personId : "per_colleague")] }),
  Complaint: (actor, isOwn) => ({ complainedOf: [person(isOwn ? actor.personId : "per_colleague")] }),
  ExportRecord: (actor, isOwn) => ({ organisations: [organisation(isOwn ? actor.organisationId : "org_other")] }),
  ReadAlert: (actor, isOwn) => ({ owner: organisation(isOwn ? actor.organisationId : "org_other") }),
  Finding: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other"), ...NOBODY_ASSIGNED }),
  Case: (actor, isOwn) => ({ organisations: [organisation(isOwn ? actor.organisationId : "org_other"), organisation("org_again")], ...NOBODY_ASSIGNED }),
  Patch: (actor, isOwn) => ({ organisations: [organisation(isOwn ? actor.organisationId : "org_other")], authors: [person("per_author")], ...NOBODY_ASSIGNED }),
  Advisory: () => ({}),
  Housekeeping: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other") }),
  OperatorRecord: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other") }),
  HelpRequest: (actor, isOwn) => (isOwn ? { organisation: organisation(actor.organisationId), isWaiting: false, helpers: [] } : { organisation: organisation("org_other"), isWaiting: true, helpers: [] }),
  // Its own: asked by the actor's house, or run by it.
  BrokeredScan: (actor, isOwn) => (isOwn ? { organisation: organisation(actor.organisationId), isAsked: false, runners: [organisation(actor.organisationId)] } : { organisation: organisation("org_other"), isAsked: true, runners: [] }),
  // Its own: one that opted in to the actor's authority.
  Municipality: (actor, isOwn) => ({ authorities: [organisation("org_other"), ...(isOwn ? [organisation(actor.organisationId)] : [])] }),
  BenchmarkStandard: (actor, isOwn) => ({ writers: [person(isOwn ? actor.personId : "per_colleague")] }),
  BenchmarkRequest: (actor, isOwn) => ({ recommenders: [person(isOwn ? actor.personId : "per_colleague")] }),
  // Its own: one that its house was invited to, and accepted.
  Campaign: (actor, isOwn) => ({ invited: [organisation("org_other"), ...(isOwn ? [organisation(actor.organisationId)] : [])], accepted: isOwn ? [organisation(actor.organisationId)] : [] }),
  ContactExchange: (actor, isOwn) => ({ parties: [organisation("org_other"), ...(isOwn ? [organisation(actor.organisationId)] : [])] }),
  Peer: () => ({}),
  Webhook: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other") }),
  Claim: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other") }),
  Intake: (actor, isOwn) => ({ organisation: organisation(isOwn ? actor.organisationId : "org_other") }),
};
