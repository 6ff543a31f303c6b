import type { OperatorMail, SetOperatorMail } from "#contracts/deployment";
import { appendEntry } from "#rooms/audit";
import type { Actor, Queryable, Services, Transaction } from "#rooms/platform";
import { notEnrolled } from "../distribution.errors.ts";
import { lockOperator } from "../distribution.store.ts";
import { findMailWish, upsertMailWish, type MailWishRow } from "./mails.store.ts";

/** Until an operator says otherwise: one mail a week, which names nothing of its own. */
const AT_FIRST: MailWishRow = { mails: "send", says: "link", every_days: 7, tries_first: false, last_sent_at: null, bounced_at: null };

export async function getMailWish(db: Queryable, organisationId: string): Promise<MailWishRow> {
  return (await findMailWish(db, organisationId)) ?? AT_FIRST;
}

export async function readMailWish(db: Queryable, organisationId: string): Promise<OperatorMail> {
  const row = await getMailWish(db, organisationId);
  return { mails: row.mails, says: row.says, everyDays: row.every_days, triesFirst: row.tries_first, lastSentAt: row.last_sent_at, bouncedAt: row.bounced_at };
}

/** Changes what is kept of an operator's mails; the caller holds the operator's lock. */
export async function changeMailWish(tx: Transaction, organisationId: string, change: Partial<MailWishRow>): Promise<void> {
  await upsertMailWish(tx, { organisationId, ...(await getMailWish(tx, organisationId)), ...change });
}

/**
 * Our mails are tried again after one that came back. What nobody was told of meanwhile is told now: matching finds it. The
 * caller holds the operator's lock.
 */
export async function reachAgain(services: Services, tx: Transaction, organisationId: string): Promise<void> {
  if ((await getMailWish(tx, organisationId)).bounced_at === null) return;
  await changeMailWish(tx, organisationId, { bounced_at: null });
  await services.jobs.enqueue(tx, { name: "distribution.match-operator" }, { organisationId, advisoryId: null });
}

/** What an operator wants of our mails. Whoever says so is heard: after a mail that came back the next one is tried again. */
export async function setMail(services: Services, { actor, organisationId, wish }: { readonly actor: Actor; readonly organisationId: string; readonly wish: SetOperatorMail }): Promise<OperatorMail> {
  return services.db.inTransaction(async (tx) => {
    if (!(await lockOperator(tx, organisationId))) throw notEnrolled();
    await changeMailWish(tx, organisationId, { mails: wish.mails, says: wish.says, every_days: wish.everyDays, tries_first: wish.triesFirst });
    await reachAgain(services, tx, organisationId);
    await appendEntry(services, tx, { kind: "distribution.mails-wished", subject: organisationId, by: actor, data: { ...wish }, visibleTo: [organisationId] });
    return readMailWish(tx, organisationId);
  });
}

/** Stops or starts the mails alone: by a mail program's button, the form, or a word by mail. */
export async function wishMails(services: Services, tx: Transaction, { organisationId, mails, by }: { readonly organisationId: string; readonly mails: "send" | "stop"; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  if (!(await lockOperator(tx, organisationId))) throw notEnrolled();
  if ((await getMailWish(tx, organisationId)).mails === mails) return;
  await changeMailWish(tx, organisationId, { mails });
  await appendEntry(services, tx, { kind: "distribution.mails-wished", subject: organisationId, by, data: { mails }, visibleTo: [organisationId] });
}

/** Has our mails list the steps with their numbers, so that they can be answered by number: by a word by mail. */
export async function wishSteps(services: Services, tx: Transaction, { organisationId, by }: { readonly organisationId: string; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  if (!(await lockOperator(tx, organisationId))) throw notEnrolled();
  await changeMailWish(tx, organisationId, { says: "steps" });
  await appendEntry(services, tx, { kind: "distribution.mails-wished", subject: organisationId, by, data: { says: "steps" }, visibleTo: [organisationId] });
}
