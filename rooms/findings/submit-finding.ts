import { createHash } from "node:crypto";
import { bulkLine, MAX_BULK_LINES, type BulkResult, type SubmissionReceipt } from "#contracts/findings";
import { BundleError, readBundle, type EvidenceBundle } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { newId, Refusal, type Actor, type Services } from "#rooms/platform";
import { FindingsRefusal } from "./findings.errors.ts";
import { findByDigest, findFinding, insertFinding, type FindingRow } from "./findings.store.ts";
import type { FindingSummary } from "./findings.types.ts";
import { hashTarget, requireUnclaimed } from "./make-claim.ts";
import { reproduceFinding } from "./reproduce-finding.ts";
import { sealSummary } from "./sealed-records.ts";

export interface SubmitFinding {
  readonly actor: Actor;
  /** A plain tar with a `breakwater-evidence/1` manifest; attacker-controlled. */
  readonly bytes: Uint8Array;
  readonly appealOf?: string | undefined;
}

/**
 * Takes a finding in: the bundle is read and checked, kept encrypted, and goes to reproduction. The same bytes from the
 * same organisation again give the first receipt. Nothing of a refused bundle is stored.
 */
export async function submitFinding(services: Services, { actor, bytes, appealOf }: SubmitFinding): Promise<SubmissionReceipt> {
  const bundle = await openSubmission(bytes);
  const earlier = await findByDigest(services.db, actor.organisationId, bundle.digest);
  if (earlier) return toReceipt(earlier, true);
  if (appealOf !== undefined) await requireOpenAppeal(services, actor, appealOf);
  const summary = summarise(bundle);
  const { repository, name, location } = summary.target;
  const target = { repository, product: name, path: location, weakness: summary.weakness };
  await requireUnclaimed(services, { actor, target });

  await services.artefacts.put(bytes);
  const id = newId("find");
  const commitment = createHash("sha3-512").update(bytes).digest("hex");
  await services.db.inTransaction(async (tx) => {
    const at = services.clock();
    const isNew = await insertFinding(tx, {
      id, organisation_id: actor.organisationId, person_id: actor.personId, digest: bundle.digest, commitment,
      project_key: hashTarget(services, target).project, sealed: sealSummary(services, id, summary), appeal_of: appealOf ?? null, at,
    });
    if (!isNew) return;
    await appendEntry(services, tx, { kind: "findings.submitted", subject: id, by: actor, data: { commitment, aiGenerated: summary.provenance.aiGenerated, appealOf: appealOf ?? null } });
    await services.jobs.enqueue(tx, reproduceFinding, { findingId: id });
  });
  const stored = await findByDigest(services.db, actor.organisationId, bundle.digest);
  if (!stored) throw new Error("A finding just stored is not there");
  return toReceipt(stored, stored.id !== id);
}

/** Takes many findings in, one line each; each line stands or falls alone. The text is attacker-controlled. */
export async function submitBulk(services: Services, { actor, bytes }: { readonly actor: Actor; readonly bytes: Uint8Array }) {
  const lines = splitLines(bytes);
  if (lines.length > MAX_BULK_LINES) throw new FindingsRefusal("too-many-lines", `body: ${lines.length} lines; send at most ${MAX_BULK_LINES} at once`, { field: "body" });
  const results: BulkResult[] = [];
  for (const { line, text } of lines) results.push({ line, ...(await takeLine(services, actor, text)) });
  return {
    accepted: results.filter((result) => result.findingId !== undefined).length,
    duplicates: results.filter((result) => result.duplicateOf !== undefined).length,
    refused: results.filter((result) => result.refused !== undefined).length,
    results,
  };
}

async function takeLine(services: Services, actor: Actor, text: Uint8Array): Promise<Omit<BulkResult, "line">> {
  try {
    const receipt = await submitFinding(services, { actor, bytes: parseLine(text) });
    return { ...(receipt.alreadyReceived ? { duplicateOf: receipt.findingId } : { findingId: receipt.findingId }), commitment: receipt.commitment };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, field } = error;
    return { refused: { code, message, ...(field ? { field } : {}) } };
  }
}

function parseLine(text: Uint8Array): Uint8Array {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch (cause) {
    throw new FindingsRefusal("line-refused", 'line: not JSON in UTF-8; write one {"bundle":"<base64 of the tar>"} a line', { field: "line", cause });
  }
  const parsed = bulkLine.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue && issue.path.length > 0 ? issue.path.join(".") : "line";
    throw new FindingsRefusal("line-refused", `${field}: ${issue?.message ?? "not valid"}`, { field });
  }
  return Buffer.from(parsed.data.bundle, "base64");
}

const LINE_FEED = 10;

/** Lines by number, blank ones left out. Splitting bytes keeps a broken character inside its own line. */
function splitLines(bytes: Uint8Array): { readonly line: number; readonly text: Uint8Array }[] {
  const lines: { line: number; text: Uint8Array }[] = [];
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    const text = bytes.subarray(start, end);
    if (text.some((byte) => byte !== 13 && byte !== 32 && byte !== 9)) lines.push({ line, text });
    start = end + 1;
  }
  return lines;
}

async function openSubmission(bytes: Uint8Array): Promise<EvidenceBundle> {
  let bundle: EvidenceBundle;
  try {
    bundle = await readBundle(bytes);
  } catch (cause) {
    if (!(cause instanceof BundleError)) throw cause;
    throw new FindingsRefusal("bundle-refused", cause.message, { field: cause.field, cause });
  }
  const { aiGenerated, model, harness } = bundle.manifest.provenance;
  if (aiGenerated && (model === null || harness === null)) {
    const field = `manifest.provenance.${model === null ? "model" : "harness"}`;
    throw new FindingsRefusal("provenance-missing", `${field}: a finding made by a model names the model and the harness that ran it`, { field });
  }
  return bundle;
}

async function requireOpenAppeal(services: Services, actor: Actor, findingId: string): Promise<void> {
  const rejected = await findFinding(services.db, findingId);
  if (rejected?.organisation_id !== actor.organisationId || rejected.state !== "rejected") {
    throw new FindingsRefusal("appeal-not-open", "appealOf: name a rejected finding of your own organisation", { field: "appealOf" });
  }
}

function summarise({ manifest }: EvidenceBundle): FindingSummary {
  const { name, version, repository, location } = manifest.target;
  return { title: manifest.title, description: manifest.description, weakness: manifest.weakness, target: { name, version, repository, location }, provenance: manifest.provenance };
}

function toReceipt(row: FindingRow, alreadyReceived: boolean): SubmissionReceipt {
  return { findingId: row.id, state: row.state, alreadyReceived, digest: row.digest, commitment: row.commitment, receivedAt: row.submitted_at };
}
