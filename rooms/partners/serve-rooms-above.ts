import { listHolders, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import type { Actor, Queryable, Services, Transaction } from "#rooms/platform";
import { endBrokeredScan, insertBrokeredScan, listOffered } from "./scope.store.ts";

const FOR_OPERATORS = "an operator's scan meets partners' early access without knowing of any";

/** An early access under which its partner may run scans for operators now. */
export interface Brokering {
  readonly id: string;
  readonly developerId: string;
}

/** The acting partner's own; undefined without one. */
export async function findBrokering(services: Services, db: Queryable, actor: Actor): Promise<Brokering | undefined> {
  return (await listStanding(services, db)).find(({ partnerId }) => partnerId === actor.organisationId);
}

/** Who takes up scans for operators: the security leads of partners that offer it, for notices. */
export async function listBrokers(services: Services, tx: Transaction): Promise<readonly PersonCard[]> {
  const offering = new Set((await listStanding(services, tx.asSystem(FOR_OPERATORS))).map(({ partnerId }) => partnerId));
  return (await listHolders(tx, "partner-security-lead")).filter(({ organisationId }) => offering.has(organisationId));
}

/** Adds a scan to the scope of an early access, by its number alone; the developer sees that. */
export async function startBrokeredScan(services: Services, tx: Transaction, input: { readonly actor: Actor; readonly under: Brokering; readonly scanId: string }): Promise<void> {
  const { actor, under, scanId } = input;
  await insertBrokeredScan(tx, { scanId, earlyAccessId: under.id, at: services.clock() });
  await appendEntry(services, tx, { kind: "partners.brokered-scan-started", subject: under.id, by: actor, data: { scanId }, visibleTo: [under.developerId] });
}

/** Takes it out of the scope again, whoever ended it. Safe to call twice. */
export async function finishBrokeredScan(services: Services, tx: Transaction, input: { readonly actor: Pick<Actor, "personId" | "organisationId">; readonly scanId: string }): Promise<void> {
  const ended = await endBrokeredScan(tx.asSystem(FOR_OPERATORS), input.scanId, services.clock());
  if (!ended) return;
  await appendEntry(services, tx, { kind: "partners.brokered-scan-ended", subject: ended.earlyAccessId, by: input.actor, data: { scanId: input.scanId }, visibleTo: [ended.developerId] });
}

async function listStanding(services: Services, db: Queryable) {
  const now = services.clock().getTime();
  return (await listOffered(db)).filter(({ endsAt, controlsUntil }) => now < Date.parse(endsAt) && now < Date.parse(controlsUntil));
}
