import { idParams } from "#contracts/access";
import {
  assignablePeople, assignFinding as assignFindingBody, bulkReceipt, claimAnswer, endAssignment as endAssignmentBody, evidence, finding, findingList, findingQuery, giveSeverity as giveSeverityBody, makeClaim as makeClaimBody, MAX_BULK_BYTES, MAX_BUNDLE_BYTES, optOutReply,
  prioritise, recordOptOut as recordOptOutBody, submissionReceipt, submitQuery, validateFinding as validateFindingBody,
} from "#contracts/findings";
import { route, type Route } from "#rooms/platform";
import { assignFinding, endAssignment, listAssignable } from "./assign-finding.ts";
import { claimResource, findingResource } from "./findings.resources.ts";
import { makeClaim, recordOptOut, releaseClaim } from "./make-claim.ts";
import { downloadBundle, getFinding, listFindings, readEvidence } from "./read-finding.ts";
import { submitBulk, submitFinding } from "./submit-finding.ts";
import { giveSeverity, prioritiseFinding, runAgain, validateFinding } from "./validate-finding.ts";

const ROOM = "findings";
const FINDING = { kind: findingResource, param: "id" };
const TAR = "application/x-tar";

// No route lists claims, to anybody (INV-15).
export const findingsRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/claims", summary: "Say which target you intend to scan", permission: "findings:claim", body: makeClaimBody, reply: claimAnswer,
    run: ({ services, actor, body }) => makeClaim(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/claims/{id}/release", summary: "Give a claim back", permission: "findings:release-claim", resource: { kind: claimResource, param: "id" }, params: idParams,
    run: ({ services, actor, params }) => releaseClaim(services, { actor, claimId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/opt-outs", summary: "Record an owner's wish not to be scanned", permission: "findings:record-opt-out", body: recordOptOutBody, reply: optOutReply, status: 201,
    run: ({ services, actor, body }) => recordOptOut(services, { actor, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/findings", summary: "Submit a finding as an evidence bundle", permission: "findings:submit", query: submitQuery, upload: TAR, maxBytes: MAX_BUNDLE_BYTES, reply: submissionReceipt, status: 201,
    run: ({ services, actor, query, body }) => submitFinding(services, { actor, bytes: body as Uint8Array, appealOf: query.appealOf }),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/bulk", summary: "Submit many findings, one JSON line each", permission: "findings:submit", upload: "application/x-ndjson", maxBytes: MAX_BULK_BYTES, reply: bulkReceipt,
    run: ({ services, actor, body }) => submitBulk(services, { actor, bytes: body as Uint8Array }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings", summary: "Your organisation's findings, or all for the clearinghouse", permission: "findings:read", query: findingQuery, reply: findingList,
    run: async ({ services, actor, query }) => ({ findings: [...(await listFindings(services, { actor, state: query.state }))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/{id}", summary: "One finding", permission: "findings:read", resource: FINDING, params: idParams, reply: finding,
    run: ({ services, actor, params }) => getFinding(services, { actor, findingId: params.id }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/{id}/evidence", summary: "A finding's evidence, to read", permission: "findings:read-body", resource: FINDING, params: idParams, reply: evidence,
    run: ({ services, actor, params }) => readEvidence(services, { actor, findingId: params.id }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/{id}/bundle", summary: "A finding's evidence bundle", permission: "findings:read-body", carries: "embargoed", resource: FINDING, params: idParams, reply: TAR,
    run: async ({ services, actor, params }) => ({ bytes: await downloadBundle(services, { actor, findingId: params.id }), mediaType: TAR, fileName: `${params.id}.tar` }),
  }),
  route({
    room: ROOM, method: "get", path: "/findings/{id}/assignable", summary: "Who may be assigned to a finding", permission: "findings:assign", resource: FINDING, params: idParams, reply: assignablePeople,
    run: async ({ services, params }) => ({ people: await listAssignable(services, params.id) }),
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/assignments", summary: "Open what a finding says to a person of the clearinghouse", permission: "findings:assign", resource: FINDING, params: idParams, body: assignFindingBody, reply: finding, status: 201,
    run: async ({ services, actor, params, body }) => {
      await assignFinding(services, { actor, findingId: params.id, ...body });
      return getFinding(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/assignments/end", summary: "Close it to them again", permission: "findings:assign", resource: FINDING, params: idParams, body: endAssignmentBody, reply: finding,
    run: async ({ services, actor, params, body }) => {
      await endAssignment(services, { actor, findingId: params.id, ...body });
      return getFinding(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/reproduction", summary: "Run a halted reproduction again", permission: "findings:run-again", resource: FINDING, params: idParams, reply: finding,
    run: async ({ services, actor, params }) => {
      await runAgain(services, { actor, findingId: params.id });
      return getFinding(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/validation", summary: "Validate a finding, or reject it with a reason", permission: "findings:validate", resource: FINDING, params: idParams, body: validateFindingBody, reply: finding,
    run: async ({ services, actor, params, body }) => {
      await validateFinding(services, { actor, findingId: params.id, ...body });
      return getFinding(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/priority", summary: "Decide how soon, by the table of BOD 26-04", permission: "findings:prioritise", resource: FINDING, params: idParams, body: prioritise, reply: finding,
    run: async ({ services, actor, params, body }) => {
      await prioritiseFinding(services, { actor, findingId: params.id, ...body });
      return getFinding(services, { actor, findingId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/findings/{id}/severities", summary: "Add your view of its severity", permission: "findings:give-severity", resource: FINDING, params: idParams, body: giveSeverityBody, reply: finding,
    run: async ({ services, actor, params, body }) => {
      await giveSeverity(services, { actor, findingId: params.id, severity: body });
      return getFinding(services, { actor, findingId: params.id });
    },
  }),
];
