import type { Determination } from "#contracts/determination";
import { DETERMINATION_PAYLOAD_TYPE, verifyStatement, type DeterminationBundle, type DeterminationPayload } from "#engines/ledger";
import { filterFor, listGrants, recordRead } from "#rooms/access";
import { SAME_READ_MS } from "#rooms/engagement";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { composeBundle } from "./compose-bundle.ts";
import { DeterminationRefusal } from "./determination.errors.ts";
import { requestColumns, findEnclave, findRequest, findSealing, findSigned, findStandard, findSupersedingId, listRequests, listStages, listStandards, type RequestRow, type SignedRow } from "./determination.store.ts";

/** One request. Its developer sees who else looked at it. */
export async function showDetermination(services: Services, actor: Actor, id: string): Promise<Determination> {
  const row = await getRequest(services, id);
  await logRead(services, { actor, row, subject: row.id, what: "determination" });
  return describe(services, row);
}

export async function listDeterminations(services: Services, actor: Actor): Promise<Determination[]> {
  const rows = await listRequests(services.db, filterFor(actor, "determination:read", requestColumns(services.clock())));
  for (const [row, ...more] of Map.groupBy(rows, ({ engagement_id }) => engagement_id).values()) {
    if (row) await logRead(services, { actor, row, subject: row.engagement_id, what: `list of determinations: ${more.length + 1}` });
  }
  return Promise.all(rows.map((row) => describe(services, row)));
}

/** The file for `breakwater determination verify`. It is checked as its reader will check it before it leaves. */
export async function readBundle(services: Services, actor: Actor, id: string): Promise<DeterminationBundle> {
  const request = await getRequest(services, id);
  await logRead(services, { actor, row: request, subject: request.id, what: "determination bundle" });
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

async function getRequest(services: Services, id: string): Promise<RequestRow> {
  const row = await findRequest(services.db, id);
  if (!row) throw notFound();
  return row;
}

async function logRead(services: Services, { actor, row, subject, what }: { readonly actor: Actor; readonly row: RequestRow; readonly subject: string; readonly what: string }): Promise<void> {
  if (actor.organisationId === row.organisation_id) return;
  await services.db.inTransaction(async (tx) => {
    // An evaluator reads by their own grant and for its purpose; whoever else may, chooses partners.
    const grants = await listGrants(tx, row.engagement_id);
    const own = grants.find((grant) => grant.personId === actor.personId && grant.revokedAt === null && Date.parse(grant.expiresAt) > services.clock().getTime());
    await recordRead(services, tx, { actor, ownerOrganisationId: row.organisation_id, subject, purpose: own?.purpose ?? "partner-selection", what, onceInMs: SAME_READ_MS });
  });
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
