import { notFound, type Actor, type FileReply, type Queryable, type Services } from "#rooms/platform";
import { appendEntry } from "#rooms/audit";
import { findOrganisation } from "./access.store.ts";
import { listClients } from "./clients.store.ts";
import { listDelegations } from "./delegations.store.ts";
import { listGivenGrants, listHeldGrants, listReadsOfAll } from "./organisation-export.store.ts";
import { listHouseholders, listProposals, listWaitingInvitations } from "./house.store.ts";
import { findProvider } from "./providers.store.ts";
import { findSettings } from "./sessions.store.ts";

/** Everything that an organisation owns, from every room, as one JSON file for one of its managers. */
export async function exportOrganisation(services: Services, actor: Actor, organisationId: string): Promise<FileReply> {
  const owned = await services.exportOwned(organisationId);
  const at = services.clock();
  await services.db.inTransaction((tx) => appendEntry(services, tx, { kind: "access.organisation-exported", subject: organisationId, by: actor, data: { rooms: Object.keys(owned) }, visibleTo: [organisationId] }));
  const document = { format: "breakwater-organisation/1", organisationId, exportedAt: at.toISOString(), rooms: owned };
  return { bytes: `${JSON.stringify(document, null, 2)}\n`, mediaType: "application/json", fileName: `${organisationId}-${at.toISOString().slice(0, 10)}.json` };
}

/** This room's part: people, grants, reads, clients, delegations. No secret, no hash of one, nobody else's. */
export async function exportAccess(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const db: Queryable = services.db;
  const organisation = await findOrganisation(db, organisationId);
  if (!organisation) throw notFound();
  const now = services.clock();
  const provider = await findProvider(db, organisationId);
  return {
    organisation: { name: organisation.name, kind: organisation.kind, createdAt: organisation.created_at },
    settings: await findSettings(db, organisationId),
    people: (await listHouseholders(db, organisationId, now)).map(({ id, name, email, roles }) => ({ id, name, email, roles })),
    invitations: (await listWaitingInvitations(db, organisationId, now)).map((row) => ({ name: row.name, email: row.email, roles: row.roles, invitedAt: row.invited_at, expiresAt: row.expires_at })),
    proposals: (await listProposals(db, organisationId)).map((row) => ({ kind: row.kind, state: row.state, proposedBy: row.proposed_by, proposedAt: row.proposed_at })),
    provider: provider ? { issuer: provider.issuer, clientId: provider.client_id, registeredAt: provider.registered_at } : null,
    clients: (await listClients(db, organisationId, null)).map((row) => ({ id: row.id, name: row.name, scopes: row.scopes, madeBy: row.made_by, createdAt: row.created_at, expiresAt: row.expires_at, revokedAt: row.revoked_at, lastUsedAt: row.last_used_at })),
    delegations: (await listDelegations(db, organisationId)).map((row) => ({ organisationId: row.organisation_id, delegateOrganisationId: row.delegate_organisation_id, namedAt: row.named_at, until: row.until, revokedAt: row.revoked_at })),
    grantsHeld: await listHeldGrants(db, organisationId),
    grantsGiven: await listGivenGrants(db, organisationId),
    reads: await listReadsOfAll(db, organisationId),
  };
}
