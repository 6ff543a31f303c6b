import { idParams } from "#contracts/access";
import {
  caseDetail, caseList, maintainerAnswers, maintainerMessage, maintainerMoreTime, maintainerOpen, maintainerSeverity, maintainerView, openProject as openProjectBody, project, projectList, reportFact as reportFactBody, writeMessage,
} from "#contracts/coordination";
import { route, type Route } from "#rooms/platform";
import { acceptTerms, answerReport, askForTime, downloadCaseBundle, giveMaintainerSeverity, viewCase, writeAsMaintainer } from "./maintainer/answer-report.ts";
import { caseWorkRoutes } from "./work/case-work.routes.ts";
import { caseResource } from "./coordination.resources.ts";
import { participantRoutes } from "./participants/participant.routes.ts";
import { handOffRoutes } from "./hand-off/hand-off.routes.ts";
import { maintainerPolicyRoutes } from "./maintainer/maintainer.routes.ts";
import { openProject } from "./case/open-case.ts";
import { getCase, getProject, listCases, listProjects } from "./case/read-case.ts";
import { closeCase, renewLink, reportFact } from "./case/report-fact.ts";
import { writeToMaintainer } from "./maintainer/write-message.ts";

const ROOM = "coordination";
const TAR = "application/x-tar";
const CASE = { kind: caseResource, param: "id" };

const coordinatorRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/projects", summary: "Record a project, its maintainer's address and pace", permission: "coordination:open-project", body: openProjectBody, reply: project, status: 201,
    run: async ({ services, actor, body }) => getProject(services, await openProject(services, { actor, ...body })),
  }),
  route({
    room: ROOM, method: "get", path: "/projects", summary: "All projects", permission: "coordination:list", reply: projectList,
    run: async ({ services }) => ({ projects: [...(await listProjects(services))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/cases", summary: "All cases, worst first", permission: "coordination:list", reply: caseList,
    run: async ({ services, actor }) => ({ cases: [...(await listCases(services, actor))] }),
  }),
  route({
    room: ROOM, method: "get", path: "/cases/{id}", summary: "One case with its thread", permission: "coordination:read", resource: CASE, params: idParams, reply: caseDetail,
    run: ({ services, actor, params }) => getCase(services, { actor, caseId: params.id }),
  }),
  route({
    room: ROOM, method: "post", path: "/cases/{id}/messages", summary: "Write to the maintainer", permission: "coordination:coordinate", resource: CASE, params: idParams, body: writeMessage, reply: caseDetail,
    run: async ({ services, actor, params, body }) => {
      await writeToMaintainer(services, { actor, caseId: params.id, ...body });
      return getCase(services, { actor, caseId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/cases/{id}/facts", summary: "Record that it is public, exploited or deployed", permission: "coordination:coordinate", resource: CASE, params: idParams, body: reportFactBody, reply: caseDetail,
    run: async ({ services, actor, params, body }) => {
      await reportFact(services, { actor, caseId: params.id, ...body });
      return getCase(services, { actor, caseId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/cases/{id}/link", summary: "End the maintainer's links and mail a new one", permission: "coordination:coordinate", resource: CASE, params: idParams, reply: caseDetail,
    run: async ({ services, actor, params }) => {
      await renewLink(services, { actor, caseId: params.id, mailNew: true });
      return getCase(services, { actor, caseId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/cases/{id}/link/revoke", summary: "End the maintainer's links", permission: "coordination:coordinate", resource: CASE, params: idParams, reply: caseDetail,
    run: async ({ services, actor, params }) => {
      await renewLink(services, { actor, caseId: params.id, mailNew: false });
      return getCase(services, { actor, caseId: params.id });
    },
  }),
  route({
    room: ROOM, method: "post", path: "/cases/{id}/close", summary: "Close a case that no embargo holds", permission: "coordination:coordinate", resource: CASE, params: idParams, reply: caseDetail,
    run: async ({ services, actor, params }) => {
      await closeCase(services, { actor, caseId: params.id });
      return getCase(services, { actor, caseId: params.id });
    },
  }),
];

// Reached by a mailed link without an account: the link's secret in the body is what is asked for, never an address part.
const maintainerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/maintainer/open", summary: "Open a case by the mailed link", permission: "public", carries: "embargoed", body: maintainerOpen, reply: maintainerView,
    run: ({ services, body }) => viewCase(services, body.token),
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/terms", summary: "Accept the embargo's terms and open the report", permission: "public", carries: "embargoed", body: maintainerOpen, reply: maintainerView,
    run: async ({ services, body }) => {
      await acceptTerms(services, body.token);
      return viewCase(services, body.token);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/bundle", summary: "Download the evidence bundle", permission: "public", carries: "embargoed", body: maintainerOpen, reply: TAR,
    run: async ({ services, body }) => {
      const { caseId, bytes } = await downloadCaseBundle(services, body.token);
      return { bytes, mediaType: TAR, fileName: `${caseId}.tar`, recipient: `the maintainer of ${caseId}` };
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/answers", summary: "Accept, dispute or decline the report", permission: "public", carries: "embargoed", body: maintainerAnswers, reply: maintainerView,
    run: async ({ services, body }) => {
      await answerReport(services, body);
      return viewCase(services, body.token);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/severities", summary: "Add the maintainer's view of its severity", permission: "public", carries: "embargoed", body: maintainerSeverity, reply: maintainerView,
    run: async ({ services, body: { token, ...severity } }) => {
      await giveMaintainerSeverity(services, { token, severity });
      return viewCase(services, token);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/more-time", summary: "Ask for the one extension of the embargo", permission: "public", carries: "embargoed", body: maintainerMoreTime, reply: maintainerView,
    run: async ({ services, body }) => {
      await askForTime(services, body);
      return viewCase(services, body.token);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/maintainer/messages", summary: "Write to the coordinator", permission: "public", carries: "embargoed", body: maintainerMessage, reply: maintainerView,
    run: async ({ services, body }) => {
      await writeAsMaintainer(services, body);
      return viewCase(services, body.token);
    },
  }),
];

export const coordinationRoutes: readonly Route[] = [...coordinatorRoutes, ...caseWorkRoutes, ...participantRoutes, ...maintainerRoutes, ...maintainerPolicyRoutes, ...handOffRoutes];
