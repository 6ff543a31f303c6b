import type { PlanStep, StepAction } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { getAdvisory } from "#rooms/publication";
import { DistributionRefusal } from "./distribution.errors.ts";
import { actionsFrom, nextDeployment } from "./deployment.rules.ts";
import { findStepOwner, listMatchesOfStep, lockOperator, updateMatch, type MatchRow } from "./distribution.store.ts";
import { describeStep, sealStatement } from "./read-plan.ts";

/** What an operator does with a step, and what it has to say with it. */
export type StepMove =
  | { readonly action: Extract<StepAction, "acknowledge" | "apply" | "confirm" | "roll-back"> }
  | { readonly action: "schedule"; readonly at: string }
  | { readonly action: "defer"; readonly reason: string; readonly compensatingControl: string; readonly reviewOn: string }
  | { readonly action: "not-affected"; readonly justification: string; readonly statement: string }
  | { readonly action: "fail"; readonly reason: string };

export interface MoveStep {
  readonly actor: Actor;
  readonly stepId: string;
  /** Some of the step's assets; without it, all that the action fits. */
  readonly assets: readonly string[] | undefined;
  readonly move: StepMove;
}

/** Records what the operator, or its delegate, did with a step's assets. */
export function moveStep(services: Services, { actor, stepId, assets, move }: MoveStep): Promise<PlanStep> {
  refusePast(services, move);
  return services.db.inTransaction(async (tx) => {
    const owner = await findStepOwner(tx, stepId);
    if (owner === undefined || !(await lockOperator(tx, owner))) throw notFound();
    const rows = await listMatchesOfStep(tx, owner, stepId);
    if (rows.length === 0) throw notFound();
    const isRecalled = await isFixRecalled(services, tx, rows);
    const moving = chooseRows(rows, assets, { action: move.action, isRecalled });
    for (const row of moving) await moveRow(services, tx, { row, move, isRecalled });
    await appendEntry(services, tx, { kind: `distribution.step-${PAST[move.action]}`, subject: stepId, by: actor, data: { assets: countAssets(moving) }, visibleTo: [owner] });
    return describeStep(services, tx, await listMatchesOfStep(tx, owner, stepId));
  });
}

const PAST = {
  acknowledge: "acknowledged", schedule: "scheduled", apply: "applied", confirm: "confirmed", defer: "deferred", "not-affected": "not-affected", fail: "failed", "roll-back": "rolled-back",
} satisfies Record<StepAction, string>;

function refusePast(services: Services, move: StepMove): void {
  const [field, instant] = move.action === "schedule" ? ["at", move.at] : move.action === "defer" ? ["reviewOn", move.reviewOn] : [];
  if (field && instant && new Date(instant) <= services.clock()) {
    throw new DistributionRefusal("not-in-future", `${field}: lies in the past; give a time to come`, { field });
  }
}

async function isFixRecalled(services: Services, tx: Transaction, rows: readonly MatchRow[]): Promise<boolean> {
  for (const id of new Set(rows.map((row) => row.advisory_id))) if ((await getAdvisory(services, tx, id)).state === "fix-recalled") return true;
  return false;
}

/** Named assets must all fit the action; unnamed, those move that it fits. An asset's matches move together. */
function chooseRows(rows: readonly MatchRow[], wanted: readonly string[] | undefined, { action, isRecalled }: { action: StepAction; isRecalled: boolean }): readonly MatchRow[] {
  const named = wanted && rows.filter((row) => wanted.includes(row.id));
  if (named && named.length !== new Set(wanted).size) throw new DistributionRefusal("not-in-that-state", "assets: one of them is not part of this step; leave it out", { field: "assets" });
  const meant = named ? rows.filter((row) => named.some((one) => one.asset_hash === row.asset_hash)) : rows;
  const fitting = meant.filter((row) => actionsFrom(row.state, isRecalled).includes(action));
  if (fitting.length > 0 && (!named || countAssets(fitting) === countAssets(meant))) return fitting;
  if (isRecalled && meant.some((row) => actionsFrom(row.state, false).includes(action))) {
    throw new DistributionRefusal("fix-recalled", "This fix was called back. Do not install it; the plan says what to do.");
  }
  throw new DistributionRefusal("not-in-that-state", `This cannot be done now: it stands at ${[...new Set(meant.map((row) => row.state))].join(", ")}.`);
}

function countAssets(rows: readonly MatchRow[]): number {
  return new Set(rows.map((row) => row.asset_hash)).size;
}

async function moveRow(services: Services, tx: Transaction, { row, move, isRecalled }: { row: MatchRow; move: StepMove; isRecalled: boolean }): Promise<void> {
  const state = nextDeployment(row.state, move.action, isRecalled);
  if (!state) throw new Error(`${move.action} was chosen for ${row.state}, where it has no place`);
  const at = services.clock();
  const words = wordsOf(move);
  // Applied counts as long as it holds: a fix that failed is not deployed.
  const wasApplied = state === "confirmed" && row.applied_at !== null ? new Date(row.applied_at) : null;
  await updateMatch(tx, {
    id: row.id,
    state,
    acknowledgedAt: at,
    appliedAt: state === "applied" ? at : wasApplied,
    scheduledFor: move.action === "schedule" ? new Date(move.at) : null,
    reviewOn: move.action === "defer" ? new Date(move.reviewOn) : null,
    statement: words === null ? null : sealStatement(services, row.id, words),
  });
}

function wordsOf(move: StepMove): string | null {
  switch (move.action) {
    case "defer": return `${move.reason}\n${move.compensatingControl}`;
    case "not-affected": return `${move.justification}: ${move.statement}`;
    case "fail": return move.reason;
    default: return null;
  }
}
