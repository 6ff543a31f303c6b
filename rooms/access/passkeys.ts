import type { PasskeyAssertion, PasskeyRegistration } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { isUniqueViolation, newId, notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { findPerson } from "./access.store.ts";
import { openSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { insertPasskey, listPasskeys, findPasskey, notePasskeyUse, removePasskey, type PasskeyRow } from "./passkeys.store.ts";
import { isSealed, sealRow } from "./row-seals.ts";
import { markSteppedUp } from "./sessions.ts";
import { askForNewPasskey, askForPasskey, passkeyNotValid, readRegistration, verifyAnswer, type Asked } from "./webauthn.ts";

/* Passkeys of people: the phishing-resistant way in for whoever has no identity provider. */

/** Nobody's yet at sign-in, else this person's in this session. */
const TO_COME_IN: Asked = { purpose: "sign-in", whom: null, where: null };
const askedOf = (purpose: "enrol" | "step-up", actor: Actor): Asked => ({ purpose, whom: actor.personId, where: actor.sessionId });

/** What the browser asks an authenticator that shall hold a new passkey of this person. */
export async function beginPasskey(services: Services, actor: Actor) {
  const person = await findPerson(services.db, actor.personId);
  if (!person) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  return askForNewPasskey(services, services.db, {
    asked: askedOf("enrol", actor), user: { id: actor.personId, name: person.email, displayName: person.name }, known: await listPasskeys(services.db, actor.personId),
  });
}

/** Keeps a new passkey. Beside others it takes a fresh proof: a stolen session is not to outlive itself. */
export async function addPasskey(services: Services, actor: Actor, input: { readonly name: string; readonly registration: PasskeyRegistration }): Promise<void> {
  const credential = await readRegistration(services, input.registration, askedOf("enrol", actor));
  await services.db.inTransaction(async (tx) => {
    const id = newId("pky");
    try {
      await insertPasskey(tx, { id, personId: actor.personId, ...credential, name: input.name, at: services.clock() });
      await sealRow(services, tx, "passkey", id);
    } catch (error) {
      if (isUniqueViolation(error)) throw passkeyNotValid();
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
export function beginPasskeySignIn(services: Services) {
  return askForPasskey(services, services.db, { asked: TO_COME_IN });
}

/** Opens a session, which begins stepped up, for the person whose passkey answered. */
export async function signInWithPasskey(services: Services, assertion: PasskeyAssertion, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  const answer = await verifyAssertion(services, assertion, TO_COME_IN);
  return services.db.inTransaction(async (tx) => {
    await notePasskey(services, tx, answer);
    const person = await findPerson(tx.asSystem("whoever signs in is nobody yet"), answer.passkey.person_id);
    if (!person) throw passkeyNotValid();
    return openSession(services, tx, person, { ...arrival, method: "passkey" });
  });
}

/** What the browser asks the person's own passkeys for a fresh proof; null when they have none. */
export async function beginStepUp(services: Services, actor: Actor) {
  const known = await listPasskeys(services.db, actor.personId);
  return known.length === 0 ? null : askForPasskey(services, services.db, { asked: askedOf("step-up", actor), known });
}

/** Takes a fresh proof by one of the actor's own passkeys. */
export async function stepUpWithPasskey(services: Services, actor: Actor, assertion: PasskeyAssertion): Promise<OpenedSession> {
  const answer = await verifyAssertion(services, assertion, askedOf("step-up", actor));
  if (answer.passkey.person_id !== actor.personId) throw passkeyNotValid();
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
async function verifyAssertion(services: Services, assertion: PasskeyAssertion, asked: Asked): Promise<VerifiedAnswer> {
  const passkey = await findPasskey(services.db.asSystem("whose passkey it is shows only after it was found"), assertion.id);
  if (!passkey || !(await isSealed(services, services.db, "passkey", passkey.id))) throw passkeyNotValid();
  return { passkey, ...(await verifyAnswer(services, { assertion, passkey, asked })) };
}

/** Keeps the counter, and refuses when another answer of the same passkey came in between. */
async function notePasskey(services: Services, tx: Transaction, { passkey, counter, backedUp }: VerifiedAnswer): Promise<void> {
  const house = tx.asSystem("whoever signs in is nobody yet");
  const noted = await notePasskeyUse(house, { id: passkey.id, formerCounter: passkey.counter, counter, backedUp, at: services.clock() });
  if (noted === 0) throw passkeyNotValid();
}
