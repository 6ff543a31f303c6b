import { createHash } from "node:crypto";
import type { CaseDetail } from "#contracts/coordination";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { listToTell } from "#rooms/findings";
import { dropControls, newId, notFound, notify, type Actor, type IncomingMail, type Mailbox, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { CoordinationRefusal } from "./coordination.errors.ts";
import { countMessages, findCase, insertMessage, listMessages, lockCase, type CaseRow } from "./coordination.store.ts";
import { mailMaintainer, readReplyAddress } from "./mail-maintainer.ts";

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
}

/** Files a message to a case's thread, sealed; false when this very mail is there already. */
export async function fileMessage(services: Services, tx: Transaction, { caseId, from, channel, sender, text, mailDigest }: Filed): Promise<boolean> {
  if (from === "maintainer" && (await countMessages(tx, caseId)) >= MESSAGES_PER_CASE) throw new CoordinationRefusal("too-many-messages", `A case holds at most ${MESSAGES_PER_CASE} messages; ask the coordinator to go on elsewhere.`);
  const id = newId("msg");
  const isNew = await insertMessage(tx, { id, caseId, from_party: from, channel, sealed: services.keys.seal("case-message", id, JSON.stringify({ sender, text })), mailDigest: mailDigest ?? null, at: services.clock() });
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

/** Tells the coordinators that the maintainer did something. */
export async function tellCoordinators(services: Services, tx: Transaction, { row, kind, params = {} }: { readonly row: Pick<CaseRow, "id" | "finding_id">; readonly kind: string; readonly params?: Readonly<Record<string, string>> }): Promise<void> {
  for (const analyst of await listToTell(tx, row.finding_id)) {
    await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind, params: { id: row.id, ...params }, link: `/clearinghouse/cases/${row.id}` });
  }
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

/** Takes replies by mail to a case's signed address. Everything in them is the sender's word. */
export const caseMailbox: Mailbox = {
  accepts: async (services, address) => {
    const caseId = readReplyAddress(services, address);
    return caseId !== undefined && (await findCase(services.db, caseId))?.state === "open";
  },
  receive: async (services, mail) => {
    const caseId = readReplyAddress(services, mail.to);
    const text = toPlainText(mail.text);
    if (caseId === undefined || text === "") return;
    await services.db.inTransaction(async (tx) => {
      const row = await lockCase(tx, caseId);
      if (row?.state !== "open") return;
      const isNew = await fileMessage(services, tx, { caseId, from: "maintainer", channel: "mail", sender: toPlainText(mail.from).slice(0, 320), text, mailDigest: digestOf(mail) });
      if (!isNew) return;
      await appendEntry(services, tx, { kind: "coordination.message-filed", subject: caseId, by: { personId: "mail", organisationId: "maintainer" }, data: { from: "maintainer", channel: "mail" } });
      await tellCoordinators(services, tx, { row, kind: "coordination.reply" });
    });
  },
};

// The shape of `plainText` in the contracts: no control characters, no marks that turn the direction of the text.
function toPlainText(text: string): string {
  return dropControls(text.replace(/\r\n?/g, "\n")).trim();
}

function digestOf({ to, from, subject, text }: IncomingMail): string {
  return createHash("sha256").update(JSON.stringify([to, from, subject, text])).digest("hex");
}
