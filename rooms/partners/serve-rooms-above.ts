import type { ChatCompletion, ChatRequest } from "#contracts/model-proxy";
import { listHolders, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { completeChat } from "#rooms/model-proxy";
import type { Actor, Queryable, Services, Transaction } from "#rooms/platform";
import { endKeyOf, enterAsPartner, makeModelKey } from "./model-keys.ts";
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

/** The secret of a key of the acting partner's, for a program of the house's own that they start for one scan. It stands among their keys. */
export async function openModelForScan(services: Services, input: { readonly actor: Actor; readonly earlyAccessId: string; readonly scanId: string; readonly hours: number }): Promise<{ readonly secret: string; readonly model: string }> {
  const { actor, earlyAccessId, scanId, hours } = input;
  return makeModelKey(services, { actor, id: earlyAccessId, name: "The house's scanner", system: scanId, hours });
}

/** One answer of the model, asked as that key's holder; the developer sees the call, and the end of the access ends it. */
export async function askModelByKey(services: Services, secret: string, request: ChatRequest): Promise<ChatCompletion> {
  return completeChat({ access: await enterAsPartner(services, secret), request });
}

/** Ends that key; one that is no key any more is none. */
export function closeModel(services: Services, secret: string): Promise<void> {
  return endKeyOf(services, secret);
}

async function listStanding(services: Services, db: Queryable) {
  const now = services.clock().getTime();
  return (await listOffered(db)).filter(({ endsAt, controlsUntil }) => now < Date.parse(endsAt) && now < Date.parse(controlsUntil));
}
