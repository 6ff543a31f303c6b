import { join } from "node:path";
import type { FromEnclave } from "#contracts/exchange";
import { checkDecision, toDecisionClaim } from "#engines/decision-proof";
import { sha256Hex } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { composeBundle } from "./compose-bundle.ts";
import { findRequest, findSealing, findSigned, findStandard, lockRequest } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { ownersOf } from "./move-request.ts";
import { findProof, insertProof } from "./proof.store.ts";
import { getSigner } from "./signers.ts";
import { tellDeveloper } from "./tell-developer.ts";

type Proven = Extract<FromEnclave, { kind: "decision-proven" }>;

/**
 * Checks the proof that follows a signed determination, against what was signed and what stands in the ledger, before it
 * is kept. From then on the developer's bundle is complete. Returns how to keep it, or why not.
 */
export async function receiveProof(services: Services, bundle: Proven): Promise<TakenIn | ((tx: Transaction) => Promise<TakenIn>)> {
  const { db } = services;
  const request = await findRequest(db, bundle.requestId);
  if (!request) return "unknown-request";
  const signed = await findSigned(db, request.id);
  if (!signed) return "waiting";
  const signer = await getSigner(db, signed);
  const standard = await findStandard(db, signed.standard_commitment);
  const sealing = await findSealing(db, request.id);
  if (signed.determination_id !== bundle.determinationId || !signer || !standard || !sealing || (await findProof(db, request.id))) return "does-not-fit";
  const { verdict } = await composeBundle(services, { envelope: signed.envelope, signer, standard, sealing });
  const claim = verdict.ok && verdict.determination ? toDecisionClaim(verdict.determination) : null;
  if (!claim || !(await checkDecision(claim, bundle, { cacheFolder: join(services.configuration.dataDirectory, "decision-proof") }))) return "does-not-fit";
  return (tx) => keep(services, tx, bundle);
}

async function keep(services: Services, tx: Transaction, { requestId, determinationId, circuit, proof }: Proven): Promise<TakenIn> {
  const request = await lockRequest(tx, requestId);
  if (!request || (await findProof(tx, requestId))) return "does-not-fit";
  await insertProof(tx, { determinationId, requestId, circuit, proof, at: services.clock() });
  await appendEntry(services, tx, { kind: "determination.decision-proven", subject: requestId, by: SYSTEM_ACTOR, data: { determinationId, circuit, digest: sha256Hex(proof) }, visibleTo: ownersOf(request) });
  await tellDeveloper(services, tx, request, "determination.proven");
  return "imported";
}
