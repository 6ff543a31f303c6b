import type { CaseDetail } from "#contracts/coordination";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { countMessages, insertMessage, listMessages, lockCase } from "../coordination.store.ts";
import { mailMaintainer } from "../mail/mail-maintainer.ts";

export { tellCoordinators } from "../tell-coordinators.ts";

// A thread stays readable, and a loop between two mail programs ends.
const MESSAGES_PER_CASE = 500;

export interface Filed {
  readonly caseId: string;
  readonly from: "coordinator" | "maintainer";
  readonly channel: "page" | "mail";
  /** A person's id for the coordinator; for a mail, the address it claims to come from. */
  readonly sender: string;
  readonly text: string;
  readonly mailDigest?: string;
  /** A program wrote it: filed, and nobody was heard from by it. */
  readonly isAutomatic?: boolean;
}

/** Files a message to a case's thread, sealed; false when this very mail is there already. */
export async function fileMessage(services: Services, tx: Transaction, { caseId, from, channel, sender, text, mailDigest, isAutomatic = false }: Filed): Promise<boolean> {
  if (from === "maintainer" && (await countMessages(tx, caseId)) >= MESSAGES_PER_CASE) throw new CoordinationRefusal("too-many-messages", `A case holds at most ${MESSAGES_PER_CASE} messages; ask the coordinator to go on elsewhere.`);
  const id = newId("msg");
  const isNew = await insertMessage(tx, { id, caseId, from_party: from, channel, sealed: services.keys.seal("case-message", id, JSON.stringify({ sender, text })), mailDigest: mailDigest ?? null, isAutomatic, at: services.clock() });
  return isNew;
}

/** The coordinator writes to the maintainer, who is mailed that there is something to read. */
export async function writeToMaintainer(services: Services, { actor, caseId, text }: { readonly actor: Actor; readonly caseId: string; readonly text: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, caseId);
    if (!row) throw notFound();
    if (row.state !== "open") throw new CoordinationRefusal("case-not-open", "The case is not open; its maintainer cannot be written to.");
    await fileMessage(services, tx, { caseId, from: "coordinator", channel: "page", sender: actor.personId, text });
    await appendEntry(services, tx, { kind: "coordination.message-filed", subject: caseId, by: actor, data: { from: "coordinator", channel: "page" } });
    await mailMaintainer(services, tx, { row, kind: "coordination.message" });
  });
}

/** The thread of a case. A mail's sender is whatever the mail claimed. */
export async function readThread(services: Services, db: Queryable, caseId: string): Promise<CaseDetail["messages"]> {
  const thread: CaseDetail["messages"] = [];
  for (const row of await listMessages(db, caseId)) {
    const { sender, text } = JSON.parse(services.keys.open("case-message", row.id, row.sealed).toString("utf8")) as { sender: string; text: string };
    const name = row.from_party === "coordinator" ? ((await findPersonCard(db, sender))?.name ?? "") : sender;
    thread.push({ id: row.id, from: row.from_party, channel: row.channel, sender: name, text, at: row.at });
  }
  return thread;
}
