import { idParams } from "#contracts/access";
import { evidenceFileQuery, evidenceQuery, answerIncident as answerIncidentBody, closeIncident as closeIncidentBody, incidentForThirdParty, incidentList, incidentNotices, MAX_EVIDENCE_BYTES, noteIncident as noteIncidentBody, openIncidentLink as openIncidentLinkBody, raiseIncident as raiseIncidentBody, tellThirdParty as tellThirdPartyBody } from "#contracts/incidents";
import { engagement } from "#contracts/engagement";
import { activityQuery, endGrant, endModelKey as endModelKeyBody, engagementActivity, madeModelKey, makeModelKey as makeModelKeyBody } from "#contracts/model-proxy";
import { publicBriefs, releasedBriefs, setBriefConsent as setBriefConsentBody } from "#contracts/preparedness";
import { reportWeakness as reportWeaknessBody, saveDraft as saveDraftBody, sendBrief as sendBriefBody, sendPlan as sendPlanBody, sentWork, workbench } from "#contracts/workbench";
import { modelProxyRoutes } from "#rooms/model-proxy";
import { route, type Route } from "#rooms/platform";
import { endEvaluator } from "./end-evaluator.ts";
import { engagementResource, evaluatedResource } from "./engagement.resources.ts";
import { addEvidence, answerIncident, closeIncident, downloadEvidence, noteIncident, openIncidentLink, raiseIncident, showIncidents, showNotices, tellThirdParty } from "./incidents.ts";
import { endModelKey, enterAsEvaluator, makeModelKey } from "./model-keys.ts";
import { toModelKey } from "./model-use.store.ts";
import { listBriefsFor, listPublicBriefs, sendBrief, setBriefConsent } from "./preparedness-briefs.ts";
import { exportActivity, showActivity } from "./show-activity.ts";
import { showEngagement } from "./show-engagement.ts";
import { reportWeakness, saveDraft, sendPlan, showSentWork, showWorkbench } from "./workbench.ts";

const ROOM = "engagement";
const ENGAGEMENT = { kind: engagementResource, param: "id" };
const EVALUATED = { kind: evaluatedResource, param: "id" };
const FILE = "application/octet-stream";

const developerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/grants/end", summary: "End one named person's access now", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, body: endGrant, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await endEvaluator(services, { actor, engagementId: params.id, personId: body.personId });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/activity", summary: "Who read what, and who asked the model, of everybody or of one person", permission: "engagement:read-own", resource: ENGAGEMENT, params: idParams, query: activityQuery, reply: engagementActivity,
    run: ({ services, actor, params, query }) => showActivity(services, { actor, engagementId: params.id, personId: query.personId }),
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/activity/table", summary: "The same as a table for a spreadsheet", permission: "engagement:read-own", carries: "developer-confidential", resource: ENGAGEMENT, params: idParams, query: activityQuery, reply: "text/csv",
    run: async ({ services, actor, params, query }) => ({ bytes: await exportActivity(services, { actor, engagementId: params.id, personId: query.personId }), mediaType: "text/csv; charset=utf-8", fileName: `${params.id}-activity.csv` }),
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}/work", summary: "Plans, weaknesses of your own system and preparedness briefs that evaluators sent you", permission: "engagement:read-own", resource: ENGAGEMENT, params: idParams, reply: sentWork,
    run: ({ services, params }) => showSentWork(services, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/briefs/consent", summary: "Say whom a preparedness brief may reach from now on", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: setBriefConsentBody, reply: sentWork,
    run: async ({ services, actor, params, body }) => {
      await setBriefConsent(services, { actor, engagementId: params.id, ...body });
      return showSentWork(services, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/incidents/close", summary: "Close an incident, with what was learned", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, body: closeIncidentBody, reply: incidentList,
    run: async ({ services, actor, params, body }) => {
      await closeIncident(services, { actor, engagementId: params.id, ...body });
      return { incidents: await showIncidents(services, params.id) };
    },
  }),
];

const evaluatorRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/evaluator/engagements/{id}/workbench", summary: "Your drafts, your plan, what you sent, and your model keys", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, reply: workbench,
    run: ({ services, actor, params }) => showWorkbench(services, { actor, engagementId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/drafts", summary: "Keep a draft that nobody else sees, or throw it away", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, body: saveDraftBody, reply: workbench,
    run: async ({ services, actor, params, body }) => {
      await saveDraft(services, { actor, engagementId: params.id, ...body });
      return showWorkbench(services, { actor, engagementId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/plan", summary: "Tell the developer what you will run, and when", permission: "engagement:use-model", resource: EVALUATED, params: idParams, body: sendPlanBody, reply: workbench,
    run: async ({ services, actor, params, body }) => {
      await sendPlan(services, { actor, engagementId: params.id, steps: body.steps });
      return showWorkbench(services, { actor, engagementId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/weaknesses", summary: "Tell the developer alone of a weakness in its own system", permission: "engagement:use-model", resource: EVALUATED, params: idParams, body: reportWeaknessBody, reply: workbench,
    run: async ({ services, actor, params, body }) => {
      await reportWeakness(services, { actor, engagementId: params.id, weakness: body });
      return showWorkbench(services, { actor, engagementId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/briefs", summary: "Hand the developer a preparedness brief", permission: "engagement:use-model", resource: EVALUATED, params: idParams, body: sendBriefBody, reply: workbench,
    run: async ({ services, actor, params, body }) => {
      await sendBrief(services, { actor, engagementId: params.id, content: body });
      return showWorkbench(services, { actor, engagementId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/model-keys", summary: "Make a key for a program of yours that calls the model", permission: "engagement:make-model-key", resource: EVALUATED, params: idParams, body: makeModelKeyBody, reply: madeModelKey, status: 201,
    run: async ({ services, actor, params, body }) => {
      const { key, secret, model } = await makeModelKey(services, { actor, engagementId: params.id, ...body });
      return { key: toModelKey(key), secret, baseUrl: `${services.configuration.publicUrl}/api/model/v1`, model };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/model-keys/end", summary: "End a model key of yours now", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, body: endModelKeyBody, reply: workbench,
    run: async ({ services, actor, params, body }) => {
      await endModelKey(services, { actor, engagementId: params.id, keyId: body.keyId });
      return showWorkbench(services, { actor, engagementId: params.id });
    },
  }),
];

/** An incident is the developer's and the named evaluators' alike; each comes by their own way, under their own permission. */
function incidentRoutes({ way, read, act, resource }: { readonly way: string; readonly read: string; readonly act: string; readonly resource: typeof ENGAGEMENT }): readonly Route[] {
  const path = `${way}/{id}/incidents`;
  return [
    route({
      room: ROOM, method: "get", path, summary: "Incidents of an engagement, with their timelines", permission: read, resource, params: idParams, reply: incidentList,
      run: async ({ services, params }) => ({ incidents: await showIncidents(services, params.id) }),
    }),
    route({
      room: ROOM, method: "post", path, summary: "Record an incident; access ends at once when you say so", permission: act, resource, params: idParams, body: raiseIncidentBody, reply: incidentList, status: 201,
      run: async ({ services, actor, params, body }) => {
        await raiseIncident(services, { actor, engagementId: params.id, ...body });
        return { incidents: await showIncidents(services, params.id) };
      },
    }),
    route({
      room: ROOM, method: "post", path: `${path}/notes`, summary: "Add to the timeline of an incident", permission: act, resource, params: idParams, body: noteIncidentBody, reply: incidentList,
      run: async ({ services, actor, params, body }) => {
        await noteIncident(services, { actor, engagementId: params.id, ...body });
        return { incidents: await showIncidents(services, params.id) };
      },
    }),
    route({
      room: ROOM, method: "post", path: `${path}/third-parties`, summary: "Write to whoever's systems were touched; they get a link of their own", permission: act, resource, params: idParams, body: tellThirdPartyBody, reply: incidentList,
      run: async ({ services, actor, params, body }) => {
        await tellThirdParty(services, { actor, engagementId: params.id, ...body });
        return { incidents: await showIncidents(services, params.id) };
      },
    }),
    route({
      room: ROOM, method: "post", path: `${path}/evidence`, summary: "Add a file as evidence of an incident", permission: act, resource, params: idParams, query: evidenceQuery, upload: FILE, maxBytes: MAX_EVIDENCE_BYTES, reply: incidentList,
      run: async ({ services, actor, params, query, body }) => {
        await addEvidence(services, { actor, engagementId: params.id, ...query, bytes: body as Uint8Array });
        return { incidents: await showIncidents(services, params.id) };
      },
    }),
    route({
      room: ROOM, method: "get", path: `${path}/evidence`, summary: "A file that is evidence of an incident", permission: read, carries: "developer-confidential", resource, params: idParams, query: evidenceFileQuery, reply: FILE,
      run: async ({ services, params, query }) => ({ ...(await downloadEvidence(services, { engagementId: params.id, evidenceId: query.evidenceId })), mediaType: FILE }),
    }),
  ];
}

// Reached without a session: by a model key, or by a mailed link's secret.
const keyRoutes: readonly Route[] = [
  ...modelProxyRoutes({ room: ROOM, base: "/model/v1", holder: "an evaluator's", enter: enterAsEvaluator }),
  route({
    room: ROOM, method: "post", path: "/incident/open", summary: "What you were told of an incident, by the mailed link", permission: "public", carries: "developer-confidential", body: openIncidentLinkBody, reply: incidentForThirdParty,
    run: ({ services, body }) => openIncidentLink(services, body.token),
  }),
  route({
    room: ROOM, method: "post", path: "/incident/answer", summary: "Answer what you were told of an incident", permission: "public", carries: "developer-confidential", body: answerIncidentBody, reply: incidentForThirdParty,
    run: async ({ services, body }) => {
      await answerIncident(services, body);
      return openIncidentLink(services, body.token);
    },
  }),
];

const outsideRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/incident-notices", summary: "That there were incidents in evaluations, and of which kind", permission: "engagement:read-incident-notices", reply: incidentNotices,
    run: async ({ services }) => ({ notices: await showNotices(services) }),
  }),
  route({
    room: ROOM, method: "get", path: "/preparedness-briefs", summary: "Preparedness briefs that a developer released to your group", permission: "engagement:read-briefs", reply: releasedBriefs,
    run: async ({ services, actor }) => ({ briefs: await listBriefsFor(services, actor.roles) }),
  }),
  route({
    room: ROOM, method: "get", path: "/preparedness-briefs/public", summary: "Preparedness briefs that a developer released to everybody", permission: "public", reply: publicBriefs,
    run: async ({ services }) => ({ briefs: await listPublicBriefs(services) }),
  }),
];

export const workRoutes: readonly Route[] = [
  ...developerRoutes,
  ...evaluatorRoutes,
  ...incidentRoutes({ way: "/engagements", read: "engagement:read-own", act: "engagement:stop", resource: ENGAGEMENT }),
  ...incidentRoutes({ way: "/evaluator/engagements", read: "engagement:evaluate", act: "engagement:evaluate", resource: EVALUATED }),
  ...keyRoutes,
  ...outsideRoutes,
];
