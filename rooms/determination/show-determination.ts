import type { Determination } from "#contracts/determination";
import { DETERMINATION_PAYLOAD_TYPE, LedgerRefusal, openDeterminationAct, verifyStatement, type DeterminationAct, type DeterminationBundle, type DeterminationPayload, type Envelope } from "#engines/ledger";
import { filterFor, isAllowed, listGrants, recordRead } from "#rooms/access";
import { SAME_READ_MS } from "#rooms/engagement";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { listActs, listDelegations, listDirectorKeys, listOfferedKeys } from "./authority.store.ts";
import { composeBundle } from "./compose-bundle.ts";
import { DeterminationRefusal } from "./determination.errors.ts";
import { requestResource } from "./determination.resources.ts";
import { requestColumns, findRequest, findSealing, findSigned, findStandard, findSupersedingId, listReconsidering, listRequests, listStages, listStandards, type RequestRow, type SignedRow } from "./determination.store.ts";
import { openProposal } from "./replace-key.ts";
import { listSent } from "./give-files.ts";
import { openFacts } from "./request-determination.ts";
import { findProof } from "./proof.store.ts";
import { getSigner } from "./signers.ts";

/** One request. Its developer sees who else looked at it. */
export async function showDetermination(services: Services, actor: Actor, id: string): Promise<Determination> {
  const row = await getRequest(services, id);
  await logRead(services, { actor, row, subject: row.id, what: "determination" });
  return describe(services, actor, row);
}

export async function listDeterminations(services: Services, actor: Actor): Promise<Determination[]> {
  const rows = await listRequests(services.db, filterFor(actor, "determination:read", requestColumns(services.clock())));
  for (const [row, ...more] of Map.groupBy(rows, ({ engagement_id }) => engagement_id).values()) {
    if (row) await logRead(services, { actor, row, subject: row.engagement_id ?? row.id, what: `list of determinations: ${more.length + 1}` });
  }
  return Promise.all(rows.map((row) => describe(services, actor, row)));
}

/** The file for `breakwater determination verify`. It is checked as its reader will check it before it leaves. */
export async function readBundle(services: Services, actor: Actor, id: string): Promise<DeterminationBundle> {
  const request = await getRequest(services, id);
  await logRead(services, { actor, row: request, subject: request.id, what: "determination bundle" });
  const signed = await findSigned(services.db, request.id);
  if (!signed) throw new DeterminationRefusal("nothing-signed-yet", "No determination was signed for this request yet.");
  const signer = await getSigner(services.db, signed);
  const standard = await findStandard(services.db, signed.standard_commitment);
  const sealing = await findSealing(services.db, request.id);
  if (!signer || !standard || !sealing) throw altered();
  const { bundle, verdict } = await composeBundle(services, { envelope: signed.envelope, signer, standard, sealing, proof: await findProof(services.db, request.id) });
  if (!verdict.ok || verdict.determination?.modelDigest !== request.model_digest) throw altered();
  return bundle;
}

/** What the enclave fixed beforehand, and whose keys decide, for everybody. */
export async function listCommitments({ db }: Services) {
  return {
    standards: (await listStandards(db)).map((row) => ({
      id: row.standard_id, version: row.version, commitment: row.commitment, benchmarkSet: { id: row.set_id, version: row.set_version, digest: row.set_digest }, committedAt: row.committed_at, recordedAt: row.recorded_at,
      ruleCommitment: row.rule_commitment, sequence: row.sequence, supersedes: row.supersedes,
    })),
    directorKeys: (await listDirectorKeys(db)).map((row) => ({ keyId: row.key_id, publicKey: row.public_key, cameBy: row.came_by, recordedAt: row.pinned_at })),
    delegations: (await listDelegations(db)).map((row) => ({ delegationId: row.delegation_id, keyId: row.key_id, validFrom: row.valid_from, validUntil: row.valid_until, endedAt: row.ended_at })),
  };
}

/** Keys that wait for two administrators. */
export async function listOfferings(services: Services, actor: Actor) {
  const offered = await listOfferedKeys(services.db);
  return {
    offeredKeys: offered.map((row) => {
      const proposal = openProposal(services, row);
      return { keyId: row.key_id, offeredAt: row.offered_at, proposedByMe: proposal ? proposal.by === actor.personId : null };
    }),
  };
}

async function getRequest(services: Services, id: string): Promise<RequestRow> {
  const row = await findRequest(services.db, id);
  if (!row) throw notFound();
  return row;
}

async function logRead(services: Services, { actor, row, subject, what }: { readonly actor: Actor; readonly row: RequestRow; readonly subject: string; readonly what: string }): Promise<void> {
  const { organisation_id: ownerOrganisationId, engagement_id } = row;
  // Of a model that nobody registered, nobody is told who looked.
  if (ownerOrganisationId === null || engagement_id === null || actor.organisationId === ownerOrganisationId) return;
  await services.db.inTransaction(async (tx) => {
    // An evaluator reads by their own grant and for its purpose; whoever else may, chooses partners.
    const grants = await listGrants(tx, engagement_id);
    const own = grants.find((grant) => grant.personId === actor.personId && grant.revokedAt === null && Date.parse(grant.expiresAt) > services.clock().getTime());
    await recordRead(services, tx, { actor, ownerOrganisationId, subject, purpose: own?.purpose ?? "partner-selection", what, onceInMs: SAME_READ_MS });
  });
}

async function describe(services: Services, actor: Actor, row: RequestRow): Promise<Determination> {
  const { db } = services;
  const signed = await findSigned(db, row.id);
  const isOwn = actor.organisationId === row.organisation_id;
  const facts = { organisation: { type: "Organisation", id: row.organisation_id ?? "nobody" }, evaluators: [], selection: false };
  return {
    id: row.id,
    engagementId: row.engagement_id,
    origin: row.origin,
    modelDigest: row.model_digest,
    state: row.state,
    requestedAt: row.requested_at,
    stages: await listStages(db, row.id),
    leasedUntil: row.leased_until,
    accessEndedAt: row.access_ended_at,
    stopReason: row.stop_reason === "access-mode" ? "access-mode" : null,
    reconsiders: row.reconsiders,
    facts: isOwn && row.sealed_facts !== null ? openFacts(services, row.id, row.sealed_facts) : null,
    files: isOwn && row.reconsiders !== null ? await listSent(services, row.id) : [],
    withAccess: row.with_access,
    result: signed ? await describeResult(services, row, signed) : null,
    acts: await describeActs(services, row),
    line: await traceLine(services, row),
    mayAskAgain: row.state === "signed" && row.engagement_id !== null && isAllowed(actor, "determination:reconsider", { type: requestResource.type, id: row.id, facts }),
    notice: services.messages.text(row.origin === "initiated" ? "determination.initiated-notice" : "engagement.notice"),
  };
}

/** Read from what was signed, and from nothing else that stands in a table. */
async function describeResult(services: Services, row: RequestRow, signed: SignedRow): Promise<NonNullable<Determination["result"]>> {
  const signer = await getSigner(services.db, signed);
  const verdict = signer && verifyStatement(signed.envelope, [signer.publicKey], DETERMINATION_PAYLOAD_TYPE);
  // Its shape was checked when it came in; by the signature it is still what came in.
  const payload = verdict?.ok ? (verdict.payload as DeterminationPayload) : undefined;
  if (payload?.modelDigest !== row.model_digest || payload.determinationId !== signed.determination_id) throw altered();
  return { ...payload, proof: await describeProof(services, row, payload), signedBy: signer?.delegation ? "delegate" : "director", supersededBy: (await findSupersedingId(services.db, row.id)) ?? null };
}

async function describeProof(services: Services, row: RequestRow, { countsCommitment }: DeterminationPayload): Promise<NonNullable<Determination["result"]>["proof"]> {
  if (countsCommitment === undefined) return "none";
  return (await findProof(services.db, row.id)) ? "here" : "awaited";
}

async function describeActs(services: Services, row: RequestRow): Promise<Determination["acts"]> {
  const acts: Determination["acts"] = [];
  for (const { act_id, envelope, answers, ...signed } of await listActs(services.db, row.id)) {
    const signer = await getSigner(services.db, signed);
    const act = signer && openAct(envelope, signer.publicKey);
    if (act?.actId !== act_id || act.modelDigest !== row.model_digest) throw altered();
    acts.push({ act: act.act, releasableText: act.releasableText, signedAt: act.signedAt, answers });
  }
  return acts;
}

function openAct(envelope: Envelope, publicKey: string): DeterminationAct | undefined {
  try {
    return openDeterminationAct(envelope, publicKey);
  } catch (error) {
    if (error instanceof LedgerRefusal) return undefined;
    throw error;
  }
}

// A line is as long as somebody asked again, which the store bounds nowhere.
const LONGEST_LINE = 100;

/** All requests about one determination, from the first one on, as far as the reader sees them. */
async function traceLine(services: Services, row: RequestRow): Promise<Determination["line"]> {
  let first = row;
  for (let steps = 0; first.reconsiders !== null && steps < LONGEST_LINE; steps += 1) {
    const earlier = await findRequest(services.db, first.reconsiders);
    if (!earlier) break;
    first = earlier;
  }
  const line: RequestRow[] = [];
  const waiting = [first];
  for (let next = waiting.shift(); next && line.length < LONGEST_LINE; next = waiting.shift()) {
    line.push(next);
    waiting.push(...(await listReconsidering(services.db, next.id)));
  }
  return line.map(({ id, origin, state, requested_at }) => ({ id, origin, state, requestedAt: requested_at }));
}

function altered(): DeterminationRefusal {
  return new DeterminationRefusal("record-altered", "What is stored for this request is not what the Director signed. Tell the administrator to restore it from a backup.");
}
