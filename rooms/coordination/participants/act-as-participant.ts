import type { z } from "zod";
import type { ParticipantView, participantReport, participantStatus } from "#contracts/cases";
import { enterByLink } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { getFindingFacts } from "#rooms/findings";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { mayReadContent, pecOf, type Situation } from "../case/case.rules.ts";
import { findParticipant, findSituation, listConsents, updateHeard, type ParticipantRow } from "../case/case.store.ts";
import { findFile, listFileReads, listFiles, listSharedDrafts, listTasks } from "../work/case-work.store.ts";
import { judgeLateYes } from "../embargo/consent.rules.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findCase, findProject, lockCase } from "../coordination.store.ts";
import { acknowledgeFile, fileIn, keepBytes, openFileCard, takeFile } from "../work/exchange-file.ts";
import { finish, openTask } from "../work/ask-task.ts";
import { agreeToEmbargo, getEmbargo } from "../embargo/keep-embargo.ts";
import { openCard, PARTICIPANT_AUDIENCE, type ParticipantCard } from "../mail/mail-participant.ts";
import { moveCase } from "../case/move-case.ts";
import { wishParticipantMails } from "../mail/stop-mails.ts";
import { giveStatus, leaveCase, openStatus } from "./participants.ts";
import { acknowledge, openDraft } from "../work/share-draft.ts";
import { readMessages, requireThread, titleOf, writeAsParticipant } from "../work/threads.ts";
import { listThreadsOf, type ThreadRow } from "../work/threads.store.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { listStatuses } from "./vendor-status.store.ts";

/*
 * What a participant does by their own mailed link, without an account. Whoever holds the link's secret is the participant; the
 * ledger names the link. They see their own part of the case alone: nobody else's threads, and nothing of the content before
 * they are bound by the embargo.
 */
export interface ParticipantDesk {
  /** The world as the link shows it. */
  readonly services: Services;
  readonly tx: Transaction;
  readonly participant: ParticipantRow;
  readonly card: ParticipantCard;
  readonly situation: Situation;
  readonly by: Pick<Actor, "personId" | "organisationId">;
}

interface Entered extends Pick<ParticipantDesk, "services" | "participant" | "card" | "by"> {}

async function enter(anybody: Services, token: string): Promise<Entered> {
  const { services, subject, by } = await enterByLink(anybody, { audience: PARTICIPANT_AUDIENCE, token, as: "participant" });
  const participant = await findParticipant(services.db, subject);
  const card = participant && openCard(services, participant);
  if (!participant || !card) throw notFound();
  return { services, participant, card, by };
}

/**
 * Does one act for the holder of a participant's link, with the case locked and open.
 * @throws a refusal when the link is not valid any more, the case closed or the participant gone
 */
export async function actAsParticipant<Result>(anybody: Services, token: string, act: (desk: ParticipantDesk) => Promise<Result>): Promise<Result> {
  const { services, participant, card, by } = await enter(anybody, token);
  return services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, participant.case_id);
    const situation = row && (await findSituation(tx, row.id));
    if (row?.state !== "open" || !situation || participant.left_at !== null) throw new CoordinationRefusal("case-not-open", "The case is not open to you any more.");
    const done = await act({ services, tx, participant, card, situation, by });
    await updateHeard(tx, participant.id, services.clock());
    return done;
  });
}

/** Refuses unless the content of the case is open to whoever acts. */
function requireContent({ services, participant, situation }: Pick<ParticipantDesk, "services" | "participant" | "situation">): void {
  const standing = situation.participants.find(({ id }) => id === participant.id);
  if (!standing || !mayReadContent(situation, standing, services.clock().toISOString())) throw new CoordinationRefusal("content-closed", "Accept the embargo first; then the case opens to you.");
}

/** Agrees to an embargo, or declines it. A late yes counts for what still stands; where it is older, the current one is offered. */
export function answerEmbargo(anybody: Services, { token, embargoId, answer }: { readonly token: string; readonly embargoId: string; readonly answer: "agree" | "decline" }): Promise<void> {
  return actAsParticipant(anybody, token, async ({ services, tx, participant, situation, by }) => {
    const { case_id: caseId, id } = participant;
    if (!situation.register.some((entry) => entry.id === embargoId)) throw notFound();
    if (answer === "decline") {
      await moveCase(services, tx, { caseId, by, kind: "coordination.embargo-declined", events: [{ on: "decline", participant: id, embargo: embargoId }], data: { embargoId, participantId: id } });
      return tellCoordinators(services, tx, { row: await getCaseRow(tx, caseId), kind: "coordination.participant-answered" });
    }
    const late = judgeLateYes(situation.register, embargoId);
    if (late.outcome === "nothing-left") return;
    if (late.outcome === "invite-anew") {
      const state = situation.consents.find((row) => row.participant === id && row.embargo === late.embargo)?.state;
      if (state === "UNINVITED" || state === "DECLINED" || state === "TIMED_OUT") await moveCase(services, tx, { caseId, by, kind: "coordination.embargo-offered-anew", events: [{ on: "invite", participant: id, embargo: late.embargo }], data: { embargoId: late.embargo, participantId: id } });
      return;
    }
    if (situation.register.find((entry) => entry.id === embargoId)?.state === "ACTIVE" || !situation.register.some(({ state }) => state === "ACTIVE")) {
      if (!(await agreeToEmbargo(services, tx, { caseId, participant: id, by }))) throw new CoordinationRefusal("embargo-over", "There is no embargo on offer any more.");
    } else await moveCase(services, tx, { caseId, by, kind: "coordination.embargo-agreed", events: [{ on: "agree", participant: id, embargo: embargoId }], data: { embargoId, participantId: id } });
    await tellCoordinators(services, tx, { row: await getCaseRow(tx, caseId), kind: "coordination.participant-answered" });
  });
}

/** The participant's own word on where their report stands; a step back is refused, a step left out is taken and shows in the ledger. */
export function claimReport(anybody: Services, { token, rm }: z.infer<typeof participantReport>): Promise<void> {
  return actAsParticipant(anybody, token, async (desk) => {
    requireContent(desk);
    const { services, tx, participant, by } = desk;
    await moveCase(services, tx, { caseId: participant.case_id, by, kind: "coordination.report-claimed", events: [{ on: "claim", participant: participant.id, rm }], data: { participantId: participant.id, from: participant.rm, rm }, refuseAs: { code: "answer-not-open", field: "rm" } });
    await tellCoordinators(services, tx, { row: await getCaseRow(tx, participant.case_id), kind: "coordination.participant-answered" });
  });
}

export function giveOwnStatus(anybody: Services, { token, ...words }: z.infer<typeof participantStatus>): Promise<void> {
  return actAsParticipant(anybody, token, async (desk) => {
    requireContent(desk);
    const { services, tx, participant, by } = desk;
    await giveStatus(services, tx, { caseId: participant.case_id, participantId: participant.id, ...words, givenBy: "participant", by });
    await tellCoordinators(services, tx, { row: await getCaseRow(tx, participant.case_id), kind: "coordination.participant-answered" });
  });
}

export function writeMessageAsParticipant(anybody: Services, { token, threadId, text }: { readonly token: string; readonly threadId: string; readonly text: string }): Promise<void> {
  return actAsParticipant(anybody, token, async (desk) => {
    const { services, tx, participant, card, by } = desk;
    const thread = await requireOwnThread(desk, threadId);
    await writeAsParticipant(services, tx, { thread, participantId: participant.id, name: card.name, text, by });
    await tellCoordinators(services, tx, { row: await getCaseRow(tx, participant.case_id), kind: "coordination.participant-wrote" });
  });
}

export function acknowledgeDraftAsParticipant(anybody: Services, { token, draftId, version }: { readonly token: string; readonly draftId: string; readonly version: number }): Promise<void> {
  return actAsParticipant(anybody, token, async (desk) => {
    requireContent(desk);
    const { services, tx, participant, by } = desk;
    await acknowledge(services, tx, { caseId: participant.case_id, participantId: participant.id, draftId, version, by });
  });
}

export function finishAsParticipant(anybody: Services, { token, taskId }: { readonly token: string; readonly taskId: string }): Promise<void> {
  return actAsParticipant(anybody, token, ({ services, tx, participant, by }) => finish(services, tx, { caseId: participant.case_id, taskId, by, participantId: participant.id }));
}

export function wishMailsAsParticipant(anybody: Services, { token, mails }: { readonly token: string; readonly mails: "send" | "stop" }): Promise<void> {
  return actAsParticipant(anybody, token, async ({ services, tx, participant, by }) => {
    const row = await getCaseRow(tx, participant.case_id);
    await wishParticipantMails(services, tx, { row, participant, mails, by });
  });
}

/** Leaves the case alone: the embargo of all others stands. */
export function leaveAsParticipant(anybody: Services, token: string): Promise<void> {
  return actAsParticipant(anybody, token, async ({ services, tx, participant, by }) => {
    await leaveCase(services, tx, { participant, by });
    await tellCoordinators(services, tx, { row: await getCaseRow(tx, participant.case_id), kind: "coordination.participant-answered" });
  });
}

export async function giveFileAsParticipant(anybody: Services, { token, threadId, name, content }: { readonly token: string; readonly threadId: string; readonly name: string; readonly content: string }): Promise<void> {
  const { services } = await enter(anybody, token);
  const bytes = Buffer.from(content, "base64");
  const digest = await keepBytes(services, bytes);
  await actAsParticipant(anybody, token, async (desk) => {
    requireContent(desk);
    await fileIn(desk.services, desk.tx, { thread: await requireOwnThread(desk, threadId), name, digest, size: bytes.length, givenBy: desk.participant.id, by: desk.by });
  });
}

export async function takeFileAsParticipant(anybody: Services, { token, fileId }: { readonly token: string; readonly fileId: string }) {
  const opened = await actAsParticipant(anybody, token, async (desk) => {
    requireContent(desk);
    const file = await findFile(desk.tx, fileId);
    if (!file) throw notFound();
    await requireOwnThread(desk, file.thread_id);
    return { services: desk.services, caseId: desk.participant.case_id, readerId: desk.participant.id, by: desk.by };
  });
  return { ...(await takeFile(opened.services, { ...opened, fileId })), recipient: `participant ${opened.readerId}` };
}

export function acknowledgeFileAsParticipant(anybody: Services, { token, fileId }: { readonly token: string; readonly fileId: string }): Promise<void> {
  return actAsParticipant(anybody, token, async (desk) => {
    requireContent(desk);
    await acknowledgeFile(desk.services, desk.tx, { caseId: desk.participant.case_id, fileId, readerId: desk.participant.id, by: desk.by });
  });
}

async function requireOwnThread({ tx, participant }: Pick<ParticipantDesk, "tx" | "participant">, threadId: string): Promise<ThreadRow> {
  const thread = await requireThread(tx, { caseId: participant.case_id, threadId });
  if (!thread.members.includes(participant.id)) throw notFound();
  return thread;
}

async function getCaseRow(tx: Transaction, caseId: string) {
  const row = await findCase(tx, caseId);
  if (!row) throw notFound();
  return row;
}

export async function viewAsParticipant(anybody: Services, token: string): Promise<ParticipantView> {
  const { services, participant, card, by } = await enter(anybody, token);
  const { db } = services;
  const { case_id: caseId, id } = participant;
  const situation = await findSituation(db, caseId);
  const standing = situation?.participants.find((one) => one.id === id);
  if (!situation || !standing) throw notFound();
  const isOpen = mayReadContent(situation, standing, services.clock().toISOString());
  const consents = (await listConsents(db, caseId)).filter((row) => row.participant === id);
  const offers = situation.register.flatMap((entry) => {
    const consent = consents.find(({ embargo }) => embargo === entry.id);
    if ((entry.state !== "PROPOSED" && entry.state !== "ACTIVE") || entry.endsAt <= services.clock().toISOString()) return [];
    return consent?.state !== "AGREED" ? [{ embargoId: entry.id, endsAt: entry.endsAt, state: entry.state, replyBy: consent?.replyBy ?? null }] : [];
  });
  const content = isOpen ? await gatherContent(services, participant) : NO_CONTENT;
  if (isOpen) await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "coordination.case-read", subject: caseId, by, data: { participantId: id } }));
  return {
    caseId, participantId: id, name: card.name, product: card.product, roles: [...participant.roles], rm: participant.rm,
    consent: pecOf(situation, standing), embargo: await getEmbargo(services, db, caseId), offers, ...content,
    tasks: (await listTasks(db, caseId)).filter((task) => task.participant_id === id).map((task) => openTask(services, task)),
    mails: participant.mails_stopped_at === null ? "send" : "stop",
    linkExpiresAt: participant.link_expires_at,
  };
}

const NO_CONTENT = { report: null, threads: [], drafts: [], files: [], statuses: [] };

async function gatherContent(services: Services, { id, case_id: caseId }: ParticipantRow): Promise<Pick<ParticipantView, "report" | "threads" | "drafts" | "files" | "statuses">> {
  const { db } = services;
  const row = await findCase(db, caseId);
  const facts = row && (await getFindingFacts(services, db, row.finding_id));
  const project = row && (await findProject(db, row.project_id));
  const threads = await listThreadsOf(db, id);
  const mine = new Set(threads.map((thread) => thread.id));
  const acknowledged = new Map((await listFileReads(db, caseId)).filter(({ reader_id, act }) => reader_id === id && act === "acknowledged").map((read) => [read.file_id, read.at]));
  return {
    report: facts && project ? { title: facts.title, description: facts.description, weakness: facts.weakness, location: facts.target.location, vendor: project.vendor, product: project.product, affectedVersion: facts.target.version, aiGenerated: facts.finders.some((finder) => finder.aiGenerated), finders: [...facts.finders], severities: [...facts.severities] } : null,
    threads: await Promise.all(threads.map(async (thread) => ({ id: thread.id, title: await titleOf(services, db, thread), lastAt: thread.last_at, messages: await readMessages(services, db, thread) }))),
    drafts: (await listSharedDrafts(db, id)).map((draft) => ({ id: draft.id, version: draft.version, content: openDraft(services, draft), at: draft.at, acknowledgedAt: draft.acknowledged_at })),
    files: (await listFiles(db, caseId)).filter(({ thread_id }) => mine.has(thread_id)).map((file) => ({ id: file.id, threadId: file.thread_id, name: openFileCard(services, file).name, bytes: file.bytes, at: file.at, acknowledgedAt: acknowledged.get(file.id) ?? null })),
    statuses: (await listStatuses(db, caseId)).filter(({ participant_id }) => participant_id === id).map((one) => openStatus(services, one)),
  };
}
