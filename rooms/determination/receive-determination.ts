import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_PAYLOAD_TYPE, sha256Hex, verifyStatement, type DeterminationPayload, type Envelope } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { noteDetermination } from "#rooms/engagement";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { composeBundle } from "./compose-bundle.ts";
import { maySign } from "./determination.rules.ts";
import { findRequest, findSealing, findSigned, findStandard, insertSigned, lockRequest, type RequestRow, type SealingRow, type StandardRow } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { followEarlier, moveTo, ownersOf } from "./move-request.ts";
import { findSigner } from "./signers.ts";
import { tellDeveloper } from "./tell-developer.ts";

/** Only to find the key and the standard by; all of it is parsed by the verification that follows. */
const hasSignatures = z.object({ signatures: z.array(z.object({ keyid: z.string() })) });
const namesStandard = z.object({ standard: z.object({ commitment: z.string() }) });

/**
 * Checks a signed determination as its developer will: by the announced Director's key, over the standard and the results
 * that stand in the ledger, for this request and no other. Returns how to keep it, or why not.
 */
export async function receiveDetermination(services: Services, bundle: Extract<FromEnclave, { kind: "determination-signed" }>): Promise<TakenIn | ((tx: Transaction) => Promise<TakenIn>)> {
  const { db } = services;
  const request = await findRequest(db, bundle.requestId);
  if (!request) return "unknown-request";
  const sealing = await findSealing(db, request.id);
  if (!sealing) return "waiting";
  const envelope = bundle.determination as unknown as Envelope;
  const signer = hasSignatures.safeParse(envelope).success ? await findSigner(db, envelope) : undefined;
  if (!signer) return "unknown-signer";
  const opened = verifyStatement(envelope, [signer.publicKey], DETERMINATION_PAYLOAD_TYPE);
  const named = opened.ok ? namesStandard.safeParse(opened.payload) : undefined;
  if (!named?.success) return "does-not-fit";
  const standard = await findStandard(db, named.data.standard.commitment);
  if (!standard) return "waiting";
  const { verdict } = await composeBundle(services, { envelope, signer, standard, sealing });
  const payload = verdict.determination;
  const earlier = request.reconsiders === null ? undefined : await findSigned(db, request.reconsiders);
  if (!verdict.ok || !payload || !fits(payload, { request, standard, sealing, supersedes: earlier?.determination_id ?? null })) return "does-not-fit";
  return (tx) => keep(services, tx, { requestId: request.id, payload, envelope });
}

interface Fitting {
  readonly request: RequestRow;
  readonly standard: StandardRow;
  readonly sealing: SealingRow;
  /** The earlier determination that the request asks to look at again. */
  readonly supersedes: string | null;
}

function fits(payload: DeterminationPayload, { request, standard, sealing, supersedes }: Fitting): boolean {
  const { id, version, digest } = payload.benchmarkSet;
  return payload.supersedes === supersedes && payload.modelDigest === request.model_digest && payload.determinationId === sealing.determination_id && id === standard.set_id && version === standard.set_version && digest === standard.set_digest;
}

async function keep(services: Services, tx: Transaction, { requestId, payload, envelope }: { readonly requestId: string; readonly payload: DeterminationPayload; readonly envelope: Envelope }): Promise<TakenIn> {
  const request = await lockRequest(tx, requestId);
  if (!request) return "unknown-request";
  if (request.state === "signed") return "already-signed";
  // Asked again while it is stored: a key that was handed over, or a delegation that was ended meanwhile, signs no more.
  const signer = await findSigner(tx, envelope);
  if (!maySign(request.state) || !signer) return "does-not-fit";
  await insertSigned(tx, {
    determinationId: payload.determinationId, requestId, standardCommitment: payload.standard.commitment, outcome: payload.outcome, envelope,
    directorKeyId: signer.directorKey.key_id, delegationId: signer.delegation?.delegation_id ?? null, at: services.clock(),
  });
  await moveTo(services, tx, { request, state: "signed", at: payload.signedAt });
  // The outcome itself is not in the log: who reads the log is not told it.
  await appendEntry(services, tx, { kind: "determination.received", subject: requestId, by: SYSTEM_ACTOR, data: { determinationId: payload.determinationId, digest: sha256Hex(envelope.payload) }, visibleTo: ownersOf(request) });
  if (request.reconsiders !== null) await followEarlier(services, tx, { requestId: request.reconsiders, act: "supersede", at: payload.signedAt });
  if (request.origin === "requested" && request.engagement_id !== null) await noteDetermination(tx, request.engagement_id, "receive-determination");
  await tellDeveloper(services, tx, request, "determination.signed");
  return "imported";
}
