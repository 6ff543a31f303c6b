import type { Session } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { newSecret, notFound, notify, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { AccessRefusal } from "./access.errors.ts";
import { countLinksSince, countPeople, findPerson, findPersonByEmail } from "./access.store.ts";
import { issueLink, redeemLink } from "./links.ts";
import { hashSession, openSession, toSession, type Arrival, type OpenedSession } from "./open-session.ts";
import { ensureFirstAdministrator } from "./people.ts";
import { sealRow } from "./row-seals.ts";
import { countProofs, findSessionById, findSettings, listSessions, revokeSession, revokeSessionsOf, stepUpSession, type SessionRow } from "./sessions.store.ts";
import { mayUseMailedLink } from "./sign-in.rules.ts";

const SIGN_IN_LINK_MINUTES = 30;
// Somebody else's mailbox is not to be flooded through us.
const SIGN_IN_LINKS_AN_HOUR = 5;
const FIRST_ADMINISTRATOR = "administrator@breakwater.example";

const mailLinkPayload = z.object({ sealedEmail: z.string() });

/**
 * Mails a one-time sign-in link, or, to somebody with a better proof, that there was a request. A job, so that asking
 * takes the same path and time whether the address is known or not.
 */
export const mailSignInLink: Job<z.infer<typeof mailLinkPayload>> = {
  name: "access.mail-sign-in-link",
  payload: mailLinkPayload,
  run: (services, { sealedEmail }) =>
    services.db.inTransaction(async (tx) => {
      const person = await findPersonByEmail(tx, openEmail(services, sealedEmail));
      if (!person) return;
      const anHourAgo = new Date(services.clock().getTime() - 3_600_000);
      if ((await countLinksSince(tx, "sign-in", person.id, anHourAgo)) >= SIGN_IN_LINKS_AN_HOUR) return;
      const mailed = mayUseMailedLink(await countProofs(tx, person.id), await findSettings(tx, person.organisation_id));
      // Issued in either case: it counts among those of an hour, and nobody ever sees the other one.
      const token = await issueSignInLink(services, tx, person.id);
      if (mailed) await notify(services, tx, { to: { email: person.email }, kind: "access.sign-in-link", params: { minutes: SIGN_IN_LINK_MINUTES }, link: `/sign-in/link#${token}` });
      else await notify(services, tx, { to: { email: person.email }, kind: "access.sign-in-by-passkey", link: "/sign-in" });
    }),
};

/** Takes a wish for a sign-in link; whether anything is mailed is decided later, out of the asker's sight. */
export async function requestSignInLink(services: Services, email: string): Promise<void> {
  await services.db.inTransaction((tx) => services.jobs.enqueue(tx, mailSignInLink, { sealedEmail: sealEmail(services, email) }));
}

/** An address on its way to a job: the queue keeps what it has done for days. */
export function sealEmail(services: Services, email: string): string {
  return services.keys.seal("asked-by-mail", "address", email.toLowerCase());
}

export function openEmail(services: Services, sealed: string): string {
  return services.keys.open("asked-by-mail", "address", sealed).toString("utf8");
}

/** Opens a session with the secret of a sign-in link; each works once, and none after its person has a passkey. */
export function redeemSignInLink(services: Services, token: string, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const link = await redeemLink(services, tx, "sign-in", token);
    const house = tx.asSystem("whoever signs in is nobody yet");
    const person = await findPerson(house, link.subject);
    if (!person || !mayUseMailedLink(await countProofs(house, person.id), await findSettings(house, person.organisation_id))) {
      throw new AccessRefusal("link-not-valid", "This link is not valid any more. Ask for a new one.", { field: "token" });
    }
    return openSession(services, tx, person, { ...arrival, method: "link" });
  });
}

/** One-click sign-in as a person of the exercise; exists in an exercise installation only. */
export function signInForExercise(services: Services, personId: string, arrival: Omit<Arrival, "method">): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const person = services.configuration.exercise ? await findPerson(tx.asSystem("whoever signs in is nobody yet"), personId) : undefined;
    if (!person?.exercise) throw new AccessRefusal("exercise-only", "There is nothing here that you may see.");
    return openSession(services, tx, person, { ...arrival, method: "exercise" });
  });
}

/** The actor's own session, for the page that asks who is signed in. */
export async function describeSession(services: Services, actor: Actor): Promise<Session> {
  const person = await findPerson(services.db, actor.personId);
  const session = await findSessionById(services.db, actor.sessionId);
  if (!person || !session) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  return toSession(services, person, session);
}

/** The actor's own sessions that are open now, newest first. */
export function listOwnSessions(services: Services, actor: Actor): Promise<SessionRow[]> {
  return listSessions(services.db, actor.personId, services.clock());
}

/** Ends one of the actor's own sessions now; somebody else's looks absent. */
export function endSession(services: Services, actor: Actor, sessionId: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    if ((await revokeSession(tx, actor.personId, sessionId, services.clock())) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "access.session-ended", subject: actor.personId, by: actor, data: { sessionId, reason: "signed-out" } });
  });
}

/** Ends every session of the actor at once, this one too. */
export function endAllSessions(services: Services, actor: Actor): Promise<void> {
  return services.db.inTransaction((tx) => endSessionsOf(services, tx, { actor, personId: actor.personId, reason: "signed-out-everywhere" }));
}

/** Ends every session of a person, in the transaction of the act that calls for it. */
export async function endSessionsOf(services: Services, tx: Transaction, ended: { readonly actor: Actor; readonly personId: string; readonly reason: string; readonly except?: string }): Promise<void> {
  const count = await revokeSessionsOf(tx.asSystem("a manager ends the sessions of others"), ended.personId, services.clock(), ended.except ?? null);
  await appendEntry(services, tx, { kind: "access.sessions-ended", subject: ended.personId, by: ended.actor, data: { count, reason: ended.reason } });
}

/** Notes that the person proved anew that it is they; the session gets a new token, the one before ends at once. */
export async function markSteppedUp(services: Services, tx: Transaction, actor: Actor, method: "passkey" | "provider" | "exercise"): Promise<OpenedSession> {
  const token = newSecret();
  const house = tx.asSystem("the session is the actor's own, but a provider's answer comes without it");
  if ((await stepUpSession(house, { id: actor.sessionId, tokenHash: hashSession(services, token), at: services.clock() })) === 0) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  await sealRow(services, house, "session", actor.sessionId);
  await appendEntry(services, tx, { kind: "access.stepped-up", subject: actor.personId, by: actor, data: { method } });
  const person = await findPerson(tx, actor.personId);
  const session = await findSessionById(house, actor.sessionId);
  if (!person || !session) throw new AccessRefusal("sign-in-needed", "Sign in first.");
  return { token, session: toSession(services, person, session) };
}

/** One click in an exercise, where signing in is one click as well. */
export function stepUpForExercise(services: Services, actor: Actor): Promise<OpenedSession> {
  return services.db.inTransaction(async (tx) => {
    const session = services.configuration.exercise ? await findSessionById(tx, actor.sessionId) : undefined;
    if (!session) throw new AccessRefusal("exercise-only", "There is nothing here that you may see.");
    return markSteppedUp(services, tx, actor, "exercise");
  });
}

/** A fresh one-time link for the administrator while nobody else is in the house and no passkey is kept; undefined afterwards. */
export function firstAdministratorLink(services: Services): Promise<string | undefined> {
  return services.db.inTransaction(async (tx) => {
    await ensureFirstAdministrator(services, tx, FIRST_ADMINISTRATOR);
    if ((await countPeople(tx)) > 1) return undefined;
    const administrator = await findPersonByEmail(tx, FIRST_ADMINISTRATOR);
    if (!administrator || (await countProofs(tx, administrator.id)).keys > 0) return undefined;
    return issueSignInLink(services, tx, administrator.id);
  });
}

function issueSignInLink(services: Services, tx: Transaction, personId: string): Promise<string> {
  const expiresAt = new Date(services.clock().getTime() + SIGN_IN_LINK_MINUTES * 60_000);
  return issueLink(services, tx, { audience: "sign-in", subject: personId, expiresAt, singleUse: true });
}
