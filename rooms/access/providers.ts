import type { Session } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, newSecret, notFound, notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson, listManagers, type PersonRow } from "./access.store.ts";
import { lockInvitationOf } from "./house.store.ts";
import { enterInvited } from "./invitations.ts";
import { openSession, toSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { answerNotValid, buildRequest, discoverProvider, redeemAnswer, type ProviderAccess, type Vouched } from "./openid.ts";
import { findPinned, findProvider, findProviderById, insertAttempt, insertProvider, insertSubject, removeProviderOf, replaceProviderSecret, useAttempt, type AttemptPurpose, type AttemptRow, type ProviderRow } from "./providers.store.ts";
import { requireFreshProof, requireInPerson } from "./require-in-person.ts";
import { isSealed, sealRow } from "./row-seals.ts";
import { markSteppedUp } from "./sessions.ts";
import { countProofs, findSessionById } from "./sessions.store.ts";

const ATTEMPT_MINUTES = 10;
const RETURN_PATH = "/sign-in/provider/return";
// The provider's clock and ours may differ by this much.
const CLOCK_TOLERANCE_MS = 60_000;
const SECRET = "provider-secret";

const checksSchema = z.object({ state: z.string(), nonce: z.string(), codeVerifier: z.string() });

/** Makes sure that there is such a provider before anything is kept or waits for a second person. */
export async function probeProvider(services: Services, access: ProviderAccess): Promise<void> {
  await discoverProvider(services, access);
}

/**
 * Keeps an organisation's identity provider, one at a time. The same issuer and client with another secret is the same
 * provider: whom it vouches for stays. A different one knows nobody yet.
 */
export async function keepProvider(services: Services, tx: Transaction, actor: Actor, { organisationId, ...access }: ProviderAccess & { readonly organisationId: string }): Promise<string> {
  const house = tx.asSystem("a second person may carry this out");
  const at = services.clock();
  const present = await findProvider(house, organisationId);
  const isSame = present?.issuer === access.issuer && present.client_id === access.clientId;
  const id = isSame && present ? present.id : newId("prv");
  const sealedSecret = services.keys.seal(SECRET, id, access.clientSecret);
  if (isSame) await replaceProviderSecret(house, id, sealedSecret);
  else {
    await removeProviderOf(house, organisationId, at);
    await insertProvider(house, { id, organisationId, issuer: access.issuer, clientId: access.clientId, sealedSecret, by: actor.personId, at });
    await sealRow(services, house, "identity_provider", id);
  }
  await appendEntry(services, tx, { kind: "access.provider-registered", subject: organisationId, by: actor, data: { providerId: id, replaced: isSame }, visibleTo: [organisationId] });
  await tellManagers(services, tx, organisationId, "access.provider-changed");
  return id;
}

/** Takes an organisation's provider away; its people come in by passkey or mailed link again. */
export async function removeProvider(services: Services, tx: Transaction, actor: Actor, organisationId: string): Promise<string> {
  if ((await removeProviderOf(tx, organisationId, services.clock())) === 0) throw notFound();
  await appendEntry(services, tx, { kind: "access.provider-removed", subject: organisationId, by: actor, data: {}, visibleTo: [organisationId] });
  await tellManagers(services, tx, organisationId, "access.provider-changed");
  return organisationId;
}

/** The provider of the actor's own organisation, and whether it vouches for them. */
export async function showOwnProvider(services: Services, actor: Actor) {
  const provider = await findProvider(services.db, actor.organisationId);
  return { provider: provider ? { id: provider.id, issuer: provider.issuer } : null, connected: (await countProofs(services.db, actor.personId)).pinned };
}

export async function tellManagers(services: Services, tx: Transaction, organisationId: string, kind: string): Promise<void> {
  for (const manager of await listManagers(tx.asSystem("managers are told of what others did"), organisationId)) {
    await notify(services, tx, { to: { personId: manager.id, email: manager.email }, kind, link: "/people" });
  }
}

/**
 * Begins signing in, proving anew or connecting at a provider.
 * @returns where to send the browser, and the secret that it keeps meanwhile, so that the answer counts in this browser only
 */
export async function beginAtProvider(services: Services, actor: Actor, { providerId, purpose }: { readonly providerId: string; readonly purpose: AttemptPurpose }): Promise<{ readonly url: string; readonly attempt: string }> {
  const house = services.db.asSystem("whoever signs in is nobody yet");
  const provider = await findProviderById(house, providerId);
  if (!provider || !(await isSealed(services, house, "identity_provider", providerId))) throw notFound();
  if (purpose !== "sign-in") await requireOwnProvider(services, actor, provider, purpose);
  const configuration = await discoverProvider(services, accessTo(services, provider));
  const { url, checks } = await buildRequest(configuration, { redirectUri: returnAddress(services), fresh: purpose === "step-up" });
  const attempt = newSecret();
  const attemptHash = services.keys.keyedHash("provider-attempt", attempt);
  const at = services.clock();
  await insertAttempt(house, {
    attemptHash, providerId, purpose, at, expiresAt: new Date(at.getTime() + ATTEMPT_MINUTES * 60_000),
    personId: purpose === "sign-in" ? null : actor.personId, sessionId: purpose === "sign-in" ? null : actor.sessionId,
    sealedChecks: services.keys.seal("provider-attempt", attemptHash, JSON.stringify(checks)),
  });
  return { url, attempt };
}

/** What came of an answer: a session with a new token, or, for a connection, the session as it was. */
export interface ProviderOutcome {
  readonly opened: OpenedSession | { readonly token: null; readonly session: Session };
  readonly carrier: "cookie" | "token";
}

/** Takes the provider's answer in the browser that began. */
export async function finishAtProvider(services: Services, actor: Actor, input: { readonly attempt: string; readonly answer: string; readonly arrival: Omit<Arrival, "method"> }): Promise<ProviderOutcome> {
  const house = services.db.asSystem("whoever signs in is nobody yet");
  const attempt = await useAttempt(house, services.keys.keyedHash("provider-attempt", input.attempt), services.clock());
  const provider = attempt && (await findProviderById(house, attempt.provider_id));
  if (!attempt || !provider || (attempt.purpose !== "sign-in" && (attempt.person_id !== actor.personId || attempt.session_id !== actor.sessionId))) throw answerNotValid();
  if (!(await isSealed(services, house, "identity_provider", provider.id))) throw answerNotValid();
  const address = new URL(`${returnAddress(services)}?${input.answer.replace(/^\?/, "")}`);
  const checks = checksSchema.parse(JSON.parse(services.keys.open("provider-attempt", attempt.attempt_hash, attempt.sealed_checks).toString("utf8")));
  const vouched = await redeemAnswer(await discoverProvider(services, accessTo(services, provider)), { address, checks, fresh: attempt.purpose === "step-up" });
  return services.db.inTransaction((tx) => {
    if (attempt.purpose === "sign-in") return signIn(services, tx, { provider, vouched, arrival: input.arrival });
    return attempt.purpose === "step-up" ? stepUp(services, tx, { actor, attempt, provider, vouched }) : connect(services, tx, { actor, provider, vouched });
  });
}

/**
 * Somebody known by the provider's own subject comes in. A subject that is not known yet becomes whom the organisation
 * invited under the address that the provider verified; an account that exists is never taken over by an address.
 */
async function signIn(services: Services, tx: Transaction, { provider, vouched, arrival }: { readonly provider: ProviderRow; readonly vouched: Vouched; readonly arrival: Omit<Arrival, "method"> }): Promise<ProviderOutcome> {
  const house = tx.asSystem("whoever signs in is nobody yet");
  const pinned = await findOwnPin(services, house, provider, vouched);
  const person = pinned ? await findPerson(house, pinned) : await enterVouched(services, tx, provider, vouched);
  if (!person || person.organisation_id !== provider.organisation_id) throw answerNotValid();
  return { opened: await openSession(services, tx, person, { ...arrival, method: "provider" }), carrier: arrival.carrier };
}

async function enterVouched(services: Services, tx: Transaction, provider: ProviderRow, vouched: Vouched): Promise<PersonRow | undefined> {
  const house = tx.asSystem("whoever signs in is nobody yet");
  const invitation = vouched.verifiedEmail === undefined ? undefined : await lockInvitationOf(house, provider.organisation_id, vouched.verifiedEmail, services.clock());
  if (!invitation) return undefined;
  const person = await enterInvited(services, tx, invitation);
  await pin(services, tx, { provider, vouched, person });
  return person;
}

async function stepUp(services: Services, tx: Transaction, { actor, attempt, provider, vouched }: { readonly actor: Actor; readonly attempt: AttemptRow; readonly provider: ProviderRow; readonly vouched: Vouched }): Promise<ProviderOutcome> {
  const isFresh = vouched.signedInAt !== undefined && vouched.signedInAt.getTime() >= Date.parse(attempt.started_at) - CLOCK_TOLERANCE_MS;
  if (!isFresh || (await findOwnPin(services, tx, provider, vouched)) !== actor.personId) throw answerNotValid();
  const opened = await markSteppedUp(services, tx, actor, "provider");
  return { opened, carrier: (await findSessionById(tx, actor.sessionId))?.carrier ?? "cookie" };
}

async function connect(services: Services, tx: Transaction, { actor, provider, vouched }: { readonly actor: Actor; readonly provider: ProviderRow; readonly vouched: Vouched }): Promise<ProviderOutcome> {
  const person = await findPerson(tx, actor.personId);
  const session = await findSessionById(tx, actor.sessionId);
  if (!person || !session || vouched.verifiedEmail !== person.email) throw answerNotValid();
  await pin(services, tx, { provider, vouched, person });
  return { opened: { token: null, session: toSession(services, person, session) }, carrier: session.carrier };
}

async function pin(services: Services, tx: Transaction, { provider, vouched, person }: { readonly provider: ProviderRow; readonly vouched: Vouched; readonly person: PersonRow }): Promise<void> {
  try {
    await insertSubject(tx.asSystem("whoever signs in is nobody yet"), { providerId: provider.id, subject: vouched.subject, personId: person.id, at: services.clock() });
    await sealRow(services, tx, "provider_subject", pinId(provider, vouched));
  } catch (error) {
    if (isUniqueViolation(error)) throw answerNotValid(error);
    throw error;
  }
  await appendEntry(services, tx, { kind: "access.provider-connected", subject: person.id, by: { personId: person.id, organisationId: person.organisation_id }, data: { providerId: provider.id } });
}

/** Whom the provider's own subject is, as a workflow of ours connected them. */
async function findOwnPin(services: Services, db: Queryable, provider: ProviderRow, vouched: Vouched): Promise<string | undefined> {
  const personId = await findPinned(db, provider.id, vouched.subject);
  return personId !== undefined && (await isSealed(services, db, "provider_subject", pinId(provider, vouched))) ? personId : undefined;
}

const pinId = (provider: ProviderRow, { subject }: Vouched) => `${provider.id} ${subject}`;

/** Who has another proof shows it before a provider may vouch for them: a stolen session must not bring its own. */
async function requireOwnProvider(services: Services, actor: Actor, provider: ProviderRow, purpose: AttemptPurpose): Promise<void> {
  requireInPerson(actor);
  if (actor.organisationId !== provider.organisation_id) throw notFound();
  const { keys, pinned } = await countProofs(services.db, actor.personId);
  if (purpose === "connect" && (keys > 0 || pinned)) requireFreshProof(actor);
  if (purpose === "step-up" && !pinned) throw new AccessRefusal("not-permitted", "Your account is not connected with your organisation's sign-in.");
}

function accessTo(services: Services, provider: ProviderRow): ProviderAccess {
  return { issuer: provider.issuer, clientId: provider.client_id, clientSecret: services.keys.open(SECRET, provider.id, provider.sealed_secret).toString("utf8") };
}

function returnAddress(services: Services): string {
  return `${services.configuration.publicUrl}${RETURN_PATH}`;
}
