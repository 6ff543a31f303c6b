import { issueLink, revokeLinksTo } from "#rooms/access";
import { notify, type Services, type Transaction } from "#rooms/platform";
import { updateParticipantLink, type ParticipantRow } from "../case/case.store.ts";
import { findCase } from "../coordination.store.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { findFirstThread } from "../work/threads.store.ts";
import { mailMaintainer } from "./mail-maintainer.ts";
import { issueTicket, stopHeaders } from "./mail-tickets.ts";

export const PARTICIPANT_AUDIENCE = "case-participant";
const LINK_DAYS = 30;
const DAY_MS = 86_400_000;

/** Who a participant is, as the coordinator wrote it down. */
export interface ParticipantCard {
  readonly name: string;
  readonly product: string | null;
  readonly email: string;
}

export function sealCard(services: Services, id: string, card: ParticipantCard): string {
  return services.keys.seal("case-participant", id, JSON.stringify(card));
}

/** Undefined for those who are known from elsewhere: the project's maintainer, the finder, the coordinator. */
export function openCard(services: Services, { id, sealed_card }: Pick<ParticipantRow, "id" | "sealed_card">): ParticipantCard | undefined {
  return sealed_card === null ? undefined : (JSON.parse(services.keys.open("case-participant", id, sealed_card).toString("utf8")) as ParticipantCard);
}

export interface MailToParticipant {
  readonly participant: ParticipantRow;
  readonly kind: string;
  readonly params?: Readonly<Record<string, string | number>>;
  /** What the mail is about, and where an answer to it goes; their own thread where none is named. */
  readonly threadId?: string;
  /** The answer to their own mail, which goes out even when it said that no more mails are wanted. */
  readonly isAnswer?: boolean;
}

/**
 * Writes to a participant: plain text without any content of the report, a fresh link of their own that needs no account, and an
 * address that only this mail has, by which an answer is filed to their thread. Whoever has no address of their own here, or
 * has left, is not written to; where somebody wants no mails, the coordinators are told that nothing was sent.
 */
export async function mailParticipant(services: Services, tx: Transaction, { participant, kind, params = {}, threadId, isAnswer = false }: MailToParticipant): Promise<void> {
  if (participant.left_at !== null) return;
  const { id, case_id: caseId } = participant;
  const row = await findCase(tx, caseId);
  if (participant.is_maintainer) {
    if (row?.state === "open") await mailMaintainer(services, tx, { row, kind: "coordination.message" });
    return;
  }
  const card = openCard(services, participant);
  if (!card || !row) return;
  if (participant.mails_stopped_at !== null && !isAnswer) return tellCoordinators(services, tx, { row, kind: "coordination.participant-mail-withheld" });
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: PARTICIPANT_AUDIENCE, subject: id, email: card.email, holder: id, expiresAt, singleUse: false });
  await updateParticipantLink(tx, id, expiresAt);
  const answersTo = threadId ?? (await findFirstThread(tx, id));
  if (answersTo === undefined) throw new Error(`Participant ${id} has no thread`);
  const ticket = await issueTicket(services, tx, { caseId, address: card.email, expiresAt, participant: { id, threadId: answersTo } });
  await notify(services, tx, {
    to: { email: card.email },
    kind,
    params: { product: card.product ?? card.name, linkEnds: expiresAt.toISOString(), answer: services.messages.text("coordination.participant-answer"), ...params },
    link: `/participant#${token}`,
    replyTo: ticket.replyTo,
    headers: stopHeaders(services, ticket, { of: id, isAnswer }),
  });
}

/** Ends every link of one participant, and what their mails can do. */
export async function endParticipantLinks(services: Services, tx: Transaction, { id, link_expires_at }: Pick<ParticipantRow, "id" | "link_expires_at">): Promise<void> {
  if (link_expires_at === null) return;
  await revokeLinksTo(services, tx, PARTICIPANT_AUDIENCE, id);
  await updateParticipantLink(tx, id, null);
}
