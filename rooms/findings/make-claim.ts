import type { ClaimAnswer } from "#contracts/findings";
import { findOrganisationCard, findPersonCard, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { countAttempts, extendClaim, findExchange, findOptOut, insertAttempt, insertClaim, insertExchange, insertOptOut, listOverlapping, lockAttempts, lockProject, releaseClaim as releaseOwnClaim, type ClaimRow, type TargetKeys } from "./claims.store.ts";
import { FindingsRefusal } from "./findings.errors.ts";
import { canonicalTarget, type Target } from "./findings.rules.ts";

const CLAIM_DAYS = 14;
// Enough for people and their agents at work, far too few to try a dictionary of targets.
const ATTEMPTS_PER_HOUR = 60;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface MakeClaim extends Target {
  readonly actor: Actor;
  readonly authorisation: { readonly kind: string; readonly evidence: string };
}

/**
 * Says an intent to scan before scanning. A collision gives both sides the other's contact and nothing of what either
 * is doing; whoever asks shows themselves by asking.
 */
export async function makeClaim(services: Services, input: MakeClaim): Promise<ClaimAnswer> {
  const { actor, authorisation } = input;
  await countAttempt(services, actor);
  const keys = hashTarget(services, input);
  return services.db.inTransaction(async (tx) => {
    await lockProject(tx, keys.project);
    await requireNotOptedOut(tx, keys.project);
    const at = services.clock();
    const expiresAt = new Date(at.getTime() + CLAIM_DAYS * DAY_MS);
    const overlapping = await listOverlapping(tx.asSystem("to meet another organisation's claim"), keys, at);
    const other = overlapping.find((claim) => claim.organisation_id !== actor.organisationId);
    if (other) return { answer: "already-claimed", exchangeId: await exchangeContacts(services, tx, { asker: actor, claim: other, project: keys.project }) };

    const own = overlapping.find((claim) => claim.path_key === keys.path && claim.weakness_key === keys.weakness);
    const id = own?.id ?? newId("claim");
    if (own) await extendClaim(tx, id, expiresAt);
    else await insertClaim(tx, { id, keys, organisationId: actor.organisationId, personId: actor.personId, authorisation: authorisation.kind, sealedEvidence: services.keys.seal("claim", id, authorisation.evidence), at, expiresAt });
    await appendEntry(services, tx, { kind: own ? "findings.claim-renewed" : "findings.claimed", subject: id, by: actor, data: { authorisation: authorisation.kind, expiresAt: expiresAt.toISOString() } });
    return { answer: "claimed", claimId: id, expiresAt: expiresAt.toISOString() };
  });
}

/** Gives a claim back before its end; somebody else's looks absent. */
export async function releaseClaim(services: Services, { actor, claimId }: { readonly actor: Actor; readonly claimId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await releaseOwnClaim(tx, claimId, actor.organisationId, services.clock())) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "findings.claim-released", subject: claimId, by: actor, data: {} });
  });
}

/** Records an owner's wish not to be scanned. */
export function recordOptOut(services: Services, { actor, reason, ...target }: { readonly actor: Actor; readonly reason: string } & Target): Promise<{ readonly id: string }> {
  return services.db.inTransaction(async (tx) => {
    const id = newId("opt");
    await insertOptOut(tx, { id, projectKey: hashTarget(services, target).project, reason, recordedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "findings.opted-out", subject: id, by: actor, data: {} });
    return { id };
  });
}

/**
 * Refuses a submission against a target that opted out, or that another organisation has claimed. Meeting a claim counts as an
 * attempt; once these are used up, claimed and free targets get the same answer, so that a file of guesses finds out no more.
 */
export async function requireUnclaimed(services: Services, { actor, target }: { readonly actor: Actor; readonly target: Target }): Promise<void> {
  const keys = hashTarget(services, target);
  const exchangeId = await services.db.inTransaction(async (tx) => {
    const at = services.clock();
    await lockAttempts(tx, actor.organisationId);
    if ((await countLastHour(tx, actor, at)) >= ATTEMPTS_PER_HOUR) throw limitReached();
    await lockProject(tx, keys.project);
    await requireNotOptedOut(tx, keys.project);
    const other = (await listOverlapping(tx.asSystem("to meet another organisation's claim"), keys, at)).find((claim) => claim.organisation_id !== actor.organisationId);
    if (!other) return undefined;
    await insertAttempt(tx, actor.organisationId, at);
    return exchangeContacts(services, tx, { asker: actor, claim: other, project: keys.project });
  });
  if (exchangeId === undefined) return;
  throw new FindingsRefusal("already-claimed", `target: another organisation has claimed this target; you have each other's contact (exchange ${exchangeId}, in the inbox of whoever of yours met it first). Talk first, then submit together or after its claim ends.`, { field: "target" });
}

/** Keyed hashes of the canonical target: the only form in which claims keep it. */
export function hashTarget(services: Services, target: Target): TargetKeys {
  const { project, path, weakness } = canonicalTarget(target);
  const hash = (part: string) => services.keys.keyedHash("claim-target", part);
  return { project: hash(project), path: path === null ? null : hash(`${project}\0path\0${path}`), weakness: weakness === null ? null : hash(`${project}\0weakness\0${weakness}`) };
}

/** Attempts count whatever comes of them, so this is a transaction of its own. */
async function countAttempt(services: Services, actor: Actor): Promise<void> {
  const at = services.clock();
  const attempts = await services.db.inTransaction(async (tx) => {
    await lockAttempts(tx, actor.organisationId);
    await insertAttempt(tx, actor.organisationId, at);
    return countLastHour(tx, actor, at);
  });
  if (attempts > ATTEMPTS_PER_HOUR) throw limitReached();
}

function countLastHour(tx: Transaction, actor: Actor, at: Date): Promise<number> {
  return countAttempts(tx, actor.organisationId, new Date(at.getTime() - HOUR_MS));
}

function limitReached(): FindingsRefusal {
  return new FindingsRefusal("claim-limit", `At most ${ATTEMPTS_PER_HOUR} claims, and submissions that meet another's claim, an hour for one organisation; claim a whole project at once, or wait an hour.`);
}

async function requireNotOptedOut(db: Queryable, projectKey: string): Promise<void> {
  const optOut = await findOptOut(db, projectKey);
  if (optOut) throw new FindingsRefusal("opted-out", `target: its owner asked not to be scanned: ${optOut.reason}`, { field: "target" });
}

/** Once for a claim, and about one project once a day between two organisations, however many claims of theirs meet. */
async function exchangeContacts(services: Services, tx: Transaction, { asker, claim, project }: { readonly asker: Actor; readonly claim: ClaimRow; readonly project: string }): Promise<string> {
  const at = services.clock();
  const earlier = await findExchange(tx.asSystem("the other side may have asked first"), { claimId: claim.id, asker: asker.organisationId, holder: claim.organisation_id, projectKey: project, since: new Date(at.getTime() - DAY_MS) });
  if (earlier) return earlier.id;
  const id = newId("exch");
  await insertExchange(tx, { id, claimId: claim.id, organisationId: asker.organisationId, personId: asker.personId, at });
  await appendEntry(services, tx, { kind: "findings.contacts-exchanged", subject: id, by: asker, data: { claimId: claim.id }, visibleTo: [claim.organisation_id] });
  const [asking, holding] = [await findPersonCard(tx, asker.personId), await findPersonCard(tx, claim.person_id)];
  if (asking && holding) {
    await introduce(services, tx, asking, holding);
    await introduce(services, tx, holding, asking);
  }
  return id;
}

async function introduce(services: Services, tx: Transaction, reader: PersonCard, other: PersonCard): Promise<void> {
  const organisation = (await findOrganisationCard(tx, other.organisationId))?.name ?? other.organisationName;
  await notify(services, tx, { to: { personId: reader.id, email: reader.email }, kind: "findings.contact-exchange", params: { organisation, person: other.name, email: other.email }, link: "/findings" });
}
