import { appendEntry } from "#rooms/audit";
import { authoriseOnCase, getCaseFacts, markPublic, type CaseFacts } from "#rooms/coordination";
import { newId, type Actor, type Services, type Transaction } from "#rooms/platform";
import { findReleasedPatch, type ReleasedPatch } from "#rooms/remediation";
import { PublicationRefusal } from "./publication.errors.ts";
import { composeAdvisory } from "./publication.rules.ts";
import { findAdvisoryOfCase, insertAdvisory, lockPublishing, takeNumber, updateAdvisory, type AdvisoryRow } from "./publication.store.ts";
import type { Wording } from "./publication.types.ts";
import { writeDocuments } from "./write-documents.ts";

export interface PublishAdvisory {
  readonly actor: Actor;
  readonly caseId: string;
  readonly wording: Wording;
}

/**
 * Publishes a case's advisory in every format, and with it ends the embargo. Needs a verified, signed and released patch
 * (INV-18). Once another patch is out, after a recall or not, the same case is published again as a further revision.
 * @returns the advisory's id
 */
export async function publishAdvisory(services: Services, input: PublishAdvisory): Promise<string> {
  await authoriseOnCase(services, input.actor, "publication:publish", input.caseId);
  refuseRealCve(services, input.wording.cve?.id);
  return services.db.inTransaction(async (tx) => {
    await lockPublishing(tx);
    const facts = await getCaseFacts(services, tx, input.caseId);
    const patch = await findReleasedPatch(tx, input.caseId);
    if (!patch) throw new PublicationRefusal("no-verified-patch", "caseId: this case has no verified, signed and released patch; release one first", { field: "caseId" });
    const id = await issueRevision(services, tx, { ...input, facts, patch });
    await markPublic(services, tx, input.caseId);
    return id;
  });
}

/** An exercise must never speak of a real identifier; the year 1900 holds none. */
export function refuseRealCve(services: Services, cveId: string | undefined): void {
  if (cveId === undefined || !services.configuration.exercise || cveId.startsWith("CVE-1900-")) return;
  throw new PublicationRefusal("real-cve-in-exercise", "cve.id: an exercise takes ids of the year 1900 only, such as CVE-1900-10042", { field: "cve.id" });
}

/** One revision from a case's facts and its released patch, inside a transaction that holds the publishing lock. */
export async function issueRevision(services: Services, tx: Transaction, input: PublishAdvisory & { readonly facts: CaseFacts; readonly patch: ReleasedPatch }): Promise<string> {
  const { actor, facts, patch } = input;
  const earlier = await findAdvisoryOfCase(tx, input.caseId);
  if (earlier?.patch?.patchId === patch.patchId) throw new PublicationRefusal("already-published", `caseId: ${earlier.tracking_id} is published with this very patch`, { field: "caseId" });
  const at = services.clock();
  const content = composeAdvisory({
    facts, patch,
    wording: { ...input.wording, cve: input.wording.cve ?? earlier?.content.cve ?? null },
    trackingId: earlier?.tracking_id ?? (await nextTrackingId(tx, at)),
    publicUrl: services.configuration.publicUrl,
    exercise: services.configuration.exercise,
    at: at.toISOString(),
    earlier: earlier?.content.revisions ?? [],
    texts: services.messages.text,
  });
  const row = {
    id: earlier?.id ?? newId("adv"),
    case_id: input.caseId,
    tracking_id: content.trackingId,
    state: "published" as const,
    revision: content.revisions.length,
    content,
    patch: { patchId: patch.patchId, digest: patch.digest, keyId: patch.keyId, aiGenerated: patch.aiGenerated },
    priority: toPriority(facts),
    at,
  };
  if (earlier) await updateAdvisory(tx, row);
  else await insertAdvisory(tx, row);
  await writeDocuments(services, tx, row.id, content);
  await appendEntry(services, tx, {
    kind: "publication.advisory-published",
    subject: row.id,
    by: actor,
    data: { caseId: row.case_id, trackingId: row.tracking_id, revision: row.revision, patchId: patch.patchId, patchDigest: patch.digest },
  });
  await services.jobs.emit(tx, "publication.advisory-published", { advisoryId: row.id });
  return row.id;
}

async function nextTrackingId(tx: Transaction, at: Date): Promise<string> {
  const year = at.getUTCFullYear();
  return `BW-${year}-${String(await takeNumber(tx, year)).padStart(4, "0")}`;
}

/** What somebody published of it; what the table would assume for a gap is assumed again where it is used. */
function toPriority({ priority }: CaseFacts): AdvisoryRow["priority"] {
  return priority && { inKev: priority.inputs.inKev, automatable: priority.inputs.automatable, technicalImpact: priority.inputs.technicalImpact };
}
