import type { Channel } from "#contracts/deployment";
import type { PlanStep, StepAction } from "#contracts/distribution";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { DistributionRefusal } from "./distribution.errors.ts";
import { actionsFrom, MOST_DEFERRED_DAYS, nextDeployment } from "./deployment.rules.ts";
import { askAgainJob } from "./deployment/ask-again.ts";
import { recordTurn } from "./deployment/record-turn.ts";
import { findStepOwner, listMatchesOfStep, lockOperator, updateMatch, type MatchRow } from "./distribution.store.ts";
import { onlyTold } from "./describe-step.ts";
import { describeStep, sealStatement } from "./read-plan.ts";
import { findAdvisories } from "./outside-advisories/find-advisories.ts";
import { reachAgain } from "./reminders/set-mail.ts";
import { openContent } from "./sealed-match.ts";
import { recalledAssets } from "./told-fix.rules.ts";
import { judgeRolloutJob } from "./waves/open-waves.ts";

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
  /** Which way it came; by the page where nothing is said. */
  readonly channel?: Exclude<Channel, "system">;
}

const DAY_MS = 86_400_000;

/** Records what the operator, or its delegate, did with a step's assets. */
export function moveStep(services: Services, { actor, stepId, assets, move, channel = "page" }: MoveStep): Promise<PlanStep> {
  refuseDate(services, move);
  return services.db.inTransaction(async (tx) => {
    const owner = await findStepOwner(tx, stepId);
    if (owner === undefined || !(await lockOperator(tx, owner))) throw notFound();
    const rows = onlyTold(await listMatchesOfStep(tx, owner, stepId));
    if (rows.length === 0) throw notFound();
    const isRecalled = await findRecalled(services, tx, rows);
    const moving = chooseRows(rows, assets, { action: move.action, isRecalled });
    for (const row of moving) await moveRow(services, tx, { row, move, isRecalled: isRecalled(row), channel });
    await appendEntry(services, tx, { kind: `distribution.step-${PAST[move.action]}`, subject: stepId, by: actor, data: { assets: countAssets(moving) }, visibleTo: [owner] });
    // Whoever answers is reached again, whichever way they came.
    await reachAgain(services, tx, owner);
    if (move.action === "defer") await services.jobs.enqueue(tx, askAgainJob, { organisationId: owner, stepId }, { startAfter: new Date(move.reviewOn) });
    // Going back says no less than that it failed.
    if (move.action === "fail" || move.action === "roll-back") for (const advisoryId of new Set(moving.map((row) => row.advisory_id))) await services.jobs.enqueue(tx, judgeRolloutJob, { advisoryId });
    return describeStep(services, tx, onlyTold(await listMatchesOfStep(tx, owner, stepId)));
  });
}

const PAST = {
  acknowledge: "acknowledged", schedule: "scheduled", apply: "applied", confirm: "confirmed", defer: "deferred", "not-affected": "not-affected", fail: "failed", "roll-back": "rolled-back",
} satisfies Record<StepAction, string>;

function refuseDate(services: Services, move: StepMove): void {
  const [field, instant] = move.action === "schedule" ? ["at", move.at] : move.action === "defer" ? ["reviewOn", move.reviewOn] : [];
  if (!field || !instant) return;
  const aheadMs = Date.parse(instant) - services.clock().getTime();
  if (aheadMs <= 0) throw new DistributionRefusal("not-in-future", `${field}: lies in the past; give a time to come`, { field });
  if (aheadMs <= MOST_DEFERRED_DAYS * DAY_MS) return;
  // Until its day nothing is asked of what is planned or put off: a day that is too far is never asked for.
  if (field === "at") throw new DistributionRefusal("planned-too-late", `at: plan it within ${MOST_DEFERRED_DAYS} days; it can be planned anew then`, { field });
  throw new DistributionRefusal("review-too-late", `reviewOn: look at it again within ${MOST_DEFERRED_DAYS} days; it can be put off again then`, { field });
}

/** On which assets nothing may be installed now. */
async function findRecalled(services: Services, tx: Transaction, rows: readonly MatchRow[]): Promise<(row: MatchRow) => boolean> {
  const advisories = await findAdvisories(services, tx, rows.map((row) => row.advisory_id));
  const recalled = recalledAssets(rows, (row) => advisories.get(row.advisory_id)?.own);
  return (row) => recalled.has(row.asset_hash);
}

/** Named assets must all fit the action; unnamed, those move that it fits. An asset's matches move together. */
function chooseRows(rows: readonly MatchRow[], wanted: readonly string[] | undefined, { action, isRecalled }: { action: StepAction; isRecalled: (row: MatchRow) => boolean }): readonly MatchRow[] {
  const named = wanted && rows.filter((row) => wanted.includes(row.id));
  if (named && named.length !== new Set(wanted).size) throw new DistributionRefusal("not-in-that-state", "assets: one of them is not part of this step; leave it out", { field: "assets" });
  const meant = named ? rows.filter((row) => named.some((one) => one.asset_hash === row.asset_hash)) : rows;
  const fitting = meant.filter((row) => actionsFrom(row.state, isRecalled(row)).includes(action));
  if (fitting.length > 0 && (!named || countAssets(fitting) === countAssets(meant))) return fitting;
  if (meant.some((row) => isRecalled(row) && actionsFrom(row.state, false).includes(action))) {
    throw new DistributionRefusal("fix-recalled", "This fix was called back. Do not install it; the plan says what to do.");
  }
  throw new DistributionRefusal("not-in-that-state", `This cannot be done now: it stands at ${[...new Set(meant.map((row) => row.state))].join(", ")}.`);
}

function countAssets(rows: readonly MatchRow[]): number {
  return new Set(rows.map((row) => row.asset_hash)).size;
}

async function moveRow(services: Services, tx: Transaction, { row, move, isRecalled, channel }: { row: MatchRow; move: StepMove; isRecalled: boolean; channel: Channel }): Promise<void> {
  const state = nextDeployment(row.state, move.action, isRecalled);
  if (!state) throw new Error(`${move.action} was chosen for ${row.state}, where it has no place`);
  const at = services.clock();
  const words = wordsOf(move);
  await recordTurn(services, tx, { match: row, asset: openContent(services, row).asset.name, from: row.state, to: state, channel, words });
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
