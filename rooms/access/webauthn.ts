import type { PasskeyAssertion, PasskeyRegistration } from "#contracts/access";
import type { Queryable, Services } from "#rooms/platform";
import { generateAuthenticationOptions, generateRegistrationOptions, verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { AccessRefusal } from "./access.errors.ts";
import { insertChallenge, useChallenge, type ChallengePurpose } from "./passkeys.store.ts";
import type { NewCredential, StoredCredential } from "./passkeys.types.ts";
import { relyingPartyOf } from "./relying-party.rules.ts";

/*
 * The one place that speaks W3C Web Authentication, Level 3. The authenticator always verifies its user (PIN or
 * biometrics), and every challenge is answered once, by whom and where it was asked. What an authenticator says is hostile.
 */
const NAME = "Breakwater";
const CHALLENGE_MINUTES = 5;
const TIMEOUT_MS = CHALLENGE_MINUTES * 60_000;
/** COSE algorithms: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];
const CHALLENGES = "challenges are kept by the house alone";

/** For what a question is, to whom and where; nobody's yet where somebody comes in. */
export interface Asked {
  readonly purpose: ChallengePurpose;
  readonly whom: string | null;
  readonly where: string | null;
}

interface KnownCredential {
  readonly credential_id: string;
  readonly transports: string[];
}

/**
 * What the browser asks an authenticator that shall hold a new passkey.
 * @param user whose it is; an authenticator shows their name to whoever asks it, and the keyed hash of their id
 */
export async function askForNewPasskey(services: Services, db: Queryable, { asked, user, known }: { readonly asked: Asked; readonly user: { readonly id: string; readonly name: string; readonly displayName: string }; readonly known: readonly KnownCredential[] }) {
  const options = await generateRegistrationOptions({
    rpName: NAME, rpID: relyingPartyOf(services.configuration.publicUrl).id,
    userID: new Uint8Array(Buffer.from(services.keys.keyedHash("passkey-user", user.id), "hex")),
    userName: user.name, userDisplayName: user.displayName, timeout: TIMEOUT_MS, attestationType: "none", supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: toAllowed(known),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
  });
  await keepChallenge(services, db, options.challenge, asked);
  return toCreation(options);
}

/** The new passkey that an authenticator answered with. */
export async function readRegistration(services: Services, registration: PasskeyRegistration, asked: Asked): Promise<NewCredential> {
  const { id: rpID, origins } = relyingPartyOf(services.configuration.publicUrl);
  const { verified, registrationInfo } = await judged(verifyRegistrationResponse({
    response: { ...registration, clientExtensionResults: {}, authenticatorAttachment: undefined } as never,
    expectedChallenge: (challenge) => answered(services, challenge, asked),
    expectedOrigin: [...origins], expectedRPID: rpID, requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS,
  }));
  if (!verified) throw passkeyNotValid();
  const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
  return { credentialId: credential.id, publicKey: credential.publicKey, counter: credential.counter, transports: registration.response.transports, multiDevice: credentialDeviceType === "multiDevice", backedUp: credentialBackedUp };
}

/** What the browser asks a passkey; without `known`, whichever its person chooses, so that the question tells nothing. */
export async function askForPasskey(services: Services, db: Queryable, { asked, known }: { readonly asked: Asked; readonly known?: readonly KnownCredential[] }) {
  const options = await generateAuthenticationOptions({
    rpID: relyingPartyOf(services.configuration.publicUrl).id, timeout: TIMEOUT_MS, userVerification: "required", ...(known ? { allowCredentials: toAllowed(known) } : {}),
  });
  await keepChallenge(services, db, options.challenge, asked);
  return { challenge: options.challenge, rpId: options.rpId ?? "", timeout: options.timeout ?? TIMEOUT_MS, allowCredentials: toKnown(options.allowCredentials), userVerification: "required" };
}

/** Verifies an answer by a passkey's public key; wrong, replayed and cloned are one refusal. */
export async function verifyAnswer(services: Services, { assertion, passkey, asked }: { readonly assertion: PasskeyAssertion; readonly passkey: StoredCredential; readonly asked: Asked }): Promise<{ readonly counter: number; readonly backedUp: boolean }> {
  const { id: rpID, origins } = relyingPartyOf(services.configuration.publicUrl);
  const { userHandle, ...response } = assertion.response;
  const { verified, authenticationInfo } = await judged(verifyAuthenticationResponse({
    response: { ...assertion, clientExtensionResults: {}, response: { ...response, ...(userHandle ? { userHandle } : {}) } } as never,
    expectedChallenge: (challenge) => answered(services, challenge, asked),
    expectedOrigin: [...origins], expectedRPID: rpID, requireUserVerification: true,
    // A counter that does not grow shows a cloned authenticator; the library refuses it.
    credential: { id: passkey.credential_id, publicKey: new Uint8Array(passkey.public_key), counter: passkey.counter },
  }));
  if (!verified) throw passkeyNotValid();
  return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
}

export function passkeyNotValid(cause?: unknown): AccessRefusal {
  return new AccessRefusal("passkey-not-valid", "This passkey was not accepted. Begin again, and if it is not known here, sign in another way.", { field: "assertion", cause });
}

async function keepChallenge(services: Services, db: Queryable, challenge: string, { purpose, whom, where }: Asked): Promise<void> {
  const expiresAt = new Date(services.clock().getTime() + TIMEOUT_MS);
  await insertChallenge(db.asSystem(CHALLENGES), { challengeHash: services.keys.keyedHash("challenge", challenge), purpose, personId: whom, sessionId: where, expiresAt });
}

/** Apart from what follows: a challenge is used up also by an answer that turns out wrong. */
async function answered(services: Services, challenge: string, { purpose, whom, where }: Asked): Promise<boolean> {
  return (await useChallenge(services.db.asSystem(CHALLENGES), { challengeHash: services.keys.keyedHash("challenge", challenge), purpose, personId: whom, sessionId: where, at: services.clock() })) === 1;
}

/** The library throws what it thinks of an answer; to whoever sent it, all of that is one refusal. */
async function judged<Result>(verification: Promise<Result>): Promise<Result> {
  try {
    return await verification;
  } catch (error) {
    throw passkeyNotValid(error);
  }
}

type CreationOptions = Awaited<ReturnType<typeof generateRegistrationOptions>>;

function toCreation(options: CreationOptions) {
  return {
    challenge: options.challenge, rp: { id: options.rp.id ?? "", name: options.rp.name }, user: options.user,
    pubKeyCredParams: options.pubKeyCredParams.map(({ alg }) => ({ type: "public-key" as const, alg })),
    timeout: options.timeout ?? TIMEOUT_MS, excludeCredentials: toKnown(options.excludeCredentials),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" }, attestation: options.attestation ?? "none",
  };
}

function toAllowed(known: readonly KnownCredential[]) {
  return known.map((one) => ({ id: one.credential_id, transports: one.transports as never }));
}

function toKnown(credentials: CreationOptions["excludeCredentials"] = []) {
  return credentials.map(({ id, transports }) => ({ id, type: "public-key" as const, ...(transports ? { transports: [...transports] } : {}) }));
}
