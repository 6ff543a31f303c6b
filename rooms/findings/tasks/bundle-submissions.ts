import type { BundleReply, BundleSubmission } from "#contracts/aixcc";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { getTask, type Task } from "#rooms/scanning";
import { FindingsRefusal } from "../findings.errors.ts";
import { JUDGE_PATCHES_JOB } from "./judge-patches.ts";
import { findSubmission, insertBundle, joinFinding, listBroadcasts, lockBundle, updateBundle, withdrawBundle, type BundleRow, type SubmissionKind } from "./tasks.store.ts";

interface OfTask {
  readonly actor: Actor;
  readonly taskId: string;
}

type Part = "pov_id" | "patch_id" | "submitted_sarif_id" | "freeform_id";
const KINDS: Readonly<Record<Part, SubmissionKind>> = { pov_id: "pov", patch_id: "patch", submitted_sarif_id: "submitted-sarif", freeform_id: "freeform" };

/** Says which submissions belong together: what stands beside a PoV goes with its finding from then on, and a patch is tried on it. */
export async function bundleSubmissions(services: Services, { actor, taskId, bundle }: OfTask & { readonly bundle: BundleSubmission }): Promise<BundleReply> {
  const task = await getTask(services, taskId);
  const id = newId("tbun");
  const status = isOver(services, task) ? "deadline_exceeded" : "accepted";
  await services.db.inTransaction(async (tx) => {
    if (status === "accepted") await join(services, tx, task, bundle);
    await insertBundle(tx, { id, taskId, sealed: seal(services, id, bundle), status, organisationId: actor.organisationId, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "findings.task-bundled", subject: id, by: actor, data: { taskId, status } });
  });
  return { bundle_id: id, status, ...bundle };
}

export async function showBundle(services: Services, { taskId, bundleId }: { readonly taskId: string; readonly bundleId: string }): Promise<BundleReply> {
  await getTask(services, taskId);
  return services.db.inTransaction(async (tx) => describe(services, await requireBundle(tx, taskId, bundleId)));
}

/** Puts other parts into a bundle; what is not given stays. After the deadline nothing changes. */
export async function changeBundle(services: Services, { actor, taskId, bundleId, bundle }: OfTask & { readonly bundleId: string; readonly bundle: BundleSubmission }): Promise<BundleReply> {
  const task = await getTask(services, taskId);
  return services.db.inTransaction(async (tx) => {
    const row = await requireBundle(tx, taskId, bundleId);
    const known = openBundle(services, row);
    if (isOver(services, task)) return { bundle_id: row.id, ...known, status: "deadline_exceeded" };
    const whole = { ...known, ...bundle };
    await part(services, tx, task, known);
    await join(services, tx, task, whole);
    await updateBundle(tx, row.id, seal(services, row.id, whole));
    await appendEntry(services, tx, { kind: "findings.task-bundle-changed", subject: row.id, by: actor, data: { taskId } });
    return { bundle_id: row.id, status: row.status, ...whole };
  });
}

export async function withdrawTaskBundle(services: Services, { actor, taskId, bundleId }: OfTask & { readonly bundleId: string }): Promise<void> {
  const task = await getTask(services, taskId);
  await services.db.inTransaction(async (tx) => {
    const row = await requireBundle(tx, taskId, bundleId);
    await part(services, tx, task, openBundle(services, row));
    await withdrawBundle(tx, row.id, services.clock());
    await appendEntry(services, tx, { kind: "findings.task-bundle-withdrawn", subject: row.id, by: actor, data: { taskId } });
  });
}

async function join(services: Services, tx: Transaction, task: Task, bundle: BundleSubmission): Promise<void> {
  const rows = new Map<Part, { readonly finding_id: string | null }>();
  for (const [field, kind] of Object.entries(KINDS) as [Part, SubmissionKind][]) {
    const id = bundle[field];
    if (id === undefined) continue;
    const row = await findSubmission(tx, { taskId: task.id, kind, id });
    if (!row) throw noSuchPart(field);
    rows.set(field, row);
  }
  const { broadcast_sarif_id: broadcastId } = bundle;
  if (broadcastId !== undefined && !(await listBroadcasts(tx, task.id)).some(({ id }) => id === broadcastId)) throw noSuchPart("broadcast_sarif_id");
  const findingId = rows.get("pov_id")?.finding_id ?? null;
  if (findingId === null) return;
  await joinFinding(tx, partsBeside(bundle), findingId);
  if (bundle.patch_id !== undefined) await services.jobs.enqueue(tx, { name: JUDGE_PATCHES_JOB }, { findingId });
}

/** What stood beside the PoV stands for itself again. */
async function part(services: Services, tx: Transaction, task: Task, bundle: BundleSubmission): Promise<void> {
  if (!isOver(services, task)) await joinFinding(tx, partsBeside(bundle), null);
}

function partsBeside({ patch_id: patch, freeform_id: freeform }: BundleSubmission): readonly string[] {
  return [patch, freeform].filter((id) => id !== undefined);
}

function noSuchPart(field: string): FindingsRefusal {
  return new FindingsRefusal("task-input-refused", `${field}: names nothing that your organisation was given for this task`, { field });
}

function isOver(services: Services, { deadline }: Task): boolean {
  return services.clock() >= deadline;
}

async function requireBundle(tx: Transaction, taskId: string, id: string): Promise<BundleRow> {
  const row = await lockBundle(tx, taskId, id);
  if (!row) throw notFound();
  return row;
}

function seal(services: Services, id: string, bundle: BundleSubmission): string {
  return services.keys.seal("task-bundle", id, JSON.stringify(bundle));
}

export function openBundle(services: Services, { id, sealed }: Pick<BundleRow, "id" | "sealed">): BundleSubmission {
  return JSON.parse(services.keys.open("task-bundle", id, sealed).toString("utf8")) as BundleSubmission;
}

function describe(services: Services, row: BundleRow): BundleReply {
  return { bundle_id: row.id, status: row.status, ...openBundle(services, row) };
}
