import { idParams } from "#contracts/access";
import {
  addParticipant as addParticipantBody, addParticipants as addParticipantsBody, askTask as askTaskBody, caseFileList, decideEmbargo as decideEmbargoBody, draftList, embargoDetail, embargoPolicies, embargoPolicyHistory, endEmbargo as endEmbargoBody, fileQuery, giveFileQuery, giveStatus as giveStatusBody, inviteAgain as inviteAgainBody, MAX_CASE_FILE_BYTES,
  noteList, offerEmbargo as offerEmbargoBody, openThread as openThreadBody, participantList, participantNamed, participantsQuery, policyNamed, proposeEmbargoPolicy as proposeEmbargoPolicyBody, taskList, taskNamed, threadDetail, threadList, threadQuery, threadsQuery, writeDraft as writeDraftBody, writeNote as writeNoteBody, writeToThread as writeToThreadBody,
} from "#contracts/cases";
import { linkHolderList, revokeLinkPasskeys } from "#contracts/link-passkeys";
import { route, type Route } from "#rooms/platform";
import { askTask, finishAsCoordinator, showTasks } from "./ask-task.ts";
import { caseResource } from "../coordination.resources.ts";
import { confirmEmbargoPolicy, proposeEmbargoPolicy, showEmbargoPolicies, showEmbargoPolicyHistory } from "../embargo/embargo-policy.ts";
import { giveFile, showFiles, takeFile } from "./exchange-file.ts";
import { decideEmbargo, endEmbargoEarly, offerEmbargo, showEmbargo } from "../embargo/negotiate-embargo.ts";
import { revokeHolder, showLinkHolders } from "../participants/link-holders.ts";
import { addParticipants, giveStatus, inviteAgain, removeParticipant, renewParticipantLink, showParticipants } from "../participants/participants.ts";
import { showDrafts, writeDraft } from "./share-draft.ts";
import { openThread, showThread, showThreads, writeToThread } from "./threads.ts";
import { showNotes, writeNote } from "./write-note.ts";

const BYTES = "application/octet-stream";
const READ = { room: "coordination", permission: "coordination:read", resource: { kind: caseResource, param: "id" }, params: idParams } as const;
const DO = { ...READ, permission: "coordination:coordinate" } as const;
const KEEP = { room: "coordination", permission: "coordination:keep-policy" } as const;

/** What the coordinators do in a case, beside its maintainer. */
export const caseWorkRoutes: readonly Route[] = [
  route({ ...READ, method: "get", path: "/cases/{id}/participants", summary: "Who takes part in a case, those who have not answered first", query: participantsQuery, reply: participantList, run: ({ services, params, query }) => showParticipants(services, params.id, query.cursor) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/participants", summary: "Add a participant, who is offered the embargo first", body: addParticipantBody, reply: participantList, status: 201,
    run: async ({ services, actor, params, body }) => {
      await addParticipants(services, { actor, caseId: params.id, newcomers: [body] });
      return showParticipants(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/participants/many", summary: "Add a list of participants in one step", body: addParticipantsBody, maxBytes: 256 * 1024, reply: participantList, status: 201,
    run: async ({ services, actor, params, body }) => {
      await addParticipants(services, { actor, caseId: params.id, newcomers: body.participants });
      return showParticipants(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/participants/invitation", summary: "Ask a participant again to agree to the embargo", body: inviteAgainBody, reply: participantList,
    run: async ({ services, actor, params, body }) => {
      await inviteAgain(services, { actor, caseId: params.id, ...body });
      return showParticipants(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/participants/link", summary: "End a participant's links and mail a new one", body: participantNamed, reply: participantList,
    run: async ({ services, actor, params, body }) => {
      await renewParticipantLink(services, { actor, caseId: params.id, ...body });
      return showParticipants(services, params.id);
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/link-passkeys", summary: "Who has bound passkeys to the links that were mailed to them", reply: linkHolderList, run: ({ services, params }) => showLinkHolders(services, params.id) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/link-passkeys/revocation", summary: "Take away somebody's lost passkeys, end their links and mail new ones", body: revokeLinkPasskeys, reply: linkHolderList,
    run: async ({ services, actor, params, body }) => {
      await revokeHolder(services, { actor, caseId: params.id, ...body });
      return showLinkHolders(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/participants/removal", summary: "End somebody's part in a case", body: participantNamed, reply: participantList,
    run: async ({ services, actor, params, body }) => {
      await removeParticipant(services, { actor, caseId: params.id, ...body });
      return showParticipants(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/statuses", summary: "Record a vendor's word on one vulnerability", body: giveStatusBody, reply: participantList,
    run: async ({ services, actor, params, body }) => {
      await services.db.inTransaction((tx) => giveStatus(services, tx, { caseId: params.id, ...body, givenBy: "coordinator", by: actor }));
      return showParticipants(services, params.id);
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/threads", summary: "A case's threads, the last written in first", query: threadsQuery, reply: threadList, run: ({ services, actor, params, query }) => showThreads(services, { actor, caseId: params.id, ...query }) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/threads", summary: "Open a thread with several participants", body: openThreadBody, reply: threadList, status: 201,
    run: async ({ services, actor, params, body }) => {
      await openThread(services, { actor, caseId: params.id, ...body });
      return showThreads(services, { actor, caseId: params.id });
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/thread", summary: "One thread with its messages", query: threadQuery, reply: threadDetail, run: ({ services, actor, params, query }) => showThread(services, { actor, caseId: params.id, ...query }) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/threads/messages", summary: "Write to the members of one thread", body: writeToThreadBody, reply: threadDetail,
    run: async ({ services, actor, params, body }) => {
      await writeToThread(services, { actor, caseId: params.id, ...body });
      return showThread(services, { actor, caseId: params.id, threadId: body.threadId });
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/notes", summary: "Notes among the coordinators", reply: noteList, run: ({ services, params }) => showNotes(services, params.id) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/notes", summary: "Write a note for the other coordinators", body: writeNoteBody, reply: noteList, status: 201,
    run: async ({ services, actor, params, body }) => {
      await writeNote(services, { actor, caseId: params.id, ...body });
      return showNotes(services, params.id);
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/drafts", summary: "Drafts of the advisory, and who acknowledged them", reply: draftList, run: ({ services, params }) => showDrafts(services, params.id) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/drafts", summary: "Share a draft, or its next version, with participants", body: writeDraftBody, maxBytes: 256 * 1024, reply: draftList, status: 201,
    run: async ({ services, actor, params, body }) => {
      await writeDraft(services, { actor, caseId: params.id, ...body });
      return showDrafts(services, params.id);
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/files", summary: "Files of a case's threads, and who opened them", reply: caseFileList, run: ({ services, params }) => showFiles(services, params.id) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/files", summary: "Give a file to the members of a thread", query: giveFileQuery, upload: BYTES, maxBytes: MAX_CASE_FILE_BYTES, reply: caseFileList, status: 201,
    run: async ({ services, actor, params, query, body }) => {
      await giveFile(services, { actor, caseId: params.id, ...query, bytes: body as Uint8Array });
      return showFiles(services, params.id);
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/file", summary: "One file of a case; the opening is recorded", carries: "embargoed", query: fileQuery, reply: BYTES, run: ({ services, actor, params, query }) => takeFile(services, { caseId: params.id, ...query, readerId: actor.personId, by: actor }) }),
  route({ ...READ, method: "get", path: "/cases/{id}/tasks", summary: "What is to be done in a case, soonest first", reply: taskList, run: ({ services, params }) => showTasks(services, params.id) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/tasks", summary: "Ask somebody to do something by an instant", body: askTaskBody, reply: taskList, status: 201,
    run: async ({ services, actor, params, body }) => {
      await askTask(services, { actor, caseId: params.id, ...body });
      return showTasks(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/tasks/done", summary: "Record that a task is done", body: taskNamed, reply: taskList,
    run: async ({ services, actor, params, body }) => {
      await finishAsCoordinator(services, { actor, caseId: params.id, ...body });
      return showTasks(services, params.id);
    },
  }),
  route({ ...READ, method: "get", path: "/cases/{id}/embargo", summary: "Every embargo that was on offer, and the policy behind them", reply: embargoDetail, run: ({ services, params }) => showEmbargo(services, params.id) }),
  route({
    ...DO, method: "post", path: "/cases/{id}/embargo/proposals", summary: "Offer an embargo with another end", body: offerEmbargoBody, reply: embargoDetail, status: 201,
    run: async ({ services, actor, params, body }) => {
      await offerEmbargo(services, { actor, caseId: params.id, ...body });
      return showEmbargo(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/embargo/decision", summary: "Put an offered embargo in force, or take it back", body: decideEmbargoBody, reply: embargoDetail,
    run: async ({ services, actor, params, body }) => {
      await decideEmbargo(services, { actor, caseId: params.id, ...body });
      return showEmbargo(services, params.id);
    },
  }),
  route({
    ...DO, method: "post", path: "/cases/{id}/embargo/end", summary: "End the embargo for all", body: endEmbargoBody, reply: embargoDetail,
    run: async ({ services, actor, params, body }) => {
      await endEmbargoEarly(services, { actor, caseId: params.id, ...body });
      return showEmbargo(services, params.id);
    },
  }),
  route({ ...KEEP, method: "get", path: "/embargo-policy", summary: "The figures of the embargo, in all versions, and what waits for a second person", reply: embargoPolicies, run: ({ services, actor }) => showEmbargoPolicies(services, actor) }),
  route({ room: "coordination", method: "get", path: "/embargo-policy/versions", summary: "The figures of the embargo, in all versions, for everyone", permission: "public", reply: embargoPolicyHistory, run: ({ services }) => showEmbargoPolicyHistory(services) }),
  route({
    ...KEEP, method: "post", path: "/embargo-policy/proposals", summary: "Propose all figures of the embargo anew", body: proposeEmbargoPolicyBody, reply: embargoPolicies, status: 201,
    run: async ({ services, actor, body }) => {
      await proposeEmbargoPolicy(services, { actor, ...body });
      return showEmbargoPolicies(services, actor);
    },
  }),
  route({
    ...KEEP, method: "post", path: "/embargo-policy/confirmation", summary: "Put proposed figures in force as the second person", body: policyNamed, reply: embargoPolicies,
    run: async ({ services, actor, body }) => {
      await confirmEmbargoPolicy(services, { actor, ...body });
      return showEmbargoPolicies(services, actor);
    },
  }),
];
