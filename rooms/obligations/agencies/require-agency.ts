import { findOrganisationCard } from "#rooms/access";
import type { Queryable } from "#rooms/platform";
import { notAnAgency } from "./agencies.errors.ts";
import { findListed } from "./agencies.store.ts";

/**
 * Ends with a refusal (`not-a-civilian-agency`, 422) unless this organisation is a listed federal civilian executive branch
 * agency: called before any duty, due day or instance is put down for anybody (INV-19). Whoever is not on the list, whatever
 * their kind, whoever does not exist and whoever the actor may not see get the same answer.
 * @param db acting for the agency itself, for a directive officer or for the system; nobody else sees the list
 */
export async function requireAgency(db: Queryable, organisationId: string): Promise<void> {
  const listed = await findListed(db, organisationId);
  // The list takes nobody of another kind, and neither does the database; asked again where it counts.
  const card = await findOrganisationCard(db, organisationId);
  if (!listed || card?.kind !== "government") throw notAnAgency();
}
