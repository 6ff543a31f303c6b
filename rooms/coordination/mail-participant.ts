import { issueLink, revokeLinksTo } from "#rooms/access";
import { notify, type Services, type Transaction } from "#rooms/platform";
import { updateParticipantLink, type ParticipantRow } from "./case.store.ts";
import { findCase } from "./coordination.store.ts";
import { mailMaintainer } from "./mail-maintainer.ts";

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

/**
 * Writes to a participant: plain text without any content of the report, and a fresh link of their own that needs no account.
 * Whoever has no address of their own here, or has left, is not written to.
 */
export async function mailParticipant(services: Services, tx: Transaction, { participant, kind, params = {} }: { readonly participant: ParticipantRow; readonly kind: string; readonly params?: Readonly<Record<string, string | number>> }): Promise<void> {
  if (participant.left_at !== null) return;
  if (participant.is_maintainer) {
    const row = await findCase(tx, participant.case_id);
    if (row?.state === "open") await mailMaintainer(services, tx, { row, kind: "coordination.message" });
    return;
  }
  const card = openCard(services, participant);
  if (!card) return;
  const expiresAt = new Date(services.clock().getTime() + LINK_DAYS * DAY_MS);
  const token = await issueLink(services, tx, { audience: PARTICIPANT_AUDIENCE, subject: participant.id, email: card.email, expiresAt, singleUse: false });
  await updateParticipantLink(tx, participant.id, expiresAt);
  await notify(services, tx, { to: { email: card.email }, kind, params: { product: card.product ?? card.name, linkEnds: expiresAt.toISOString(), ...params }, link: `/participant#${token}` });
}

/** Ends every link of one participant. */
export async function endParticipantLinks(services: Services, tx: Transaction, { id, link_expires_at }: Pick<ParticipantRow, "id" | "link_expires_at">): Promise<void> {
  if (link_expires_at === null) return;
  await revokeLinksTo(services, tx, PARTICIPANT_AUDIENCE, id);
  await updateParticipantLink(tx, id, null);
}
