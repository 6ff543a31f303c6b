import type { Services } from "#rooms/platform";
import { findListed } from "../../agencies/agencies.store.ts";
import { describeItems } from "./show-items.ts";
import { listExceptionsOfAgency, openException } from "./exceptions.store.ts";
import { listItemsOfAgency } from "./items.store.ts";
import { listTurnsOf, openTurn } from "./turns.store.ts";

/** What an agency has of directives: since when it is on the list, its items, every turn with its words, and its exceptions. */
export async function exportDirectiveItems(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db } = services;
  const listed = await findListed(db, organisationId);
  return {
    listedAt: listed?.listed_at ?? null,
    directiveItems: await describeItems(services, await listItemsOfAgency(db, organisationId)),
    directiveTurns: (await listTurnsOf(db, organisationId)).map((row) => ({ itemId: row.item_id, event: row.event, from: row.from_state, to: row.to_state, at: row.at, ...openTurn(services, row) })),
    directiveExceptions: (await listExceptionsOfAgency(db, organisationId)).map((row) => ({ id: row.id, itemId: row.item_id, state: row.state, askedUntil: row.asked_until, grantedUntil: row.granted_until, requestedAt: row.requested_at, ...openException(services, row) })),
  };
}
