import { appendEntry } from "#rooms/audit";
import type { Actor, Services, Transaction } from "#rooms/platform";
import { deleteTokensOf, listLiveClients, revokeClient } from "./clients.store.ts";

/**
 * Ends, with their tokens and at once, all machine clients of the actor's organisation that may do anything under one of these
 * beginnings (`findings:`), whoever made them: for a room above, when the organisation takes back what it agreed to.
 * @returns how many
 */
export async function endClientsFor(services: Services, tx: Transaction, { actor, permissions }: { readonly actor: Actor; readonly permissions: readonly string[] }): Promise<number> {
  const house = tx.asSystem("clients and their tokens are kept by the house");
  const at = services.clock();
  const ending = (await listLiveClients(house, actor.organisationId, at)).filter(({ scopes }) => scopes.some((scope) => permissions.some((beginning) => scope.startsWith(beginning))));
  for (const { id } of ending) {
    await revokeClient(house, id, at);
    await deleteTokensOf(house, id);
    await appendEntry(services, tx, { kind: "access.client-revoked", subject: id, by: actor, data: {} });
  }
  return ending.length;
}
