import type { Session } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { newId, newSecret, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { countLinksSince, countPeople, findPerson, findPersonByEmail, findSession, findSessionEnd, insertSession, revokeSession, type PersonRow } from "./access.store.ts";
import { issueLink, redeemLink } from "./links.ts";
import { ensureFirstAdministrator, toCard } from "./people.ts";

const SESSION_HOURS = 12;
const SIGN_IN_LINK_MINUTES = 30;
// Somebody else's mailbox is not to be flooded through us.
const SIGN_IN_LINKS_AN_HOUR = 5;
const FIRST_ADMINISTRATOR = "administrator@breakwater.example";

const NOBODY: Actor = { personId: "nobody", organisationId: "nobody", roles: [], sessionId: "nobody" };

export interface OpenedSession {
  readonly token: string;
  readonly session: Session;
}

/** The actor of a session token; nobody (who may use public routes only) for none, a refusal for one that ended. */
export async function identify(services: Services, token: string | undefined): Promise<Actor> {
  if (!token) return NOBODY;
  const row = await findSession(services.db, services.keys.keyedHash("session", token), services.clock());
  if (!row) return NOBODY;
  return { personId: row.id, organisationId: row.organisation_id, roles: row.roles, sessionId: row.session_id };
}

export function isSignedIn(actor: Actor): boolean {
  return actor !== NOBODY && actor.personId !== NOBODY.personId;
}

/** Mails a one-time sign-in link. The reply is the same whether the address is known or not. */
export async function requestSignInLink(services: Services, email: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const person = await findPersonByEmail(tx, email.toLowerCase());
    if (!person) return;
    const anHourAgo = new Date(services.clock().getTime() - 3_600_000);
    if ((await countLinksSince(tx, "sign-in", person.id, anHourAgo)) >= SIGN_IN_LINKS_AN_HOUR) return;
    const token = await issueSignInLink(services, tx, person.id);
    await notify(services, tx, { to: { email: person.email }, kind: "access.sign-in-link", params: { minutes: SIGN_IN_LINK_MINUTES }, link: `/sign-in/link#${token}` });
  });
}

/** Opens a session with the secret of a sign-in link; each works once. */
export function redeemSignInLink(services: Services, token: string): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const link = await redeemLink(services, tx, "sign-in", token);
    const person = await findPerson(tx, link.subject);
    if (!person) throw new AccessRefusal("link-not-valid", "This link is not valid any more. Ask for a new one.", { field: "token" });
    return openSession(services, tx, person);
  });
}

/** One-click sign-in as a person of the exercise; exists in an exercise installation only. */
export function signInForExercise(services: Services, personId: string): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const person = services.configuration.exercise ? await findPerson(tx, personId) : undefined;
    if (!person?.exercise) throw new AccessRefusal("exercise-only", "There is nothing here that you may see.");
    return openSession(services, tx, person);
  });
}

/** Ends the actor's session now. */
export async function endSession(services: Services, actor: Actor): Promise<void> {
  await services.db.inTransaction((tx) => revokeSession(tx, actor.sessionId, services.clock()));
}

/** The actor's own session, for the page that asks who is signed in. */
export async function describeSession(services: Services, actor: Actor): Promise<Session> {
  const person = await findPerson(services.db, actor.personId);
  const expiresAt = await findSessionEnd(services.db, actor.sessionId);
  if (!person || !expiresAt) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  return toSession(services, person, expiresAt);
}

/** A fresh one-time link for the administrator while nobody else is in the house yet; undefined afterwards. */
export function firstAdministratorLink(services: Services): Promise<string | undefined> {
  return services.db.inTransaction(async (tx) => {
    await ensureFirstAdministrator(services, tx, FIRST_ADMINISTRATOR);
    if ((await countPeople(tx)) > 1) return undefined;
    const administrator = await findPersonByEmail(tx, FIRST_ADMINISTRATOR);
    return administrator && issueSignInLink(services, tx, administrator.id);
  });
}

async function openSession(services: Services, tx: Transaction, person: PersonRow): Promise<OpenedSession> {
  const token = newSecret();
  const id = newId("ses");
  const at = services.clock();
  const expiresAt = new Date(at.getTime() + SESSION_HOURS * 3_600_000);
  await insertSession(tx, { tokenHash: services.keys.keyedHash("session", token), id, personId: person.id, at, expiresAt });
  const actor = { personId: person.id, organisationId: person.organisation_id, roles: person.roles, sessionId: id };
  await appendEntry(services, tx, { kind: "access.session-opened", subject: person.id, by: actor, data: {} });
  return { token, session: toSession(services, person, expiresAt.toISOString()) };
}

function issueSignInLink(services: Services, tx: Transaction, personId: string): Promise<string> {
  const expiresAt = new Date(services.clock().getTime() + SIGN_IN_LINK_MINUTES * 60_000);
  return issueLink(services, tx, { audience: "sign-in", subject: personId, expiresAt, singleUse: true });
}

function toSession(services: Services, row: PersonRow, expiresAt: string): Session {
  const { email: _email, ...person } = toCard(row);
  return { person: { ...person, roles: [...person.roles] }, exercise: services.configuration.exercise, expiresAt };
}
