import type { PasskeyAssertion, PasskeyRegistration } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson } from "./access.store.ts";
import { openSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { insertChallenge, insertPasskey, listPasskeys, findPasskey, notePasskeyUse, removePasskey, useChallenge, type ChallengePurpose, type PasskeyRow } from "./passkeys.store.ts";
import { relyingPartyOf } from "./relying-party.rules.ts";
import { isSealed, sealRow } from "./row-seals.ts";
import { markSteppedUp } from "./sessions.ts";

/*
 * Passkeys (W3C Web Authentication, Level 3): the phishing-resistant way in for whoever has no identity provider. The
 * authenticator always verifies its user (PIN or biometrics), and every challenge is answered once, by the person and in
 * the session it was made for.
 */
const NAME = "Breakwater";
const CHALLENGE_MINUTES = 5;
const TIMEOUT_MS = CHALLENGE_MINUTES * 60_000;
/** COSE algorithms: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** For whom and for what a challenge is: nobody's yet at sign-in, else this person in this session. */
type Bound = { readonly purpose: "sign-in"; readonly actor?: undefined } | { readonly purpose: Exclude<ChallengePurpose, "sign-in">; readonly actor: Actor };

/** What the browser asks an authenticator that shall hold a new passkey of this person. */
export async function beginPasskey(services: Services, actor: Actor) {
  const person = await findPerson(services.db, actor.personId);
  if (!person) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  const known = await listPasskeys(services.db, actor.personId);
  const options = await generateRegistrationOptions({
    rpName: NAME, rpID: relyingPartyOf(services.configuration.publicUrl).id,
    // Not the person's id itself: an authenticator shows this handle to whoever asks it.
    userID: new Uint8Array(Buffer.from(services.keys.keyedHash("passkey-user", actor.personId), "hex")),
    userName: person.email, userDisplayName: person.name, timeout: TIMEOUT_MS, attestationType: "none", supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map((one) => ({ id: one.credential_id, transports: one.transports })),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  });
  await keepChallenge(services, services.db, options.challenge, { purpose: "enrol", actor });
  return toCreation(options);
}

/** Keeps a new passkey. Beside others it takes a fresh proof: a stolen session is not to outlive itself. */
export async function addPasskey(services: Services, actor: Actor, input: { readonly name: string; readonly registration: PasskeyRegistration }): Promise<void> {
  const { id: rpID, origins } = relyingPartyOf(services.configuration.publicUrl);
  const registration = await judged(verifyRegistrationResponse({
    response: { ...input.registration, clientExtensionResults: {}, authenticatorAttachment: undefined } as never,
    expectedChallenge: (challenge) => answered(services, challenge, { purpose: "enrol", actor }),
    expectedOrigin: [...origins], expectedRPID: rpID, requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS,
  }));
  if (!registration.verified) throw notValid();
  const { credential, credentialDeviceType, credentialBackedUp } = registration.registrationInfo;
  await services.db.inTransaction(async (tx) => {
    const id = newId("pky");
    try {
      await insertPasskey(tx, {
        id, personId: actor.personId, credentialId: credential.id, publicKey: credential.publicKey, counter: credential.counter,
        transports: input.registration.response.transports, multiDevice: credentialDeviceType === "multiDevice", backedUp: credentialBackedUp, name: input.name, at: services.clock(),
      });
      await sealRow(services, tx, "passkey", id);
    } catch (error) {
      if (isUniqueViolation(error)) throw notValid();
      throw error;
    }
    await appendEntry(services, tx, { kind: "access.passkey-added", subject: actor.personId, by: actor, data: { passkeyId: id } });
    const person = await findPerson(tx, actor.personId);
    if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "access.passkey-added", params: { name: input.name }, link: "/account" });
  });
}

/** Removes one of the actor's own passkeys; somebody else's looks absent. */
export function dropPasskey(services: Services, actor: Actor, passkeyId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    if ((await removePasskey(tx, actor.personId, passkeyId, services.clock())) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "access.passkey-removed", subject: actor.personId, by: actor, data: { passkeyId } });
    const person = await findPerson(tx, actor.personId);
    if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "access.passkey-removed", link: "/account" });
  });
}

/** What the browser asks whichever passkey its person chooses; nothing here depends on who that is. */
export async function beginPasskeySignIn(services: Services) {
  const options = await generateAuthenticationOptions({ rpID: relyingPartyOf(services.configuration.publicUrl).id, timeout: TIMEOUT_MS, userVerification: "required" });
  await keepChallenge(services, services.db.asSystem("whoever signs in is nobody yet"), options.challenge, { purpose: "sign-in" });
  return toQuestion(options);
}

/** Opens a session, which begins stepped up, for the person whose passkey answered. */
export async function signInWithPasskey(services: Services, assertion: PasskeyAssertion, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  const answer = await verifyAssertion(services, assertion, { purpose: "sign-in" });
  return services.db.inTransaction(async (tx) => {
    await notePasskey(services, tx, answer);
    const person = await findPerson(tx.asSystem("whoever signs in is nobody yet"), answer.passkey.person_id);
    if (!person) throw notValid();
    return openSession(services, tx, person, { ...arrival, method: "passkey" });
  });
}

/** What the browser asks the person's own passkeys for a fresh proof; null when they have none. */
export async function beginStepUp(services: Services, actor: Actor) {
  const known = await listPasskeys(services.db, actor.personId);
  if (known.length === 0) return null;
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyOf(services.configuration.publicUrl).id, timeout: TIMEOUT_MS, userVerification: "required",
    allowCredentials: known.map((one) => ({ id: one.credential_id, transports: one.transports })),
  });
  await keepChallenge(services, services.db, options.challenge, { purpose: "step-up", actor });
  return toQuestion(options);
}

/** Takes a fresh proof by one of the actor's own passkeys. */
export async function stepUpWithPasskey(services: Services, actor: Actor, assertion: PasskeyAssertion): Promise<OpenedSession> {
  const answer = await verifyAssertion(services, assertion, { purpose: "step-up", actor });
  if (answer.passkey.person_id !== actor.personId) throw notValid();
  return services.db.inTransaction(async (tx) => {
    await notePasskey(services, tx, answer);
    return markSteppedUp(services, tx, actor, "passkey");
  });
}

interface VerifiedAnswer {
  readonly passkey: PasskeyRow;
  readonly counter: number;
  readonly backedUp: boolean;
}

/** Verifies an assertion; wrong, unknown, replayed and cloned are one answer. */
async function verifyAssertion(services: Services, assertion: PasskeyAssertion, bound: Bound): Promise<VerifiedAnswer> {
  const passkey = await findPasskey(services.db.asSystem("whose passkey it is shows only after it was found"), assertion.id);
  const { id: rpID, origins } = relyingPartyOf(services.configuration.publicUrl);
  if (!passkey || !(await isSealed(services, services.db, "passkey", passkey.id))) throw notValid();
  const { userHandle, ...response } = assertion.response;
  const { verified, authenticationInfo } = await judged(verifyAuthenticationResponse({
    response: { ...assertion, clientExtensionResults: {}, response: { ...response, ...(userHandle ? { userHandle } : {}) } } as never,
    expectedChallenge: (challenge) => answered(services, challenge, bound),
    expectedOrigin: [...origins], expectedRPID: rpID, requireUserVerification: true,
    // A counter that does not grow shows a cloned authenticator; the library refuses it.
    credential: { id: passkey.credential_id, publicKey: new Uint8Array(passkey.public_key), counter: passkey.counter },
  }));
  if (!verified) throw notValid();
  return { passkey, counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
}

/** Keeps the counter, and refuses when another answer of the same passkey came in between. */
async function notePasskey(services: Services, tx: Transaction, { passkey, counter, backedUp }: VerifiedAnswer): Promise<void> {
  const house = tx.asSystem("whoever signs in is nobody yet");
  const noted = await notePasskeyUse(house, { id: passkey.id, formerCounter: passkey.counter, counter, backedUp, at: services.clock() });
  if (noted === 0) throw notValid();
}

async function keepChallenge(services: Services, db: Queryable, challenge: string, { purpose, actor }: Bound): Promise<void> {
  const expiresAt = new Date(services.clock().getTime() + CHALLENGE_MINUTES * 60_000);
  const house = db.asSystem("challenges are kept by the house alone");
  await insertChallenge(house, { challengeHash: services.keys.keyedHash("challenge", challenge), purpose, personId: actor?.personId ?? null, sessionId: actor?.sessionId ?? null, expiresAt });
}

/** Apart from what follows: a challenge is used up also by an answer that turns out wrong. */
async function answered(services: Services, challenge: string, { purpose, actor }: Bound): Promise<boolean> {
  const house = services.db.asSystem("challenges are kept by the house alone");
  return (await useChallenge(house, { challengeHash: services.keys.keyedHash("challenge", challenge), purpose, personId: actor?.personId ?? null, sessionId: actor?.sessionId ?? null, at: services.clock() })) === 1;
}

/** The library throws what it thinks of an answer; to whoever sent it, all of that is one refusal. */
async function judged<Result>(verification: Promise<Result>): Promise<Result> {
  try {
    return await verification;
  } catch (error) {
    throw notValid(error);
  }
}

function notValid(cause?: unknown): AccessRefusal {
  return new AccessRefusal("passkey-not-valid", "This passkey was not accepted. Begin again, and if it is not known here, sign in another way.", { field: "assertion", cause });
}

type CreationOptions = Awaited<ReturnType<typeof generateRegistrationOptions>>;
type RequestOptions = Awaited<ReturnType<typeof generateAuthenticationOptions>>;

function toCreation(options: CreationOptions) {
  return {
    challenge: options.challenge, rp: { id: options.rp.id ?? "", name: options.rp.name }, user: options.user,
    pubKeyCredParams: options.pubKeyCredParams.map(({ alg }) => ({ type: "public-key" as const, alg })),
    timeout: options.timeout ?? TIMEOUT_MS, excludeCredentials: toKnown(options.excludeCredentials),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" }, attestation: options.attestation ?? "none",
  };
}

function toQuestion(options: RequestOptions) {
  return { challenge: options.challenge, rpId: options.rpId ?? "", timeout: options.timeout ?? TIMEOUT_MS, allowCredentials: toKnown(options.allowCredentials), userVerification: "required" };
}

function toKnown(credentials: CreationOptions["excludeCredentials"] = []) {
  return credentials.map(({ id, transports }) => ({ id, type: "public-key" as const, ...(transports ? { transports: [...transports] } : {}) }));
}
