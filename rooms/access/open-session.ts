import type { Session } from "#contracts/access";
import { appendEntry } from "#rooms/audit";
import { newId, newSecret, type Actor, type Exchange, type Services, type Transaction } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import type { PersonRow } from "./access.store.ts";
import { toCard } from "./people.ts";
import { sealRow } from "./row-seals.ts";
import { findSettings, insertSession, type SessionRow, type SignInMethod } from "./sessions.store.ts";
import { agentKind, FRESH_MS, limitsFor, networkOf } from "./sign-in.rules.ts";

export interface OpenedSession {
  readonly token: string;
  readonly session: Session;
}

/** How somebody came in: by what proof, with what to carry the token, and from where. */
export interface Arrival {
  readonly method: SignInMethod;
  readonly carrier: "cookie" | "token";
  readonly exchange: Pick<Exchange, "address" | "header">;
}

/** A proof that the person themself gave just now, by which the session begins stepped up. */
const FRESH: readonly SignInMethod[] = ["passkey", "card"];

/** Opens a session for a person whose proof was judged before, with the limits of this moment. */
export async function openSession(services: Services, tx: Transaction, person: PersonRow, arrival: Arrival): Promise<OpenedSession> {
  // Everybody could sign in as somebody of an exercise, so where it is earnest those people open nothing.
  if (person.exercise && !services.configuration.exercise) throw new AccessRefusal("exercise-only", "There is nothing here that you may see.");
  const house = tx.asSystem("whoever signs in is nobody yet");
  const settings = await findSettings(house, person.organisation_id);
  const limits = limitsFor(person.roles, settings);
  const token = newSecret();
  const id = newId("ses");
  const at = services.clock();
  const { method, carrier, exchange } = arrival;
  await insertSession(house, {
    tokenHash: hashSession(services, token), id, personId: person.id, at, method, carrier,
    expiresAt: new Date(at.getTime() + limits.hours * 3_600_000),
    // Who may come in by one click loses nothing by a screen left alone.
    idleMinutes: method === "exercise" ? null : limits.idleMinutes,
    agent: carrier === "cookie" ? agentKind(exchange.header("user-agent")) : null,
    network: settings.bindNetwork ? networkOf(exchange.address) : null,
    steppedUpAt: FRESH.includes(method) ? at : null,
  });
  await sealRow(services, house, "session", id);
  await appendEntry(services, tx, { kind: "access.session-opened", subject: person.id, by: toActor(person, id), data: { method } });
  const row = { method, expires_at: new Date(at.getTime() + limits.hours * 3_600_000).toISOString(), stepped_up_at: FRESH.includes(method) ? at.toISOString() : null };
  return { token, session: toSession(services, person, row) };
}

/** The keyed hash under which a session's token is known. */
export function hashSession(services: Services, token: string): string {
  return services.keys.keyedHash("session", token);
}

export function toSession(services: Services, row: PersonRow, session: Pick<SessionRow, "method" | "expires_at" | "stepped_up_at">): Session {
  const { email: _email, ...person } = toCard(row);
  const fresh = session.stepped_up_at === null ? null : new Date(Date.parse(session.stepped_up_at) + FRESH_MS);
  return {
    person: { ...person, roles: [...person.roles] },
    exercise: services.configuration.exercise,
    expiresAt: session.expires_at,
    method: session.method,
    steppedUpUntil: fresh && fresh > services.clock() ? fresh.toISOString() : null,
  };
}

function toActor(person: PersonRow, sessionId: string): Actor {
  return { personId: person.id, organisationId: person.organisation_id, roles: person.roles, sessionId };
}
