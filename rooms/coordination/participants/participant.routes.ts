import { MAX_CASE_FILE_BYTES, participantDraft, participantEmbargo, participantFile, participantGivesFile, participantMails, participantMessage, participantOpen, participantReport, participantStatus, participantTask, participantView } from "#contracts/cases";
import { route, type Route } from "#rooms/platform";
import {
  acknowledgeDraftAsParticipant, acknowledgeFileAsParticipant, answerEmbargo, claimReport, finishAsParticipant, giveFileAsParticipant, giveOwnStatus, leaveAsParticipant, takeFileAsParticipant, viewAsParticipant, wishMailsAsParticipant, writeMessageAsParticipant,
} from "./act-as-participant.ts";

// Reached by a mailed link without an account: the link's secret in the body is what is asked for, never an address part.
const BY_LINK = { room: "coordination", method: "post", permission: "public", carries: "embargoed" } as const;
const BYTES = "application/octet-stream";
// The same file in base64, and the rest of the body around it.
const MAX_ENCODED_BYTES = Math.ceil((MAX_CASE_FILE_BYTES / 3) * 4) + 64 * 1024;

export const participantRoutes: readonly Route[] = [
  route({ ...BY_LINK, path: "/participant/open", summary: "Open one's own part of a case by the mailed link", body: participantOpen, reply: participantView, run: ({ services, body }) => viewAsParticipant(services, body.token) }),
  route({
    ...BY_LINK, path: "/participant/embargo", summary: "Agree to an embargo, or decline it", body: participantEmbargo, reply: participantView,
    run: async ({ services, body }) => {
      await answerEmbargo(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/report", summary: "Say where one's own report stands", body: participantReport, reply: participantView,
    run: async ({ services, body }) => {
      await claimReport(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/statuses", summary: "Say whether one's own products are affected", body: participantStatus, reply: participantView,
    run: async ({ services, body }) => {
      await giveOwnStatus(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/messages", summary: "Write to one's own thread", body: participantMessage, reply: participantView,
    run: async ({ services, body }) => {
      await writeMessageAsParticipant(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/drafts", summary: "Acknowledge a draft that was shared", body: participantDraft, reply: participantView,
    run: async ({ services, body }) => {
      await acknowledgeDraftAsParticipant(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/tasks", summary: "Record that one's own task is done", body: participantTask, reply: participantView,
    run: async ({ services, body }) => {
      await finishAsParticipant(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/files", summary: "Give a file to the coordinators", body: participantGivesFile, maxBytes: MAX_ENCODED_BYTES, reply: participantView,
    run: async ({ services, body }) => {
      await giveFileAsParticipant(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({ ...BY_LINK, path: "/participant/file", summary: "Download a file of one's own thread", body: participantFile, reply: BYTES, run: ({ services, body }) => takeFileAsParticipant(services, body) }),
  route({
    ...BY_LINK, path: "/participant/file/acknowledgement", summary: "Acknowledge a file", body: participantFile, reply: participantView,
    run: async ({ services, body }) => {
      await acknowledgeFileAsParticipant(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({
    ...BY_LINK, path: "/participant/mails", summary: "Stop the mails about one's own part, or have them again", body: participantMails, reply: participantView,
    run: async ({ services, body }) => {
      await wishMailsAsParticipant(services, body);
      return viewAsParticipant(services, body.token);
    },
  }),
  route({ ...BY_LINK, path: "/participant/leave", summary: "Leave a case, for oneself alone", body: participantOpen, run: ({ services, body }) => leaveAsParticipant(services, body.token) }),
];
