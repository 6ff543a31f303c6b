import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_PAYLOAD_TYPE, sha256Hex, verifyStatement, type DeterminationPayload, type Envelope } from "#engines/ledger";
import { listHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { noteDetermination } from "#rooms/engagement";
import { notify, SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { composeBundle } from "./compose-bundle.ts";
import { maySign } from "./determination.rules.ts";
import { findEnclave, findRequest, findSealing, findStandard, insertSigned, lockRequest, type RequestRow, type SealingRow, type StandardRow } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { moveTo } from "./move-request.ts";

/** Only to find the standard by; the whole payload is parsed by the verification that follows. */
const namesStandard = z.object({ standard: z.object({ commitment: z.string() }) });

/**
 * Checks a signed determination as its developer will: by the announced Director's key, over the standard and the results
 * that stand in the ledger, for this request and no other. Returns how to keep it, or why not.
 */
export async function receiveDetermination(services: Services, bundle: Extract<FromEnclave, { kind: "determination-signed" }>): Promise<TakenIn | ((tx: Transaction) => Promise<TakenIn>)> {
  const { db } = services;
  const enclave = await findEnclave(db);
  const request = await findRequest(db, bundle.requestId);
  if (!enclave || !request) return "unknown-request";
  const sealing = await findSealing(db, request.id);
  if (!sealing) return "waiting";
  const opened = verifyStatement(bundle.determination, [enclave.director_key], DETERMINATION_PAYLOAD_TYPE);
  const named = opened.ok ? namesStandard.safeParse(opened.payload) : undefined;
  if (!named?.success) return "does-not-fit";
  const standard = await findStandard(db, named.data.standard.commitment);
  if (!standard) return "waiting";
  const envelope = bundle.determination as unknown as Envelope;
  // A signature does not cover its own `keyid`, so that field could carry anything (INV-7).
  if (envelope.signatures.length !== 1 || envelope.signatures[0]?.keyid !== enclave.director_key_id) return "does-not-fit";
  const { verdict } = await composeBundle(services, { envelope, enclave, standard, sealing });
  const payload = verdict.determination;
  if (!verdict.ok || !payload || !fits(payload, { request, standard, sealing })) return "does-not-fit";
  return (tx) => keep(services, tx, { requestId: request.id, payload, envelope });
}

function fits(payload: DeterminationPayload, { request, standard, sealing }: { readonly request: RequestRow; readonly standard: StandardRow; readonly sealing: SealingRow }): boolean {
  const { id, version, digest } = payload.benchmarkSet;
  return payload.modelDigest === request.model_digest && payload.determinationId === sealing.determination_id && id === standard.set_id && version === standard.set_version && digest === standard.set_digest;
}

async function keep(services: Services, tx: Transaction, { requestId, payload, envelope }: { readonly requestId: string; readonly payload: DeterminationPayload; readonly envelope: Envelope }): Promise<TakenIn> {
  const request = await lockRequest(tx, requestId);
  if (!request) return "unknown-request";
  if (request.state === "signed") return "already-signed";
  if (!maySign(request.state)) return "does-not-fit";
  await insertSigned(tx, { determinationId: payload.determinationId, requestId, standardCommitment: payload.standard.commitment, outcome: payload.outcome, envelope, at: services.clock() });
  await moveTo(services, tx, { request, state: "signed", at: payload.signedAt });
  // The outcome itself is not in the log: who reads the log is not told it.
  await appendEntry(services, tx, { kind: "determination.received", subject: requestId, by: SYSTEM_ACTOR, data: { determinationId: payload.determinationId, digest: sha256Hex(envelope.payload) }, visibleTo: [request.organisation_id] });
  await noteDetermination(tx, request.engagement_id, "receive-determination");
  for (const role of ["developer-release-lead", "developer-security-lead"] as const) {
    for (const person of await listHolders(tx, role)) {
      if (person.organisationId !== request.organisation_id) continue;
      await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "determination.signed", link: `/developer/engagements/${request.engagement_id}` });
    }
  }
  return "imported";
}
