import { idParams } from "#contracts/access";
import {
  assignablePeople, assignFinding as assignFindingBody, endAssignment as endAssignmentBody, evidence, finding, findingList, findingQuery, giveSeverity as giveSeverityBody, MAX_BUNDLE_BYTES, 
  prioritise, submissionReceipt, submitQuery, validateFinding as validateFindingBody,
} from "#contracts/findings";
import { route, type Route } from "#rooms/platform";
import { assignFinding, endAssignment, listAssignable } from "./triage/assign-finding.ts";
import { findingResource } from "./findings.resources.ts";
import { giveSeverity } from "./priority/give-severity.ts";
import { prioritiseFinding } from "./priority/prioritise-finding.ts";
import { downloadBundle, getFinding, listFindings, readEvidence } from "./read-finding.ts";
import { intakeRoutes } from "./intake/intake.routes.ts";
import { submitFinding } from "./intake/submit-finding.ts";
import { runAgain, validateFinding } from "./triage/validate-finding.ts";

const ROOM = "findings";
const FINDING = { kind: findingResource, param: "id" };
const TAR = "application/x-tar";

export const findingsRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/findings", summary: "Submit a finding as an evidence bundle", permission: "findings:submit", query: submitQuery, upload: TAR, maxBytes: MAX_BUNDLE_BYTES, reply: submissionReceipt, status: 201,
    run: ({ services, actor, query, body }) => submitFinding(services, { actor, bytes: body as Uint8Array, appealOf: query.appealOf }),
  }),
  ...intakeRoutes,
  route({
    room: ROOM, method: "get", path: "/findings", summary: "Your organisation's findings, or all for the clearinghouse", permission: "findings:read", query: findingQuery, reply: findingList,
    run: ({ services, actor, query }) => listFindings(services, { actor, ...query }),
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
