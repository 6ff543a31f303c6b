import type { OperatorQuestion, QuestionList } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { indexAnswers } from "../component-index/index-components.ts";
import { DistributionRefusal } from "../distribution.errors.ts";
import { lockOperator } from "../distribution.store.ts";
import { noteRead } from "../distribution.resources.ts";
import { requireOperator } from "../enrol-operator.ts";
import { matchOperatorJob } from "../match-operator.ts";
import { openAnswer, openQuestion, sealAnswer } from "./ask-questions.ts";
import { findQuestionById, listQuestions, updateAnswer, type QuestionRow } from "./questions.store.ts";

/** More at a time is no help to somebody who has ten minutes. */
const MOST_ASKED = 5;
const UNKNOWN = "unknown";

/** What is worth asking, the most useful first, and what was answered. A delegate's look is shown to the operator. */
export async function showQuestions(services: Services, { actor, organisationId }: { readonly actor: Actor; readonly organisationId: string }): Promise<QuestionList> {
  await requireOperator(services.db, organisationId);
  await noteRead(services, { actor, organisationId, subject: organisationId, what: "questions" });
  const rows = await listQuestions(services.db, organisationId);
  const open = rows.filter((row) => row.answer === null);
  return {
    open: open.slice(0, MOST_ASKED).map((row) => toQuestion(services, row)),
    waiting: Math.max(0, open.length - MOST_ASKED),
    answered: rows.filter((row) => row.answer !== null).map((row) => toQuestion(services, row)),
  };
}

/** All of them, for the operator's own file. */
export async function exportQuestions(services: Services, organisationId: string): Promise<readonly OperatorQuestion[]> {
  return (await listQuestions(services.db, organisationId)).map((row) => toQuestion(services, row));
}

/** Takes an answer, for every thing that the question is about now and on later lists, and has the lists matched with it. */
export function answerQuestion(services: Services, { actor, id, value }: { readonly actor: Actor; readonly id: string; readonly value: string }): Promise<void> {
  return change(services, { actor, id, kind: "distribution.question-answered" }, (row) => {
    const { options } = openQuestion(services, row);
    const chosen = options.find((option) => option.toLowerCase() === value.toLowerCase());
    if (options.length > 0 && chosen === undefined && value.toLowerCase() !== UNKNOWN) {
      throw new DistributionRefusal("no-such-answer", `value: answer ${options.join(" or ")}, or ${UNKNOWN}`, { field: "value" });
    }
    return chosen ?? value;
  });
}

/** It is asked again. */
export function takeBackAnswer(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  return change(services, { actor, id, kind: "distribution.answer-taken-back" }, () => null);
}

async function change(services: Services, { actor, id, kind }: { readonly actor: Actor; readonly id: string; readonly kind: string }, decide: (row: QuestionRow) => string | null): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const owner = (await findQuestionById(tx, id))?.organisation_id;
    // Looked at again under the lock: a matching may have settled it meanwhile.
    const row = owner !== undefined && (await lockOperator(tx, owner)) ? await findQuestionById(tx, id) : undefined;
    if (!row) throw notFound();
    const value = decide(row);
    await updateAnswer(tx, { id, answer: value === null ? null : sealAnswer(services, id, value), at: value === null ? null : services.clock() });
    if (value !== null && openQuestion(services, row).kind === "which-version") await indexAnswers(services, tx, row.organisation_id);
    await appendEntry(services, tx, { kind, subject: id, by: actor, data: {}, visibleTo: [row.organisation_id] });
    await services.jobs.enqueue(tx, matchOperatorJob, { organisationId: row.organisation_id, advisoryId: null });
  });
}

function toQuestion(services: Services, row: QuestionRow): OperatorQuestion {
  const { kind, text, options, product, assets, assetCount, advisories } = openQuestion(services, row);
  return { id: row.id, kind, text, options: [...options], product, assets: [...assets], assetCount, advisories: advisories.length, answer: openAnswer(services, row), answeredAt: row.answered_at };
}
