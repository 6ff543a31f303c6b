import { randomInt } from "node:crypto";
import { appendEntry } from "#rooms/audit";
import { equalSecrets, newId, notFound, notify, type Actor, type Services } from "#rooms/platform";
import { AccessRefusal } from "./access.errors.ts";
import { confirmProofRequest, findProofRequest, insertProofRequest, listWaitingProofRequests, refuseProofRequest, useProofRequest, type ProofRequestRow } from "./proof-requests.store.ts";
import { requireFreshProof } from "./require-in-person.ts";
import { findSessionById } from "./sessions.store.ts";
import { agentKind } from "./sign-in.rules.ts";

/*
 * A program has no passkey: it asks its person, who proves anew in the browser that it is they.
 *
 *   waiting → confirmed → used      once, by the session that asked, for the method, path and record it asked for
 *           → refused               by the person, also after the confirmation
 *           → lapsed                after five minutes, confirmed or not
 *
 * The program shows a code, and whoever confirms types it: a request that somebody else's program made with a stolen
 * token cannot be confirmed by mistake. A machine client has no person and may not ask.
 */
export const PROOF_HEADER = "x-breakwater-proof";
const MINUTES = 5;
const CODE_LENGTH = 8;
/** Nothing in it is read as something else: no 0, O, 1 and I. */
const CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

export interface ProofWish {
  readonly method: ProofRequestRow["method"];
  /** Below `/api`, as it will be asked. */
  readonly path: string;
  /** The record that it is about, wherever the request names it. */
  readonly subject: string | null;
}

export type ProofState = "waiting" | "confirmed" | "refused" | "lapsed" | "used";

/** Asks the actor themself for a fresh proof, for one request of this session. @returns the code, which nobody sees again */
export function askForProof(services: Services, actor: Actor, { userAgent, ...wish }: ProofWish & { readonly userAgent: string | undefined }): Promise<{ readonly row: ProofRequestRow; readonly code: string }> {
  const id = newId("prf");
  const at = services.clock();
  const code = Array.from({ length: CODE_LENGTH }, () => CODE_LETTERS[randomInt(CODE_LETTERS.length)]).join("");
  return services.db.inTransaction(async (tx) => {
    await insertProofRequest(tx, {
      id, person_id: actor.personId, session_id: actor.sessionId, code_hash: hashCode(services, id, code), ...wish, agent: agentKind(userAgent),
      asked_at: at.toISOString(), expires_at: new Date(at.getTime() + MINUTES * 60_000).toISOString(),
    });
    await appendEntry(services, tx, { kind: "access.proof-asked", subject: id, by: actor, data: { ...wish } });
    await notify(services, tx, { to: { personId: actor.personId }, kind: "access.proof-asked", link: "/account" });
    return { row: await getOwn(tx, actor, id), code: `${code.slice(0, CODE_LENGTH / 2)}-${code.slice(CODE_LENGTH / 2)}` };
  });
}

/** What waits for the actor's own word. */
export function listAskedProofs(services: Services, actor: Actor): Promise<readonly ProofRequestRow[]> {
  return listWaitingProofRequests(services.db, actor.personId, services.clock());
}

export function showAskedProof(services: Services, actor: Actor, id: string): Promise<ProofRequestRow> {
  return getOwn(services.db, actor, id);
}

/** Gives the fresh proof; it counts only when it is newer than the question, and with the code that the program shows. */
export function confirmAskedProof(services: Services, actor: Actor, { id, code }: { readonly id: string; readonly code: string }): Promise<ProofRequestRow> {
  return services.db.inTransaction(async (tx) => {
    const row = await getOwn(tx, actor, id);
    requireFreshProof(await asProvenSince(services, actor, row.asked_at));
    if (!equalSecrets(row.code_hash, hashCode(services, id, code))) throw new AccessRefusal("code-not-valid", "code: this is not the code that the program shows", { field: "code" });
    if ((await confirmProofRequest(tx, { id, confirmation: confirmationOf(services, row), now: services.clock() })) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "access.proof-confirmed", subject: id, by: actor, data: { method: row.method, path: row.path, subject: row.subject } });
    return getOwn(tx, actor, id);
  });
}

export function refuseAskedProof(services: Services, actor: Actor, id: string): Promise<void> {
  return services.db.inTransaction(async (tx) => {
    if ((await refuseProofRequest(tx, { id, personId: actor.personId, now: services.clock() })) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "access.proof-refused", subject: id, by: actor, data: {} });
  });
}

/** For which record this request is proven, when it brings a confirmed proof of its own; undefined when it brings none. */
export function useAskedProof(services: Services, actor: Actor, shown: { readonly id: string; readonly method: string; readonly path: string }): Promise<Actor["provenFor"]> {
  return services.db.inTransaction(async (tx) => {
    const row = await useProofRequest(tx, { id: shown.id, sessionId: actor.sessionId, method: shown.method, path: shown.path.replace(/^\/api/, ""), now: services.clock() });
    if (!row || !equalSecrets(row.confirmation ?? "", confirmationOf(services, row))) return undefined;
    await appendEntry(services, tx, { kind: "access.proof-used", subject: row.id, by: actor, data: { method: row.method, path: row.path, subject: row.subject } });
    return { subject: row.subject };
  });
}

export function proofStateOf(row: ProofRequestRow, now: Date): ProofState {
  if (row.used_at !== null) return "used";
  if (row.refused_at !== null) return "refused";
  if (Date.parse(row.expires_at) <= now.getTime()) return "lapsed";
  return row.confirmation === null ? "waiting" : "confirmed";
}

async function getOwn(db: Parameters<typeof findProofRequest>[0], actor: Actor, id: string): Promise<ProofRequestRow> {
  const row = await findProofRequest(db, actor.personId, id);
  if (!row) throw notFound();
  return row;
}

/** A proof of some minutes ago was given for something else. */
async function asProvenSince(services: Services, actor: Actor, since: string): Promise<Actor> {
  const session = await findSessionById(services.db, actor.sessionId);
  return { ...actor, steppedUp: actor.steppedUp === true && session?.stepped_up_at != null && Date.parse(session.stepped_up_at) >= Date.parse(since) };
}

function hashCode(services: Services, id: string, code: string): string {
  return services.keys.keyedHash("proof-code", `${id} ${code.toUpperCase().replaceAll(/[^A-Z0-9]/g, "")}`);
}

/** Over everything that was confirmed, so that neither the fact nor what it is about can be written into the table. */
function confirmationOf(services: Services, { id, person_id, session_id, method, path, subject, expires_at }: ProofRequestRow): string {
  return services.keys.keyedHash("proof-confirmed", JSON.stringify([id, person_id, session_id, method, path, subject, expires_at]));
}
