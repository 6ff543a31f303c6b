import type { Membership, MemberPurpose } from "#contracts/scanning";
import { endClientsFor, findOrganisationCard, findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, type Actor, type Queryable, type Services } from "#rooms/platform";
import { leaveEveryCampaign } from "./campaigns.store.ts";
import { releaseLiveClaims } from "./claims.store.ts";
import { endMembership, findMembership, insertMembership, listMemberships, lockMembership, type MembershipRow } from "./membership.store.ts";
import { MEMBERSHIP_TERMS } from "./membership-terms.ts";
import { ScanningRefusal } from "./scanning.errors.ts";

export interface JoinClearinghouse {
  readonly actor: Actor;
  readonly termsDigest: string;
  readonly signatory: { readonly name: string; readonly title: string };
  readonly purposes: readonly MemberPurpose[];
}

/** An organisation joins by the word of a named person of its own, to the very text that they read. */
export async function joinClearinghouse(services: Services, { actor, termsDigest, signatory, purposes }: JoinClearinghouse): Promise<Membership> {
  if (termsDigest !== MEMBERSHIP_TERMS.digest) throw new ScanningRefusal("terms-changed", `termsDigest: this is not the text of version ${MEMBERSHIP_TERMS.version}; read GET /membership/terms and agree to that`, { field: "termsDigest" });
  await services.db.inTransaction(async (tx) => {
    await lockMembership(tx, actor.organisationId);
    if (await findMembership(tx, actor.organisationId)) throw new ScanningRefusal("already-member", "Your organisation is a member; leave first to agree anew.");
    const id = newId("mbr");
    const at = services.clock();
    const agreed = [...new Set(purposes)];
    await insertMembership(tx, {
      id, organisationId: actor.organisationId, personId: actor.personId, termsVersion: MEMBERSHIP_TERMS.version, termsDigest, purposes: agreed, at,
      sealedSignatory: services.keys.seal("membership", id, JSON.stringify(signatory)),
    });
    await appendEntry(services, tx, { kind: "scanning.member-joined", subject: id, by: actor, data: { termsDigest, purposes: agreed }, visibleTo: [actor.organisationId] });
    const person = await findPersonCard(tx, actor.personId);
    if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "scanning.joined", link: "/membership" });
  });
  return getMembership(services, actor);
}

/**
 * Leaves, at once and without a reason (INV-5): claims are given back, campaigns left, and the keys that programs scan and
 * submit with are void. What is kept of it is that it happened, for the organisation itself; nobody else is told.
 */
export async function leaveClearinghouse(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockMembership(tx, actor.organisationId);
    const row = await findMembership(tx, actor.organisationId);
    if (!row) throw new ScanningRefusal("not-a-member", "Your organisation is not a member; there is nothing to leave.");
    const at = services.clock();
    await leaveEveryCampaign(tx, actor.organisationId, at);
    await endMembership(tx, actor.organisationId, at);
    const released = await releaseLiveClaims(tx.asSystem("whoever leaves may hold no role that claims"), { organisationId: actor.organisationId, campaignId: null, at });
    const keys = await endClientsFor(services, tx, { actor, permissions: ["scanning:", "findings:"] });
    await appendEntry(services, tx, { kind: "scanning.member-left", subject: row.id, by: actor, data: { released, keys }, visibleTo: [actor.organisationId] });
  });
}

export async function getMembership(services: Services, actor: Actor): Promise<Membership> {
  const row = await findMembership(services.db, actor.organisationId);
  return { membership: row ? { id: row.id, termsVersion: row.terms_version, signatory: openSignatory(services, row), purposes: row.purposes, joinedAt: row.joined_at } : null };
}

/** For the clearinghouse: whom it may invite. */
export async function listMembers(services: Services) {
  const rows = await listMemberships(services.db);
  const names = await Promise.all(rows.map((row) => findOrganisationCard(services.db, row.organisation_id)));
  return rows.map((row, place) => ({ organisationId: row.organisation_id, name: names[place]?.name ?? "", purposes: row.purposes, joinedAt: row.joined_at }));
}

/** Refuses whoever's organisation has not agreed to this purpose. */
export async function requireMember(db: Queryable, organisationId: string, purpose: MemberPurpose): Promise<void> {
  if ((await findMembership(db, organisationId))?.purposes.includes(purpose)) return;
  throw new ScanningRefusal("not-a-member", `This is for members of the clearinghouse who agreed to the purpose ${purpose}; join by POST /membership, or leave and join again with it.`);
}

export function openSignatory({ keys }: Pick<Services, "keys">, { id, sealed_signatory }: Pick<MembershipRow, "id" | "sealed_signatory">): { readonly name: string; readonly title: string } {
  return JSON.parse(keys.open("membership", id, sealed_signatory).toString("utf8")) as { name: string; title: string };
}
