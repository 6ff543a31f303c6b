import { randomBytes } from "node:crypto";
import { equalSecrets, newId, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { findTicket, insertTicket, listMaintainerTickets, type TicketRow } from "./mail.store.ts";

/*
 * Each of our mails has an address of its own, by which a reply is filed where it belongs, and a ticket for the mail program's
 * unsubscribe button, which can stop mails and do nothing else. They are different secrets: list services keep the latter.
 */
const CASE = "case_";
const PARTICIPANT = "part_";
const ADDRESS = /^case\+([0-9a-z]{20})-([0-9a-f]{24})@(.+)$/;

/** Whom a mail is for; the maintainer of the case's project where nobody else is named. */
export interface TicketTerms {
  readonly caseId: string;
  readonly address: string;
  readonly expiresAt: Date;
  /** What a participant answers goes to this thread. */
  readonly participant?: { readonly id: string; readonly threadId: string };
  readonly handOffId?: string;
}

export interface Ticket {
  readonly id: string;
  readonly replyTo: string;
}

/** The secret of one mail; only its keyed hash is kept. 96 bits fit into an address, and nobody guesses them. */
export async function issueTicket(services: Services, tx: Transaction, { address, participant, ...terms }: TicketTerms): Promise<Ticket> {
  const secret = randomBytes(12).toString("hex");
  const id = newId("mail");
  await insertTicket(tx, { id, ...terms, participantId: participant?.id ?? null, threadId: participant?.threadId ?? null, handOffId: terms.handOffId ?? null, secretHash: hashSecret(services, secret), sealedAddress: services.keys.seal("mail-ticket", id, address), at: services.clock() });
  return { id, replyTo: `case+${terms.caseId.slice(CASE.length)}-${secret}@${services.configuration.mailDomain}` };
}

/** The mail of ours that an address stands for, if it is one. The address is attacker-controlled. */
export async function readReplyAddress(services: Services, db: Queryable, address: string): Promise<TicketRow | undefined> {
  const [, part, secret, domain] = ADDRESS.exec(address.slice(0, 320).toLowerCase()) ?? [];
  if (part === undefined || secret === undefined || domain !== services.configuration.mailDomain.toLowerCase()) return undefined;
  return findTicket(db, `${CASE}${part}`, hashSecret(services, secret));
}

function hashSecret(services: Services, secret: string): string {
  return services.keys.keyedHash("mail-ticket", secret);
}

/** Where the project's maintainers were written to about a case. */
export async function readTriedAddresses(services: Services, db: Queryable, caseId: string): Promise<readonly string[]> {
  return (await listMaintainerTickets(db, caseId)).map((row) => services.keys.open("mail-ticket", row.id, row.sealed_address).toString("utf8"));
}

/** By a case's or a participant's id: whose mails its button stops. */
export function stopHeaders(services: Services, { id, replyTo }: Ticket, { of, isAnswer }: { readonly of: string; readonly isAnswer: boolean }): Readonly<Record<string, string>> {
  return {
    // RFC 8058: a program posts to this address; whoever opens it in a browser gets the page that asks first.
    "List-Unsubscribe": `<${services.configuration.publicUrl}/api/maintainer/unsubscribe/${stopTicket(services, id, of)}>, <mailto:${replyTo}?subject=stop>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    // RFC 3834: no program answers this one.
    "Auto-Submitted": isAnswer ? "auto-replied" : "auto-generated",
  };
}

function stopTicket(services: Services, ticketId: string, of: string): string {
  const named = `${ticketId}.${of.startsWith(PARTICIPANT) ? `p-${of.slice(PARTICIPANT.length)}` : of.slice(CASE.length)}`;
  return `${named}.${services.keys.keyedHash("mail-stop", named).slice(0, 32)}`;
}

export interface StopTicket {
  readonly ticketId: string;
  /** A case's or a participant's id. */
  readonly of: string;
  readonly isParticipant: boolean;
}

/** The mail whose button was pressed, and whose mails it stops; undefined when somebody made the address up. */
export function checkStopTicket(services: Services, ticket: string): StopTicket | undefined {
  const [ticketId = "", part = ""] = ticket.split(".");
  const isParticipant = part.startsWith("p-");
  const of = isParticipant ? `${PARTICIPANT}${part.slice(2)}` : `${CASE}${part}`;
  return equalSecrets(ticket, stopTicket(services, ticketId, of)) ? { ticketId, of, isParticipant } : undefined;
}
