import { findOrganisationCard, findPersonCardByEmail, type OrganisationCard } from "#rooms/access";
import type { Queryable } from "#rooms/platform";

/** Who speaks for a house of each kind, about agreements, invitations and its own signature. */
export const SPEAKER_OF = { developer: "developer-release-lead", government: "partner-selection-officer" } as const;

/** The house that a person speaks for, by the address they sign in with; undefined where nobody of that role has it. */
export async function findHouseOfSpeaker(db: Queryable, email: string, kind: keyof typeof SPEAKER_OF): Promise<OrganisationCard | undefined> {
  const person = await findPersonCardByEmail(db, email);
  const house = person && (await findOrganisationCard(db, person.organisationId));
  return house?.kind === kind && person?.roles.includes(SPEAKER_OF[kind]) ? house : undefined;
}
