import type { z } from "zod";
import { idParams } from "#contracts/access";
import {
  deferStep, enrolOperator as enrolOperatorBody, erasureRecord, failStep, inventoryList, inventoryPreview, inventoryQuery, inventoryReading, MAX_INVENTORY_BYTES, municipalityList, operatorProfile, operatorQuery, optIn as optInBody, optInList, pastedList, plan, planMailed, planStep, rollUp,
  scheduleStep, stepAssets, stepNotAffected, typedList, type StepAction,
} from "#contracts/distribution";
import { printHtml, printText, writeCalendar } from "#engines/exposure";
import { OF_MAILS, route, type Route } from "#rooms/platform";
import { inventoryResource, requireOwner, stepResource } from "./distribution.resources.ts";
import { deploymentRoutes } from "./deployment/deployment.routes.ts";
import { formRoutes } from "./forms/forms.routes.ts";
import { noticeRoutes } from "./notices/notices.routes.ts";
import { principalRoutes } from "./principals/principals.routes.ts";
import { reminderRoutes } from "./reminders/reminders.routes.ts";
import { rollUpRoutes } from "./roll-up/roll-up.routes.ts";
import { waveRoutes } from "./waves/waves.routes.ts";
import { leave, requireOperator, toProfile } from "./enrol-operator.ts";
import { enrolAtOnce } from "./enrolment/enrol.ts";
import { enrolmentRoutes } from "./enrolment/enrolment.routes.ts";
import { mailPlan } from "./mail-own-plan.ts";
import { outsideAdvisoryRoutes } from "./outside-advisories/outside-advisories.routes.ts";
import { paperRoutes } from "./paper/paper.routes.ts";
import { ownMarkRoutes } from "./own-marks/own-marks.routes.ts";
import { questionRoutes } from "./questions/questions.routes.ts";
import { moveStep, type StepMove } from "./move-step.ts";
import { listOptedIn, listOwnOptIns, optIn, optOut } from "./opt-in.ts";
import { readPlan } from "./read-plan.ts";
import { readRollUp } from "./read-roll-up.ts";
import { listOwnInventories, previewInventory, readOnly, removeInventory, typedToBytes, uploadInventory } from "./upload-inventory.ts";

const ROOM = "distribution";
const ENROL = "distribution:enrol";
const OPERATOR = "distribution:take-part";
const INVENTORY = { kind: inventoryResource, param: "id" };
/** JSON writes some characters as six. */
const MAX_PASTED_BYTES = 512 * 1024;
const STEP = { kind: stepResource, param: "id" };

export const distributionRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/operator/profile", summary: "Enrol your organisation, or change its profile", permission: ENROL, body: enrolOperatorBody, reply: operatorProfile, status: 201,
    run: async ({ services, actor, body }) => {
      await enrolAtOnce(services, { actor, profile: body });
      return toProfile(await requireOperator(services.db, actor.organisationId));
    },
  }),
  route({
    room: ROOM, method: "get", path: "/operator/profile", summary: "Your organisation's profile", permission: OPERATOR, query: operatorQuery, reply: operatorProfile,
    run: async ({ services, actor, query }) => toProfile(await requireOperator(services.db, requireOwner(actor, query.organisationId))),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/leave", summary: "Leave, and have everything erased", permission: ENROL, reply: erasureRecord,
    run: ({ services, actor }) => leave(services, actor),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/inventories/preview", summary: "How a list would be understood; nothing of it is kept", permission: OPERATOR, query: inventoryQuery, upload: "application/octet-stream",
    maxBytes: MAX_INVENTORY_BYTES, reply: inventoryReading,
    run: ({ services, actor, query, body }) => readOnly(services, { organisationId: requireOwner(actor, query.organisationId), fileName: query.fileName, columns: query.columns, bytes: body as Uint8Array }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/inventories", summary: "Upload a list of what you own", permission: OPERATOR, query: inventoryQuery, upload: "application/octet-stream",
    maxBytes: MAX_INVENTORY_BYTES, reply: inventoryPreview, status: 201,
    run: ({ services, actor, query, body }) => uploadInventory(services, { actor, organisationId: requireOwner(actor, query.organisationId), fileName: query.fileName, columns: query.columns, bytes: body as Uint8Array }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/inventories/text", summary: "Paste a list of what you own, one thing a line", permission: OPERATOR, query: operatorQuery, body: pastedList, reply: inventoryPreview, status: 201,
    maxBytes: MAX_PASTED_BYTES,
    run: ({ services, actor, query, body }) => uploadInventory(services, { actor, organisationId: requireOwner(actor, query.organisationId), fileName: body.name, bytes: Buffer.from(body.text), field: "text" }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/inventories/rows", summary: "Type in what stands on the paper form", permission: OPERATOR, query: operatorQuery, body: typedList, reply: inventoryPreview, status: 201,
    maxBytes: MAX_PASTED_BYTES,
    run: ({ services, actor, query, body }) => uploadInventory(services, { actor, organisationId: requireOwner(actor, query.organisationId), fileName: body.name, bytes: typedToBytes(body), field: "rows" }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/inventories", summary: "Your lists", permission: OPERATOR, query: operatorQuery, reply: inventoryList,
    run: async ({ services, actor, query }) => ({ inventories: [...(await listOwnInventories(services, requireOwner(actor, query.organisationId)))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/inventories/{id}", summary: "How one of your lists was understood", permission: OPERATOR, resource: INVENTORY, params: idParams, reply: inventoryPreview,
    run: ({ services, actor, params }) => previewInventory(services, { actor, id: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/inventories/{id}/remove", summary: "Erase one of your lists", permission: OPERATOR, resource: INVENTORY, params: idParams,
    run: ({ services, actor, params }) => removeInventory(services, { actor, id: params.id }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/plan", summary: "Your plan: at most five steps, the first is to be done first", permission: OPERATOR, query: operatorQuery, reply: plan,
    run: ({ services, actor, query }) => readPlan(services, { actor, organisationId: requireOwner(actor, query.organisationId) }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/plan/print", summary: "Your plan for printing", permission: OPERATOR, carries: "coordination", query: operatorQuery, reply: "text/html",
    run: async ({ services, actor, query }) => ({ bytes: printHtml(await readPlan(services, { actor, organisationId: requireOwner(actor, query.organisationId) }), services.messages.text), mediaType: "text/html; charset=utf-8" }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/plan/print.txt", summary: "Your plan as plain text", permission: OPERATOR, carries: "coordination", query: operatorQuery, reply: "text/plain",
    run: async ({ services, actor, query }) => ({ bytes: printText(await readPlan(services, { actor, organisationId: requireOwner(actor, query.organisationId) }), services.messages.text), mediaType: "text/plain; charset=utf-8" }),
  }),
  route({
    room: ROOM, method: "get", path: "/operator/plan/calendar.ics", summary: "Your plan for a calendar", permission: OPERATOR, carries: "coordination", query: operatorQuery, reply: "text/calendar",
    run: async ({ services, actor, query }) => ({
      bytes: writeCalendar(await readPlan(services, { actor, organisationId: requireOwner(actor, query.organisationId) }), new URL(services.configuration.publicUrl).hostname), mediaType: "text/calendar; charset=utf-8", fileName: "plan.ics",
    }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/plan/mail", summary: "Have your plan mailed to you", permission: OPERATOR, query: operatorQuery, reply: planMailed, limit: OF_MAILS,
    run: ({ services, actor, query }) => mailPlan(services, { actor, organisationId: requireOwner(actor, query.organisationId) }),
  }),
  ...enrolmentRoutes,
  ...paperRoutes,
  ...ownMarkRoutes,
  ...questionRoutes,
  ...outsideAdvisoryRoutes,
  moveRoute("acknowledge", "Say that you have seen a step", stepAssets, () => ({ action: "acknowledge" })),
  moveRoute("schedule", "Say when you will do a step", scheduleStep, ({ at }) => ({ action: "schedule", at })),
  moveRoute("apply", "Say that you have installed the fix", stepAssets, () => ({ action: "apply" })),
  moveRoute("confirm", "Say that it works as before", stepAssets, () => ({ action: "confirm" })),
  moveRoute("defer", "Put a step off, with a reason, another safeguard and a day to look again", deferStep, ({ reason, compensatingControl, reviewOn }) => ({ action: "defer", reason, compensatingControl, reviewOn })),
  moveRoute("not-affected", "Say why a step does not concern you", stepNotAffected, ({ justification, statement }) => ({ action: "not-affected", justification, statement })),
  moveRoute("fail", "Say that the fix did not work", failStep, ({ reason }) => ({ action: "fail", reason })),
  moveRoute("roll-back", "Say that you went back to the version before", stepAssets, () => ({ action: "roll-back" })),
  route({
    room: ROOM, method: "get", path: "/operator/opt-ins", summary: "To whom your counts are open", permission: ENROL, reply: optInList,
    run: async ({ services, actor }) => ({ authorities: [...(await listOwnOptIns(services, actor))] }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/opt-ins", summary: "Let a state or local authority see how far you are: counts, none of what you own", permission: ENROL, body: optInBody,
    run: ({ services, actor, body }) => optIn(services, { actor, authorityId: body.authorityId }),
  }),
  route({
    room: ROOM, method: "post", path: "/operator/opt-ins/end", summary: "Close it to them again", permission: ENROL, body: optInBody,
    run: ({ services, actor, body }) => optOut(services, { actor, authorityId: body.authorityId }),
  }),
  route({
    room: ROOM, method: "get", path: "/distribution/municipalities", summary: "How far those are who opted in to you, as counts", permission: "distribution:read-municipalities", reply: municipalityList,
    run: ({ services, actor }) => listOptedIn(services, actor),
  }),
  route({
    room: ROOM, method: "get", path: "/distribution/roll-up", summary: "How far operators have come, as counts", permission: "distribution:read-counts", reply: rollUp,
    run: ({ services }) => readRollUp(services),
  }),
  ...deploymentRoutes,
  ...noticeRoutes,
  ...principalRoutes,
  ...reminderRoutes,
  ...formRoutes,
  ...waveRoutes,
  ...rollUpRoutes,
];

function moveRoute<Body extends { readonly assets?: string[] | undefined }>(action: StepAction, summary: string, body: z.ZodType<Body>, toMove: (body: Body) => StepMove): Route {
  return route({
    room: ROOM, method: "post", path: `/operator/plan/{id}/${action}`, summary, permission: OPERATOR, resource: STEP, params: idParams, body, reply: planStep,
    run: ({ services, actor, params, body: sent }) => moveStep(services, { actor, stepId: params.id, assets: sent.assets, move: toMove(sent) }),
  });
}
