import { findOrganisationCard } from "#rooms/access";
import { getFindingFacts } from "#rooms/findings";
import type { Queryable, Services } from "#rooms/platform";
import { standingParticipants } from "../case/case.rules.ts";
import { listParticipants, type ParticipantRow } from "../case/case.store.ts";
import { findCase, findProject } from "../coordination.store.ts";
import { openCard } from "../mail/mail-participant.ts";

/** Names of all who take part, or of those given, by their id. */
export async function nameParticipants(services: Services, db: Queryable, caseId: string, rows?: readonly ParticipantRow[]): Promise<ReadonlyMap<string, { readonly name: string; readonly product: string | null }>> {
  const row = await findCase(db, caseId);
  const project = row && (await findProject(db, row.project_id));
  const facts = row && (await getFindingFacts(services, db, row.finding_id));
  const finder = facts && (await findOrganisationCard(db, facts.organisationId));
  const { vendor, finder: finderId, coordinator, mender } = standingParticipants(caseId);
  const standing = new Map([
    [vendor, { name: project?.vendor ?? "", product: project?.product ?? null }],
    [finderId, { name: finder?.name ?? "", product: null }],
    [coordinator, { name: services.messages.text("coordination.coordinator"), product: null }],
    [mender, { name: services.messages.text("coordination.mender"), product: project?.product ?? null }],
  ]);
  const field = { name: services.messages.text("coordination.field"), product: null };
  return new Map((rows ?? (await listParticipants(db, caseId))).map((one) => [one.id, openCard(services, one) ?? standing.get(one.id) ?? field]));
}
