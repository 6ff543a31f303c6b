import type { AccessPurpose } from "#contracts/engagement";
import type { QuestionList } from "#contracts/questions";
import { findPersonCard, recordRead } from "#rooms/access";
import { notFound, type Actor, type FileReply, type Services } from "#rooms/platform";
import { getEngagement } from "./hold-engagement.ts";
import { findEntry, findQuestion, listEntries, listQuestions as listRows, type QuestionEntryRow } from "./questions.store.ts";
import { SAME_READ_MS } from "./same-read.ts";

/** Every question of an engagement that the database shows to whoever asks: all to its developer, to an evaluator their own. */
export async function listQuestions(services: Services, engagementId: string): Promise<QuestionList> {
  const { db } = services;
  const entries = Map.groupBy(await listEntries(db, engagementId), ({ question_id }) => question_id);
  const questions: QuestionList["questions"] = [];
  for (const row of await listRows(db, engagementId)) {
    const asker = await findPersonCard(db, row.asked_by);
    const under = entries.get(row.id) ?? [];
    questions.push({
      id: row.id, purpose: row.purpose as AccessPurpose, askedByName: asker?.name ?? "", organisationName: asker?.organisationName ?? "", askedAt: row.asked_at,
      answeredAt: under.find(({ side }) => side === "developer")?.at ?? null,
      entries: await Promise.all(under.map((entry) => toEntry(services, entry))),
    });
  }
  return { questions };
}

/** The same for an evaluator; the developer sees that they looked. */
export async function listOwnQuestions(services: Services, actor: Actor, engagementId: string): Promise<QuestionList> {
  const { organisation_id: ownerOrganisationId } = await getEngagement(services.db, engagementId);
  const found = await listQuestions(services, engagementId);
  for (const [purpose, theirs] of Map.groupBy(found.questions, (question) => question.purpose)) {
    await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId, subject: engagementId, purpose, what: `questions and answers: ${theirs.length}`, onceInMs: SAME_READ_MS }));
  }
  return found;
}

/** A file under a question, for its developer. */
export async function readQuestionFile(services: Services, engagementId: string, entryId: string): Promise<FileReply> {
  const entry = await findEntry(services.db, engagementId, entryId);
  if (!entry?.file_digest) throw notFound();
  // Whatever it says that it is: bytes to be kept, which no browser opens as a page of ours.
  return { bytes: await services.artefacts.get(entry.file_digest), mediaType: "application/octet-stream", fileName: nameOfFile(services, entry) };
}

/** The same for the evaluator whose question it stands under; each time is a read that the developer sees. */
export async function readOwnQuestionFile(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly entryId: string }): Promise<FileReply> {
  const { actor, engagementId, entryId } = input;
  const file = await readQuestionFile(services, engagementId, entryId);
  const { organisation_id: ownerOrganisationId } = await getEngagement(services.db, engagementId);
  const entry = await findEntry(services.db, engagementId, entryId);
  const question = entry && (await findQuestion(services.db, engagementId, entry.question_id));
  if (!question) throw notFound();
  await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId, subject: engagementId, purpose: question.purpose, what: `file ${entry.file_digest}` }));
  return file;
}

export function openText({ keys }: Services, { id, sealed_text }: Pick<QuestionEntryRow, "id" | "sealed_text">): string | null {
  return sealed_text === null ? null : keys.open("engagement-question", id, sealed_text).toString("utf8");
}

export function nameOfFile({ keys }: Services, { id, sealed_file_name }: Pick<QuestionEntryRow, "id" | "sealed_file_name">): string {
  return sealed_file_name === null ? "" : keys.open("engagement-question-file", id, sealed_file_name).toString("utf8");
}

async function toEntry(services: Services, row: QuestionEntryRow): Promise<QuestionList["questions"][number]["entries"][number]> {
  return {
    id: row.id, side: row.side, byName: (await findPersonCard(services.db, row.person_id))?.name ?? "", at: row.at, text: openText(services, row),
    file: row.file_digest === null ? null : { name: nameOfFile(services, row), bytes: row.file_bytes ?? 0, digest: row.file_digest },
  };
}
