import type { z } from "zod";
import type { threadDetail, threadList } from "#contracts/cases";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { inTurn, newId, notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { standingParticipants } from "../case/case.rules.ts";
import { updateHeard } from "../case/case.store.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findProject, findCase, insertMessage, lockCase, maintainerThread } from "../coordination.store.ts";
import { mailParticipant } from "../mail/mail-participant.ts";
import { requireParticipant } from "../participants/require-participant.ts";
import { countThreadMessages, findThread, insertThread, listThreadMessages, listThreads, markThreadRead, type ThreadMessageRow, type ThreadRow } from "./threads.store.ts";

/*
 * What is written in a case, thread by thread: one with each participant, and others with several. A message goes to one
 * thread and is read by its members and the coordinators; a case of 150 vendors shows 150 short threads and no long one.
 */
const THREADS_A_PAGE = 50;
const MESSAGES_SHOWN = 200;
const MESSAGES_PER_THREAD = 500;

type By = Pick<Actor, "personId" | "organisationId">;

export async function startThread(services: Services, tx: Transaction, { caseId, title, members }: { readonly caseId: string; readonly title: string; readonly members: readonly string[] }): Promise<string> {
  const id = newId("thread");
  await insertThread(tx, { id, caseId, sealedTitle: services.keys.seal("case-thread", id, title), members, at: services.clock() });
  return id;
}

export async function openThread(services: Services, { actor, caseId, title, participantIds }: { readonly actor: Actor; readonly caseId: string; readonly title: string; readonly participantIds: readonly string[] }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireOpenCase(tx, caseId);
    const members = [...new Set(participantIds)];
    for (const participantId of members) if ((await requireParticipant(tx, { caseId, participantId })).left_at !== null) throw notFound();
    const threadId = await startThread(services, tx, { caseId, title, members });
    await appendEntry(services, tx, { kind: "coordination.thread-opened", subject: caseId, by: actor, data: { threadId, members: members.length } });
  });
}

/** A coordinator writes; each member is mailed that there is something to read, and nothing of what. */
export async function writeToThread(services: Services, { actor, caseId, threadId, text }: { readonly actor: Actor; readonly caseId: string; readonly threadId: string; readonly text: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireOpenCase(tx, caseId);
    const thread = await requireThread(tx, { caseId, threadId });
    await fileToThread(services, tx, { thread, sender: actor.personId, text, from: "coordinator" });
    await appendEntry(services, tx, { kind: "coordination.message-filed", subject: caseId, by: actor, data: { from: "coordinator", channel: "page", threadId } });
    for (const participantId of thread.members) await mailParticipant(services, tx, { participant: await requireParticipant(tx, { caseId, participantId }), kind: "coordination.participant-message", threadId });
  });
}

interface FiledToThread {
  readonly thread: ThreadRow;
  /** A person's id, or the name that a participant stands under. */
  readonly sender: string;
  readonly text: string;
  readonly from: "coordinator" | "participant";
  readonly participantId?: string;
  /** That it came by mail; what a program wrote is filed, and nobody was heard from by it. */
  readonly mail?: { readonly digest: string; readonly isAutomatic: boolean } | undefined;
}

/** Files a message, sealed together with its thread's id, so that moved in the database it opens nowhere else. False when this very mail is there already. */
async function fileToThread(services: Services, tx: Transaction, { thread, sender, text, from, participantId, mail }: FiledToThread): Promise<boolean> {
  if ((await countThreadMessages(tx, thread.id)) >= MESSAGES_PER_THREAD) throw new CoordinationRefusal("too-many-messages", `A thread holds at most ${MESSAGES_PER_THREAD} messages; open another one.`);
  const id = newId("msg");
  const at = services.clock();
  const sealed = services.keys.seal("case-message", id, JSON.stringify({ sender, text, threadId: thread.id }));
  const isNew = await insertMessage(tx, { id, caseId: thread.case_id, threadId: thread.id, ...(participantId === undefined ? {} : { participantId }), from_party: from, channel: mail ? "mail" : "page", sealed, mailDigest: mail?.digest ?? null, at });
  if (isNew && participantId !== undefined && mail?.isAutomatic !== true) await updateHeard(tx, participantId, at);
  return isNew;
}

export interface ParticipantWrites extends Pick<FiledToThread, "thread" | "text" | "mail"> {
  readonly participantId: string;
  readonly name: string;
  readonly by: By;
}

/** False when it came by mail and was there already. */
export async function writeAsParticipant(services: Services, tx: Transaction, { thread, participantId, name, text, by, mail }: ParticipantWrites): Promise<boolean> {
  if (!(await fileToThread(services, tx, { thread, sender: name, text, from: "participant", participantId, mail }))) return false;
  await appendEntry(services, tx, { kind: "coordination.message-filed", subject: thread.case_id, by, data: { from: "participant", channel: mail ? "mail" : "page", threadId: thread.id, participantId } });
  return true;
}

export async function showThreads(services: Services, { actor, caseId, cursor }: { readonly actor: Actor; readonly caseId: string; readonly cursor?: string | undefined }): Promise<z.infer<typeof threadList>> {
  const after = cursor === undefined ? undefined : { at: cursor.slice(0, cursor.indexOf("_")), id: cursor.slice(cursor.indexOf("_") + 1) };
  if (after && Number.isNaN(Date.parse(after.at))) throw notFound();
  const lines = await listThreads(services.db, { caseId, reader: actor.personId, after, limit: THREADS_A_PAGE + 1 });
  const threads = lines.slice(0, THREADS_A_PAGE);
  const last = threads.at(-1);
  return {
    threads: await inTurn(threads, async (line) => ({ id: line.id, title: await titleOf(services, services.db, line), members: [...line.members], lastAt: line.last_at, messages: line.messages, unread: line.unread })),
    next: lines.length > THREADS_A_PAGE && last ? `${last.last_at}_${last.id}` : null,
  };
}

/** One thread with its newest messages; from now on they count as read by whoever looks. */
export async function showThread(services: Services, { actor, caseId, threadId }: { readonly actor: Actor; readonly caseId: string; readonly threadId: string }): Promise<z.infer<typeof threadDetail>> {
  const thread = await requireThread(services.db, { caseId, threadId });
  await markThreadRead(services.db, { threadId, reader: actor.personId, at: services.clock() });
  const messages = await readMessages(services, services.db, thread);
  return { id: thread.id, title: await titleOf(services, services.db, thread), members: [...thread.members], lastAt: thread.last_at, messages, earlier: Math.max(0, (await countThreadMessages(services.db, threadId)) - MESSAGES_SHOWN) };
}

export async function titleOf(services: Services, db: Queryable, { id, case_id, sealed_title }: Pick<ThreadRow, "id" | "case_id" | "sealed_title">): Promise<string> {
  if (sealed_title !== null) return services.keys.open("case-thread", id, sealed_title).toString("utf8");
  const row = await findCase(db, case_id);
  return (row && (await findProject(db, row.project_id)))?.product ?? "";
}

export async function readMessages(services: Services, db: Queryable, thread: Pick<ThreadRow, "id" | "case_id">): Promise<OpenedMessage[]> {
  const opened = (await listThreadMessages(db, thread.id, MESSAGES_SHOWN)).flatMap((row) => openMessage(services, { row, thread }));
  // Each coordinator once, however much they wrote.
  const writers = [...new Set(opened.flatMap(({ from, sender }) => (from === "coordinator" ? [sender] : [])))];
  const names = new Map(await inTurn(writers, async (id) => [id, (await findPersonCard(db, id))?.name ?? ""] as const));
  return opened.map((message) => (message.from === "coordinator" ? { ...message, sender: names.get(message.sender) ?? "" } : message));
}

type OpenedMessage = z.infer<typeof threadDetail>["messages"][number];

/** With a coordinator's id for their name; none for a message that was written for another thread, whatever the database says of it. */
function openMessage(services: Services, { row, thread }: { readonly row: ThreadMessageRow; readonly thread: Pick<ThreadRow, "id" | "case_id"> }): OpenedMessage[] {
  const { sender, text, threadId = maintainerThread(thread.case_id) } = JSON.parse(services.keys.open("case-message", row.id, row.sealed).toString("utf8")) as { readonly sender: string; readonly text: string; readonly threadId?: string };
  if (threadId !== thread.id) return [];
  const participantId = row.from_party === "maintainer" ? standingParticipants(thread.case_id).vendor : row.participant_id;
  return [{ id: row.id, from: row.from_party, participantId, channel: row.channel, sender, text, at: row.at }];
}

export async function requireThread(db: Queryable, { caseId, threadId }: { readonly caseId: string; readonly threadId: string }): Promise<ThreadRow> {
  const thread = await findThread(db, threadId);
  if (thread?.case_id !== caseId) throw notFound();
  return thread;
}

export async function requireOpenCase(tx: Transaction, caseId: string): Promise<void> {
  const row = await lockCase(tx, caseId);
  if (!row) throw notFound();
  if (row.state === "closed") throw new CoordinationRefusal("case-not-open", "The case is closed.");
}
