import type { AccessPurpose } from "#contracts/engagement";
import { ENTRIES_EACH, QUESTIONS_EACH } from "#contracts/questions";
import { findPersonCard, listHolders, requireGrant, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { holdEngagement, holdForEvaluator } from "./hold-engagement.ts";
import { countEntries, countQuestionsOf, findQuestion, insertEntry, insertQuestion, type QuestionRow } from "./questions.store.ts";
import { requireStandingAccess } from "./standing-access.ts";

/*
 * A question and what follows on it is between the evaluator who asked and the developer; another evaluator does not see it.
 *
 *   evaluator   asks and goes on asking   in the window, by a live grant and for its purpose
 *   evaluator   reads their own           from then on until they attest the clean-up of that window
 *   developer   reads and answers         always, also after the end: who may read an answer then is said above
 */

/** What is put under a question: a text, or a file, whose bytes are somebody's and believed in nothing. */
export type Said = { readonly text: string } | { readonly fileName: string; readonly bytes: Uint8Array };

interface Asked {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly purpose: AccessPurpose;
  /** One of the evaluator's own to go on with; null for a new one. */
  readonly questionId: string | null;
  readonly said: Said;
}

/** A named evaluator asks the developer something; the leads are told. */
export async function askQuestion(services: Services, { actor, engagementId, purpose, questionId, said }: Asked): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdForEvaluator(tx, engagementId);
    const { window } = await requireStandingAccess(services, tx, { actor, engagementId });
    await requireGrant(services, tx, { actor, subject: engagementId, purpose });
    const question = questionId === null ? undefined : await requireQuestion(tx, engagementId, questionId);
    const id = question?.id ?? newId("qst");
    if (!question) {
      if ((await countQuestionsOf(tx, engagementId, actor.personId)) >= QUESTIONS_EACH) throw tooMany(`You have asked ${QUESTIONS_EACH} questions here; go on with one of them.`);
      await insertQuestion(tx, { id, engagementId, windowId: window.id, askedBy: actor.personId, purpose, at: services.clock() });
    }
    await putEntry(services, tx, { actor, engagementId, questionId: id, side: "evaluator", said, visibleTo: [engagement.organisation_id] });
    const leads = (await listHolders(tx, "developer-release-lead")).filter(({ organisationId }) => organisationId === engagement.organisation_id);
    await tell(services, tx, { people: leads, kind: "engagement.question-asked", link: `/developer/engagements/${engagementId}/questions` });
  });
}

/** The developer answers, or asks back; whoever asked is told. */
export async function answerQuestion(services: Services, { actor, engagementId, questionId, said }: Omit<Asked, "purpose" | "questionId"> & { readonly questionId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await holdEngagement(tx, engagementId);
    const question = await requireQuestion(tx, engagementId, questionId);
    const asker = await findPersonCard(tx, question.asked_by);
    await putEntry(services, tx, { actor, engagementId, questionId, side: "developer", said, visibleTo: asker ? [asker.organisationId] : [] });
    await tell(services, tx, { people: asker ? [asker] : [], kind: "engagement.question-answered", link: `/evaluator/engagements/${engagementId}/questions` });
  });
}

async function requireQuestion(tx: Transaction, engagementId: string, questionId: string): Promise<QuestionRow> {
  const question = await findQuestion(tx, engagementId, questionId);
  if (!question) throw notFound();
  if ((await countEntries(tx, questionId)) >= ENTRIES_EACH) throw tooMany(`There are ${ENTRIES_EACH} entries under this question; ask a new one.`);
  return question;
}

interface PutEntry {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly questionId: string;
  readonly side: "evaluator" | "developer";
  readonly said: Said;
  readonly visibleTo: readonly string[];
}

async function putEntry(services: Services, tx: Transaction, { actor, engagementId, questionId, side, said, visibleTo }: PutEntry): Promise<void> {
  if ("bytes" in said && said.bytes.length === 0) throw new EngagementRefusal("file-empty", "body: the file is empty; choose one that holds something", { field: "body" });
  const id = newId("qen");
  const { keys, artefacts } = services;
  const file = "text" in said ? null : { sealedName: keys.seal("engagement-question-file", id, said.fileName), digest: await artefacts.put(said.bytes), bytes: said.bytes.length };
  const sealedText = "text" in said ? keys.seal("engagement-question", id, said.text) : null;
  await insertEntry(tx, { id, questionId, engagementId, personId: actor.personId, side, sealedText, file, at: services.clock() });
  await appendEntry(services, tx, {
    kind: side === "evaluator" ? "engagement.question-asked" : "engagement.question-answered", subject: engagementId, by: actor,
    data: { questionId, entryId: id, ...(file ? { fileDigest: file.digest } : {}) }, visibleTo,
  });
}

async function tell(services: Services, tx: Transaction, { people, kind, link }: { readonly people: readonly PersonCard[]; readonly kind: string; readonly link: string }): Promise<void> {
  for (const { id, email } of people) await notify(services, tx, { to: { personId: id, email }, kind, link });
}

function tooMany(message: string): EngagementRefusal {
  return new EngagementRefusal("too-many-questions", message);
}
