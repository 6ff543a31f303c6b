import { checkConsistency, type ValidationFinding } from "#engines/advisories";
import type { PublicStatement } from "#contracts/publication";
import { ecosystemOfPurl } from "#engines/advisories";
import { appendEntry } from "#rooms/audit";
import { authoriseOnCase, getCaseFacts, markPublic, type CaseFacts } from "#rooms/coordination";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findReleasedPatch } from "#rooms/remediation";
import { PublicationRefusal } from "./publication.errors.ts";
import { composeAdvisory, isOpen, mayStandOnStatement, mayTellDetail } from "./publication.rules.ts";
import { findAdvisoryOfCase, insertAdvisory, lockPublishing, takeNumber, updateAdvisory, type AdvisoryRow } from "./publication.store.ts";
import type { Basis, Wording } from "./publication.types.ts";
import { draftDocuments, toPublic, writeDocuments } from "./write-documents.ts";

export interface PublishAdvisory {
  readonly actor: Actor;
  readonly caseId: string;
  readonly wording: Wording;
  /** Counts only where no patch was released here. */
  readonly statement: PublicStatement | null;
}

/**
 * Publishes a case's advisory in every format, and with it ends the embargo. Needs a verified, signed and released patch
 * (INV-18), or what the vendor or a CNA said in public. Once another patch is out, after a recall or not, the same case is
 * published again as a further revision.
 * @returns the advisory's id
 */
export async function publishAdvisory(services: Services, input: PublishAdvisory): Promise<string> {
  await authoriseOnCase(services, input.actor, "publication:publish", input.caseId);
  refuseRealCve(services, input.wording.cve?.id);
  return services.db.inTransaction(async (tx) => {
    await lockPublishing(tx);
    const facts = await getCaseFacts(services, tx, input.caseId);
    const id = await issueRevision(services, tx, { ...input, facts, basis: await requireBasis(tx, { ...input, facts }) });
    await markPublic(services, tx, input.caseId);
    return id;
  });
}

/**
 * Goes the whole way of publishing, up to the valid documents, and stores nothing: whatever would refuse it refuses here.
 * @returns what the advisory would say that cannot all be true: for a person to look at before it is out
 */
export async function checkAdvisory(services: Services, input: PublishAdvisory): Promise<readonly ValidationFinding[]> {
  await authoriseOnCase(services, input.actor, "publication:publish", input.caseId);
  refuseRealCve(services, input.wording.cve?.id);
  return services.db.inTransaction(async (tx) => {
    const facts = await getCaseFacts(services, tx, input.caseId);
    const basis = await requireBasis(tx, { ...input, facts });
    const earlier = await findAdvisoryOfCase(tx, input.caseId);
    refuseRevision(services, { wording: input.wording, facts, basis }, earlier);
    const { content } = composeRow(services, { ...input, facts, basis }, earlier ?? { tracking_id: `BW-${services.clock().getUTCFullYear()}-0000` });
    await draftDocuments(services, tx, { content, ending: null });
    return checkConsistency(toPublic(services, content));
  });
}

/** What the advisory stands on; the house's own patch before anybody's word. */
async function requireBasis(tx: Transaction, { caseId, statement, facts }: Pick<PublishAdvisory, "caseId" | "statement"> & { readonly facts: CaseFacts }): Promise<Basis> {
  const patch = await findReleasedPatch(tx, caseId);
  if (patch) return { patch, statement: null };
  if (statement === null) {
    throw new PublicationRefusal("no-verified-patch", "caseId: this case has no verified, signed and released patch; release one first, or name what the vendor or a CNA said in public", { field: "caseId" });
  }
  if (!mayStandOnStatement(facts.embargo.state, statement)) {
    throw new PublicationRefusal("embargo-in-force", "statement.fixedVersion: while the embargo holds only a fix may be announced; wait for its end, or name the version that they fixed it in", { field: "statement.fixedVersion" });
  }
  return { patch: null, statement };
}

/** An exercise must never speak of a real identifier; the year 1900 holds none. */
export function refuseRealCve(services: Services, cveId: string | undefined): void {
  if (cveId === undefined || !services.configuration.exercise || cveId.startsWith("CVE-1900-")) return;
  throw new PublicationRefusal("real-cve-in-exercise", "cve.id: an exercise takes ids of the year 1900 only, such as CVE-1900-10042", { field: "cve.id" });
}

type Revision = Pick<PublishAdvisory, "actor" | "caseId" | "wording"> & { readonly facts: CaseFacts; readonly basis: Basis };

/** One revision from a case's facts and what it stands on, inside a transaction that holds the publishing lock. */
export async function issueRevision(services: Services, tx: Transaction, input: Revision): Promise<string> {
  const { actor, basis: { patch, statement } } = input;
  const earlier = await findAdvisoryOfCase(tx, input.caseId);
  refuseRevision(services, input, earlier);
  const row = { ...composeRow(services, input, earlier ?? { tracking_id: await nextTrackingId(tx, services.clock()) }), id: earlier?.id ?? newId("adv"), at: services.clock() };
  if (earlier) await updateAdvisory(tx, { ...row, ending: null });
  else await insertAdvisory(tx, row);
  await writeDocuments(services, tx, { ...row, ending: null });
  await appendEntry(services, tx, {
    kind: "publication.advisory-published",
    subject: row.id,
    by: actor,
    data: {
      caseId: row.case_id, trackingId: row.tracking_id, revision: row.revision,
      ...(patch ? { patchId: patch.patchId, patchDigest: patch.digest } : { standsOn: `${statement.by}-statement` }),
    },
  });
  await services.jobs.emit(tx, "publication.advisory-published", { advisoryId: row.id });
  return row.id;
}

function refuseRevision(services: Services, { wording, facts, basis }: Pick<Revision, "wording" | "facts" | "basis">, earlier: AdvisoryRow | undefined): void {
  if (earlier) refuseAgain(earlier, basis);
  refuseEarlyDetail(services, wording, facts);
}

function refuseAgain(earlier: AdvisoryRow, { patch, statement }: Basis): void {
  if (!isOpen(earlier.state)) throw new PublicationRefusal("already-ended", `caseId: ${earlier.tracking_id} is ${earlier.state}; nothing is published under it any more`, { field: "caseId" });
  if (patch && earlier.patch?.patchId === patch.patchId) throw new PublicationRefusal("already-published", `caseId: ${earlier.tracking_id} is published with this very patch`, { field: "caseId" });
  if (statement && earlier.statement?.url === statement.url && earlier.statement.fixedVersion === statement.fixedVersion) {
    throw new PublicationRefusal("already-published", `caseId: ${earlier.tracking_id} is published with this very statement`, { field: "caseId" });
  }
}

function refuseEarlyDetail(services: Services, wording: Wording, { mayPublishDetailAt }: CaseFacts): void {
  if (wording.detail === null || mayTellDetail(mayPublishDetailAt, services.clock().toISOString())) return;
  const when = mayPublishDetailAt === null ? "the policy's days after a fix, and there is none yet" : mayPublishDetailAt;
  throw new PublicationRefusal("detail-held", `releasableDetail: how to reproduce it may go out after ${when}; publish without it, and correct the advisory later`, { field: "releasableDetail" });
}

function composeRow(services: Services, { caseId, wording, facts, basis }: Omit<Revision, "actor">, earlier: Pick<AdvisoryRow, "tracking_id"> & Partial<AdvisoryRow>) {
  const { patch, statement } = basis;
  const content = composeAdvisory({
    facts, basis,
    ecosystem: ecosystemOfPurl(facts.product.purl),
    wording: { ...wording, cve: wording.cve ?? earlier.content?.cve ?? null },
    trackingId: earlier.tracking_id,
    publicUrl: services.configuration.publicUrl,
    exercise: services.configuration.exercise,
    at: services.clock().toISOString(),
    earlier: earlier.content?.revisions ?? [],
    texts: services.messages.text,
  });
  return {
    case_id: caseId,
    tracking_id: content.trackingId,
    state: "published" as const,
    revision: content.revisions.length,
    content,
    patch: patch && { patchId: patch.patchId, digest: patch.digest, keyId: patch.keyId, aiGenerated: patch.aiGenerated },
    priority: toPriority(facts),
    statement,
  };
}

async function nextTrackingId(tx: Transaction, at: Date): Promise<string> {
  const year = at.getUTCFullYear();
  return `BW-${year}-${String(await takeNumber(tx, year)).padStart(4, "0")}`;
}

/** What somebody published of it; what the table would assume for a gap is assumed again where it is used. */
function toPriority({ priority }: CaseFacts): AdvisoryRow["priority"] {
  return priority && { inKev: priority.inputs.inKev, automatable: priority.inputs.automatable, technicalImpact: priority.inputs.technicalImpact };
}
