import { determinationPayload } from "#contracts/benchmarking";
import { DETERMINATION_ACT_PAYLOAD_TYPE, DETERMINATION_PAYLOAD_TYPE, LedgerRefusal, openDeterminationAct, signStatement, verifyStatement, type DeterminationAct, type DeterminationPayload, type Envelope } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { newId, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { insertAct, listActRows, type RequestRow } from "./benchmarking.store.ts";
import { sendBundle, toWire } from "./guard.ts";
import { listKnownKeys, type SigningAuthority } from "./signing-authority.ts";

/*
 * What was signed is read from its envelope, by the keys that may have signed it, and from nothing else that stands in a
 * table.
 */

/** The determination of a request. Throws when there is none that one of the Director's keys, or a delegate's, signed. */
export async function openSigned(services: Services, db: Queryable, { id, determination }: RequestRow): Promise<DeterminationPayload> {
  const { director, delegates } = await listKnownKeys(services, db);
  const verdict = determination && verifyStatement(determination.envelope, [...director, ...delegates], DETERMINATION_PAYLOAD_TYPE);
  const payload = verdict?.ok ? determinationPayload.safeParse(verdict.payload) : undefined;
  if (!payload?.success) throw new BenchmarkingRefusal("record-altered", `The determination of ${id} is not what was signed; restore it from your backup.`);
  return payload.data satisfies DeterminationPayload;
}

/** What was signed of a determination afterwards, oldest first; what nobody signed is left out. */
export async function listActs(services: Services, db: Queryable, requestId: string): Promise<readonly (DeterminationAct & { readonly answers: string | null })[]> {
  const { director, delegates } = await listKnownKeys(services, db);
  const rows = await listActRows(db, requestId);
  return rows.flatMap(({ envelope, answers }) => [director, delegates].flat().flatMap((key) => tryOpen(envelope, key) ?? []).slice(0, 1).map((act) => ({ ...act, answers })));
}

function tryOpen(envelope: Envelope, key: string): DeterminationAct | undefined {
  try {
    return openDeterminationAct(envelope, key);
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}

export interface SignAct {
  readonly actor: Actor;
  readonly authority: SigningAuthority;
  /** Whose determination it is about. */
  readonly request: RequestRow;
  readonly act: "lifted" | "stands";
  readonly releasableText: string;
  /** The request that asked to look again. */
  readonly answers: string | null;
}

/** Signs, keeps and sends what the Director or a delegate says of a determination afterwards. */
export async function signAct(services: Services, tx: Transaction, { actor, authority, request, act, releasableText, answers }: SignAct): Promise<void> {
  const { determinationId, modelDigest } = await openSigned(services, tx, request);
  const id = newId("act");
  const signedAt = services.clock().toISOString();
  const envelope = signStatement({ payloadType: DETERMINATION_ACT_PAYLOAD_TYPE, payload: { actId: id, act, determinationId, modelDigest, releasableText, signedAt } }, authority.privateKeyPem);
  await insertAct(tx, { id, requestId: request.id, act, answers, envelope, signedAt });
  await appendEntry(services, tx, { kind: "benchmarking.determination-act-signed", subject: request.id, by: actor, data: { actId: id, act, determinationId, answers, as: authority.as, delegationId: authority.delegationId } });
  await sendBundle(services, tx, `act-${id}.json`, { kind: "determination-act", requestId: request.id, answers, act: toWire(envelope) });
}
