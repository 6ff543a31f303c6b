import { appendEntry } from "#rooms/audit";
import { newSecret, NOBODY, notify, type Actor, type Identified, type Presented, type Services } from "#rooms/platform";
import { identifyClient } from "./identify-client.ts";
import { hashSession } from "./open-session.ts";
import { PROOF_HEADER, useAskedProof } from "./proof-requests.ts";
import { genuinePrincipals, isGenuine, sealRow } from "./row-seals.ts";
import { findSession, revokeSession, rotateSession, touchSession, type FoundSession } from "./sessions.store.ts";
import { agentKind, FRESH_MS, judgeSession, networkOf, type SessionVerdict } from "./sign-in.rules.ts";

// The last use is only looked at for limits of minutes, so it is not written at every request.
const TOUCH_SECONDS = 60;

/** Whoever presents this: a person by a session's token, a machine client by a bound one, or nobody, who may use public routes only. */
export async function identify(services: Services, presented: Presented): Promise<Identified> {
  if (presented.bound) return { actor: await identifyClient(services, presented.bound, presented) };
  const token = presented.bearer ?? presented.cookie;
  if (!token) return { actor: NOBODY };
  const tokenHash = hashSession(services, token);
  const now = services.clock();
  const row = await findSession(services.db, tokenHash, now);
  if (!row || (row.exercise && !services.configuration.exercise) || !isOurs(services, row)) return { actor: NOBODY };
  const verdict = judgeSession(toPresented(row), { agent: agentKind(presented.header("user-agent")), network: networkOf(presented.address) }, now);
  if (verdict !== "live" && verdict !== "renew") {
    await endSuspectSession(services, row, verdict);
    return { actor: NOBODY };
  }
  const actor = toActor(row, await genuinePrincipals(services, row.organisation_id, row.principals), now);
  const renewedToken = verdict === "renew" && !presented.bearer ? await rotate(services, row, tokenHash) : undefined;
  if (renewedToken) return { actor, renewedToken };
  const proof = presented.header(PROOF_HEADER);
  if (now.getTime() - Date.parse(row.last_used_at ?? row.created_at) >= TOUCH_SECONDS * 1000) await touchSession(services.db, row.session_id, now);
  return { actor: proof ? { ...actor, provenFor: await useAskedProof(services, actor, { id: proof, method: presented.method, path: presented.path }) } : actor };
}

/** Session and person are what a workflow of ours made of them, and nothing that somebody wrote into the tables. */
function isOurs(services: Services, row: FoundSession): boolean {
  return (
    isGenuine(services, "session", { id: row.session_id, seal: row.session_seal, bound: [row.session_id, row.id, row.token_hash, row.former_token_hash, row.stepped_up_at === null ? null : String(Date.parse(row.stepped_up_at))] }) &&
    isGenuine(services, "person", { id: row.id, seal: row.person_seal, bound: [row.id, row.organisation_id, row.email, row.roles.toSorted().join(",")] })
  );
}

async function rotate(services: Services, row: FoundSession, formerHash: string): Promise<string | undefined> {
  const token = newSecret();
  return services.db.inTransaction(async (tx) => {
    if ((await rotateSession(tx, { id: row.session_id, formerHash, tokenHash: hashSession(services, token), at: services.clock() })) === 0) return undefined;
    await sealRow(services, tx, "session", row.session_id);
    return token;
  });
}

/** Ends a session that was idle too long, or is in two hands; of the latter its person is told. */
async function endSuspectSession(services: Services, row: FoundSession, reason: Exclude<SessionVerdict, "live" | "renew">): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await revokeSession(tx, row.id, row.session_id, services.clock())) === 0) return;
    await appendEntry(services, tx, { kind: "access.session-ended", subject: row.id, by: { personId: row.id, organisationId: row.organisation_id }, data: { sessionId: row.session_id, reason } });
    if (reason !== "idle") await notify(services, tx, { to: { personId: row.id }, kind: "access.session-suspect", link: "/account" });
  });
}

function toActor(row: FoundSession, principals: readonly string[], now: Date): Actor {
  return {
    personId: row.id, organisationId: row.organisation_id, roles: row.roles, sessionId: row.session_id,
    ...(row.stepped_up_at !== null && now.getTime() - Date.parse(row.stepped_up_at) < FRESH_MS ? { steppedUp: true } : {}),
    ...(principals.length > 0 ? { principals } : {}),
  };
}

const toDate = (instant: string | null) => (instant === null ? null : new Date(instant));

function toPresented(row: FoundSession) {
  return { carrier: row.carrier, openedAt: new Date(row.created_at), lastUsedAt: toDate(row.last_used_at), rotatedAt: toDate(row.rotated_at), idleMinutes: row.idle_minutes, agent: row.agent, network: row.network, former: row.former };
}
