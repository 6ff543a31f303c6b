import type { Determination } from "#contracts/determination";
import { DETERMINATION_PAYLOAD_TYPE, verifyStatement, type DeterminationBundle, type DeterminationPayload } from "#engines/ledger";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { composeBundle } from "./compose-bundle.ts";
import { DeterminationRefusal } from "./determination.errors.ts";
import { findEnclave, findRequest, findSealing, findSigned, findStandard, findSupersedingId, listRequestsOf, listStages, listStandards, type RequestRow, type SignedRow } from "./determination.store.ts";

/** One of the developer's own requests; anybody else's looks absent. */
export async function showDetermination(services: Services, actor: Actor, id: string): Promise<Determination> {
  return describe(services, await getOwnRequest(services, actor, id));
}

export async function listDeterminations(services: Services, actor: Actor): Promise<Determination[]> {
  const rows = await listRequestsOf(services.db, actor.organisationId);
  return Promise.all(rows.map((row) => describe(services, row)));
}

/** The file for `breakwater determination verify`. It is checked as its reader will check it before it leaves. */
export async function readBundle(services: Services, actor: Actor, id: string): Promise<DeterminationBundle> {
  const request = await getOwnRequest(services, actor, id);
  const signed = await findSigned(services.db, request.id);
  if (!signed) throw new DeterminationRefusal("nothing-signed-yet", "No determination was signed for this request yet.");
  const enclave = await findEnclave(services.db);
  const standard = await findStandard(services.db, signed.standard_commitment);
  const sealing = await findSealing(services.db, request.id);
  if (!enclave || !standard || !sealing) throw altered();
  const { bundle, verdict } = await composeBundle(services, { envelope: signed.envelope, enclave, standard, sealing });
  if (!verdict.ok || verdict.determination?.modelDigest !== request.model_digest) throw altered();
  return bundle;
}

/** What the enclave fixed beforehand, for everybody. */
export async function listCommitments(services: Services) {
  const enclave = await findEnclave(services.db);
  return {
    standards: (await listStandards(services.db)).map((row) => ({
      id: row.standard_id, version: row.version, commitment: row.commitment, benchmarkSet: { id: row.set_id, version: row.set_version, digest: row.set_digest }, committedAt: row.committed_at, recordedAt: row.recorded_at,
    })),
    directorKeys: enclave ? [{ keyId: enclave.director_key_id, publicKey: enclave.director_key, recordedAt: enclave.pinned_at }] : [],
  };
}

async function getOwnRequest(services: Services, actor: Actor, id: string): Promise<RequestRow> {
  const row = await findRequest(services.db, id);
  if (row?.organisation_id !== actor.organisationId) throw notFound();
  return row;
}

async function describe(services: Services, row: RequestRow): Promise<Determination> {
  const { db } = services;
  const signed = await findSigned(db, row.id);
  return {
    id: row.id,
    engagementId: row.engagement_id,
    modelDigest: row.model_digest,
    state: row.state,
    requestedAt: row.requested_at,
    stages: await listStages(db, row.id),
    leasedUntil: row.leased_until,
    accessEndedAt: row.access_ended_at,
    reconsiders: row.reconsiders,
    result: signed ? await describeResult(services, row, signed) : null,
    notice: services.messages.text("engagement.notice"),
  };
}

/** Read from what the Director signed, and from nothing else that stands in a table. */
async function describeResult(services: Services, row: RequestRow, signed: SignedRow): Promise<NonNullable<Determination["result"]>> {
  const enclave = await findEnclave(services.db);
  const verdict = enclave && verifyStatement(signed.envelope, [enclave.director_key], DETERMINATION_PAYLOAD_TYPE);
  // Its shape was checked when it came in; by the signature it is still what came in.
  const payload = verdict?.ok ? (verdict.payload as DeterminationPayload) : undefined;
  if (payload?.modelDigest !== row.model_digest || payload.determinationId !== signed.determination_id) throw altered();
  return { ...payload, supersededBy: (await findSupersedingId(services.db, row.id)) ?? null };
}

function altered(): DeterminationRefusal {
  return new DeterminationRefusal("record-altered", "What is stored for this request is not what the Director signed. Tell the administrator to restore it from a backup.");
}
