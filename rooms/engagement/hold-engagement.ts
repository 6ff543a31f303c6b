import type { EngagementState } from "#contracts/engagement";
import { tellHolders } from "#rooms/access";
import { notFound, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { moveEngagement, type EngagementEvent, type EngagementMover } from "./engagement.rules.ts";
import { refuseMove } from "./engagement.errors.ts";
import { findEngagement, lockEngagement, setState, type EngagementRow } from "./engagement.store.ts";

/** The engagement; whether it is the actor's to see was judged before, and the database shows no other. */
export async function getEngagement(db: Queryable, id: string): Promise<EngagementRow> {
  const row = await findEngagement(db, id);
  if (!row) throw notFound();
  return row;
}

/** As `getEngagement`, and holds it until the transaction ends. */
export async function holdEngagement(tx: Queryable, id: string): Promise<EngagementRow> {
  const row = await lockEngagement(tx, id);
  if (!row) throw notFound();
  return row;
}

/** The same for an evaluator, who does something under it; the row is the developer's alone to lock and to move. */
export function holdForEvaluator(tx: Queryable, id: string): Promise<EngagementRow> {
  return holdEngagement(tx.asSystem("what an evaluator does and a withdrawal must not cross"), id);
}

/** Moves the machine and stores where it stands. */
export async function applyEvent(tx: Transaction, engagement: EngagementRow, event: EngagementEvent, mover: EngagementMover): Promise<void> {
  const state = requireMove(engagement, event, mover);
  if (state !== engagement.state) await setState(tx, engagement.id, state);
}

/** Where the event leads; throws when it cannot be. */
export function requireMove(engagement: EngagementRow, event: EngagementEvent, mover: EngagementMover): EngagementState {
  const move = moveEngagement(engagement.state, event, mover);
  if (!move.ok) throw refuseMove(move.code);
  return move.state;
}

/** Tells the developer's release leads, with the way to the engagement or to a page of it; both kinds of lead of what concerns its security. */
export async function tellDeveloper(
  services: Services, tx: Transaction, engagement: Pick<EngagementRow, "id" | "organisation_id">, kind: string, { page = "", security = false }: { readonly page?: string; readonly security?: boolean } = {},
): Promise<void> {
  const roles = ["developer-release-lead" as const, ...(security ? ["developer-security-lead" as const] : [])];
  await tellHolders(services, tx, { roles, who: ({ organisationId }) => organisationId === engagement.organisation_id, kind, link: `/developer/engagements/${engagement.id}${page}` });
}
