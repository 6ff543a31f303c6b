import { hash } from "node:crypto";
import type { PovSubmission, SubmissionStatus, TaskProvenance } from "#contracts/aixcc";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services } from "#rooms/platform";
import { canonicalRepository, getTask, requireUnclaimed, type Task } from "#rooms/scanning";
import { FindingsRefusal } from "../findings.errors.ts";
import { findFinding, findLastOutcome } from "../findings.store.ts";
import { FormatError, type FormatItem, type ImportDefaults } from "../intake/formats/format.types.ts";
import { describePov } from "../intake/formats/read-aixcc.ts";
import { readSarif } from "../intake/formats/read-sarif.ts";
import { storeItems } from "../intake/import-findings.ts";
import { newTally } from "../intake/submit-bulk.ts";
import { toPovStatus } from "./task-status.rules.ts";
import { findProvenance, findSameSubmission, findSubmission, insertSubmission, listBroadcasts, type SubmissionKind, type SubmissionRow } from "./tasks.store.ts";

/*
 * What a member hands in for a target that it took. A PoV and the results of a SARIF log become findings like any others, by
 * the same intake; a patch and a free text are kept, and go with the finding whose PoV they are bundled with. Every content is
 * attacker-controlled. The same content again is the same submission; after the deadline nothing is taken in but that it came.
 */
interface ForTask {
  readonly actor: Actor;
  readonly taskId: string;
}

/** Says who finds and with what, for what is handed in from now on. */
export async function sayProvenance(services: Services, { actor, taskId, ...said }: ForTask & TaskProvenance): Promise<TaskProvenance> {
  const task = await getTask(services, taskId);
  const text = JSON.stringify(said);
  const last = await findProvenance(services.db, actor.organisationId, taskId);
  if (last?.digest !== hash("sha256", text, "hex")) await store(services, { actor, task, kind: "provenance", content: text, sealed: text });
  return said;
}

export async function submitPov(services: Services, { actor, taskId, pov }: ForTask & { readonly pov: PovSubmission }): Promise<SubmissionRow> {
  return handIn(services, { actor, taskId, kind: "pov", content: JSON.stringify(pov) }, async (task) => {
    const [result] = await storeAsFindings(services, actor, task, [{ place: "testcase", ...describePov(pov) }]);
    return result?.findingId ?? result?.duplicateOf ?? null;
  });
}

export async function submitSarif(services: Services, { actor, taskId, sarif }: ForTask & { readonly sarif: Readonly<Record<string, unknown>> }): Promise<SubmissionRow> {
  const content = JSON.stringify(sarif);
  return handIn(services, { actor, taskId, kind: "submitted-sarif", content }, async (task) => {
    await storeAsFindings(services, actor, task, readSarifOf({ sarif }));
    await services.artefacts.put(Buffer.from(content));
    return null;
  });
}

/** A patch or a free text: kept as it is. */
export async function submitFile(services: Services, { actor, taskId, kind, base64 }: ForTask & { readonly kind: "patch" | "freeform"; readonly base64: string }): Promise<SubmissionRow> {
  const content = Buffer.from(base64, "base64");
  return handIn(services, { actor, taskId, kind, content }, async () => {
    await services.artefacts.put(content);
    return null;
  });
}

/** A view on what the clearinghouse sent round. */
export async function assessBroadcast(services: Services, { actor, taskId, broadcastId, ...view }: ForTask & { readonly broadcastId: string; readonly assessment: "correct" | "incorrect"; readonly description: string }): Promise<{ readonly status: SubmissionStatus }> {
  await getTask(services, taskId);
  if (!(await listBroadcasts(services.db, taskId)).some(({ id }) => id === broadcastId)) throw notFound();
  const text = JSON.stringify({ broadcastId, ...view });
  const { status } = await handIn(services, { actor, taskId, kind: "assessment", content: text, sealed: text }, () => Promise.resolve(null));
  return { status };
}

/** Where a submission stands now: a PoV stands where its finding does. */
export async function showSubmission(services: Services, { taskId, kind, id }: { readonly taskId: string; readonly kind: SubmissionKind; readonly id: string }): Promise<SubmissionRow> {
  await getTask(services, taskId);
  const row = await findSubmission(services.db, { taskId, kind, id });
  if (!row) throw notFound();
  return withFinding(services, row);
}

interface HandIn extends ForTask {
  readonly kind: Exclude<SubmissionKind, "provenance">;
  readonly content: string | Uint8Array;
  readonly sealed?: string;
}

/** @param take takes it in, and says which finding it became */
async function handIn(services: Services, { actor, taskId, kind, content, sealed }: HandIn, take: (task: Task) => Promise<string | null>): Promise<SubmissionRow> {
  const task = await getTask(services, taskId);
  const same = { organisationId: actor.organisationId, taskId, kind, digest: hash("sha256", content, "hex") };
  const earlier = await findSameSubmission(services.db, same);
  if (earlier) return withFinding(services, earlier);
  if (services.clock() >= task.deadline) return store(services, { actor, task, kind, content, status: "deadline_exceeded" });
  await requireUnclaimed(services, { actor, target: task.target });
  return store(services, { actor, task, kind, content, sealed, findingId: await take(task) });
}

interface Stored {
  readonly actor: Actor;
  readonly task: Task;
  readonly kind: SubmissionKind;
  readonly content: string | Uint8Array;
  readonly sealed?: string | undefined;
  readonly findingId?: string | null;
  readonly status?: SubmissionStatus;
}

async function store(services: Services, { actor, task, kind, content, sealed, findingId = null, status = "accepted" }: Stored): Promise<SubmissionRow> {
  const id = newId("tsub");
  const digest = hash("sha256", content, "hex");
  const row: SubmissionRow = { id, task_id: task.id, kind, digest, finding_id: findingId, sealed: sealed === undefined ? null : services.keys.seal("task-submission", id, sealed), status, tests_passing: null };
  const isNew = await services.db.inTransaction(async (tx) => {
    const inserted = await insertSubmission(tx, { ...row, organisationId: actor.organisationId, personId: actor.personId, at: services.clock() });
    if (inserted > 0) await appendEntry(services, tx, { kind: "findings.task-submitted", subject: id, by: actor, data: { taskId: task.id, kind, digest, status } });
    return inserted > 0;
  });
  // Two at once with the same content: the first one's is both's.
  return isNew ? row : ((await findSameSubmission(services.db, { organisationId: actor.organisationId, taskId: task.id, kind, digest })) ?? row);
}

async function withFinding(services: Services, row: SubmissionRow): Promise<SubmissionRow> {
  if (row.kind !== "pov" || row.finding_id === null) return row;
  const finding = await findFinding(services.db, row.finding_id);
  const run = await findLastOutcome(services.db, row.finding_id);
  return finding ? { ...row, status: toPovStatus({ state: finding.state, outcome: run?.outcome ?? null }) } : row;
}

async function storeAsFindings(services: Services, actor: Actor, task: Task, items: readonly FormatItem[]) {
  const defaults = await toDefaults(services, actor, task);
  const results = [];
  for await (const batch of storeItems(services, { actor, items, defaults, tally: newTally() })) results.push(...batch);
  const refused = results.every((result) => result.refused !== undefined) ? results[0]?.refused : undefined;
  if (refused) throw new FindingsRefusal("task-input-refused", refused.message, { field: refused.field ?? "body" });
  return results;
}

/** What that API has no place for: the target is the task's, and who finds was said before. */
async function toDefaults(services: Services, actor: Actor, { id, target }: Task): Promise<ImportDefaults> {
  const row = await findProvenance(services.db, actor.organisationId, id);
  if (!row?.sealed) throw new FindingsRefusal("task-provenance-missing", `provenance: say first who finds, with which model and harness: POST /api/aixcc/v1/task/${id}/provenance/`, { field: "provenance" });
  const { provenance, version } = JSON.parse(services.keys.open("task-submission", row.id, row.sealed).toString("utf8")) as TaskProvenance;
  const { finder, model, modelVersion, harness, human } = provenance;
  const place = target.repository ? canonicalRepository(target.repository) : undefined;
  const isPackage = place?.startsWith("pkg:") === true;
  return {
    finder, model: model ?? undefined, modelVersion: modelVersion ?? undefined, harness: harness ?? undefined, human, version,
    product: target.product ?? (isPackage ? place : undefined),
    repository: place === undefined || isPackage ? undefined : `https://${place}`,
    weakness: target.weakness ?? undefined,
  };
}

/** The items of a SARIF log that stands in a body's field `sarif`. */
export function readSarifOf({ sarif }: { readonly sarif: Readonly<Record<string, unknown>> }): readonly FormatItem[] {
  try {
    return readSarif(sarif);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new FindingsRefusal("task-input-refused", `sarif.${cause.message}`, { field: `sarif.${cause.place}`, cause });
  }
}
