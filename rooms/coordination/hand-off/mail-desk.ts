import type { z } from "zod";
import type { deskAnswer, deskView } from "#contracts/hand-off";
import { enterByLink, issueLink } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Services, type Transaction } from "#rooms/platform";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { issueTicket } from "../mail/mail-tickets.ts";
import { advanceHandOff } from "./hand-off.rules.ts";
import { findDestination, findHandOff, type HandOffRow } from "./hand-off.store.ts";

/*
 * A desk that is reached by mail, which is not sealed: the mail says that there is a record, its link opens the record to
 * whoever reads mail there, and what they answer, on the page or by mail, settles the hand-off.
 */
export const HAND_OFF_AUDIENCE = "hand-off";
const LINK_DAYS = 90;
const DAY_MS = 86_400_000;

export async function mailDesk(services: Services, tx: Transaction, { row, address, product, kind = "coordination.desk-request" }: { readonly row: HandOffRow; readonly address: string; readonly product: string; readonly kind?: string }): Promise<void> {
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: HAND_OFF_AUDIENCE, subject: row.id, email: address, holder: `${row.destination_id} ${address.toLowerCase()}`, expiresAt, singleUse: false });
  const { replyTo } = await issueTicket(services, tx, { caseId: row.case_id, address, expiresAt, handOffId: row.id });
  await notify(services, tx, { to: { email: address }, kind, params: { product, caseId: row.case_id, linkEnds: expiresAt.toISOString() }, link: `/hand-off#${token}`, replyTo, headers: { "Auto-Submitted": "auto-generated" } });
}

async function enter(anybody: Services, token: string) {
  const { services, subject, by } = await enterByLink(anybody, { audience: HAND_OFF_AUDIENCE, token, as: "desk" });
  const row = await findHandOff(services.db, subject);
  if (!row) throw notFound();
  return { services, row, by };
}

/** The record as it was confirmed; each opening is on record. */
export async function viewAsDesk(anybody: Services, token: string): Promise<z.infer<typeof deskView>> {
  const { services, row, by } = await enter(anybody, token);
  const destination = await findDestination(services.db, row.destination_id);
  await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "coordination.hand-off-opened", subject: row.case_id, by, data: { handOffId: row.id, digest: row.digest } }));
  return { name: destination?.name ?? "", state: row.state, record: services.keys.open("hand-off", row.id, row.sealed).toString("utf8"), sentAt: row.sent_at };
}

/** Their number for it, or their no; the house takes it from here, since a desk moves no case. */
export async function answerAsDesk(anybody: Services, { token, outcome, receipt }: z.infer<typeof deskAnswer>): Promise<void> {
  const { services, row, by } = await enter(anybody, token);
  const step = outcome === "received" ? "receive" : "refuse";
  if (!advanceHandOff(row.state, step)) throw new CoordinationRefusal("hand-off-wrong-state", "This was answered already. Write to us by answering the mail.");
  await services.db.inTransaction(async (tx) => {
    await appendEntry(services, tx, { kind: "coordination.hand-off-answered", subject: row.case_id, by, data: { handOffId: row.id, outcome } });
    await services.jobs.enqueue(tx, { name: TAKE_ANSWER }, { handOffId: row.id, step, sealedReceipt: services.keys.seal("hand-off-receipt", row.id, receipt) });
  });
}

export const TAKE_ANSWER = "coordination.take-desk-answer";
