import type { FromEnclave } from "#contracts/exchange";
import { LedgerRefusal, openDeterminationAct, sha256Hex, type DeterminationAct, type Envelope } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { insertAct } from "./authority.store.ts";
import { mayAnswer } from "./determination.rules.ts";
import { findSigned, lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { followEarlier, moveTo, ownersOf } from "./move-request.ts";
import { findSigner, type Signer } from "./signers.ts";
import { tellDeveloper } from "./tell-developer.ts";

/**
 * What the Director, or a delegate, signed of a determination afterwards: that it is lifted, or that it was looked at again
 * and stands. The determination stays as it was signed; this stands beside it.
 */
export async function receiveAct(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "determination-act" }>): Promise<TakenIn> {
  const request = await lockRequest(tx, bundle.requestId);
  const signed = request && (await findSigned(tx, request.id));
  if (!request) return "unknown-request";
  if (!signed) return "waiting";
  const envelope = bundle.act as Envelope;
  const signer = await findSigner(tx, envelope);
  if (!signer) return "unknown-signer";
  const act = tryOpen(envelope, signer);
  if (!act || act.determinationId !== signed.determination_id || act.modelDigest !== request.model_digest) return "does-not-fit";
  if ((act.act === "stands") !== (bundle.answers !== null)) return "does-not-fit";
  const answered = bundle.answers === null ? undefined : await lockRequest(tx, bundle.answers);
  if (bundle.answers !== null && (answered?.reconsiders !== request.id || !mayAnswer(answered.state))) return "does-not-fit";
  if (!(await followEarlier(services, tx, { requestId: request.id, act: act.act === "lifted" ? "lift" : "stand", at: act.signedAt }))) return "does-not-fit";
  await insertAct(tx, {
    actId: act.actId, requestId: request.id, act: act.act, answers: bundle.answers, directorKeyId: signer.directorKey.key_id, delegationId: signer.delegation?.delegation_id ?? null, envelope, at: services.clock(),
  });
  if (answered) await moveTo(services, tx, { request: answered, state: "answered", at: act.signedAt });
  const data = { actId: act.actId, act: act.act, determinationId: act.determinationId, digest: sha256Hex(envelope.payload) };
  await appendEntry(services, tx, { kind: "determination.act-received", subject: request.id, by: SYSTEM_ACTOR, data, visibleTo: ownersOf(request) });
  await tellDeveloper(services, tx, request, `determination.${act.act}`);
  return "imported";
}

function tryOpen(envelope: Envelope, { publicKey, delegation }: Signer): DeterminationAct | undefined {
  try {
    const act = openDeterminationAct(envelope, publicKey);
    const inTime = !delegation || (act.signedAt >= delegation.valid_from && act.signedAt < delegation.valid_until);
    return inTime ? act : undefined;
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}
