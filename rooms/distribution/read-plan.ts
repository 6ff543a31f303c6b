import type { Plan, PlanStep } from "#contracts/distribution";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { describeRanked, onlyTold, readSurroundings } from "./describe-step.ts";
import { countInventories, listMatches, type MatchRow } from "./distribution.store.ts";
import { noteRead } from "./distribution.resources.ts";
import { requireOperator } from "./enrol-operator.ts";
import { isPaused } from "./enrolment/enrolment.store.ts";
import { arrangePlan } from "./plan.rules.ts";
import { tellTurns } from "./waves/tell-turns.ts";

export { sealStatement } from "./describe-step.ts";

/** An operator's plan: at most five steps, the most urgent first. A delegate's look at it is shown to the operator. */
export async function readPlan(services: Services, { actor, organisationId }: { readonly actor: Actor; readonly organisationId: string }): Promise<Plan> {
  const operator = await requireOperator(services.db, organisationId);
  await noteRead(services, { actor, organisationId, subject: organisationId, what: "plan" });
  const all = await listMatches(services.db, organisationId);
  const inventories = await countInventories(services.db, organisationId);
  const around = await readSurroundings(services, services.db, organisationId, all);
  const turns = await tellTurns(services, { operator, rows: all, around });
  const { steps, waiting, putOff, done } = arrangePlan([...Map.groupBy(onlyTold(all), (row) => row.step_id).values()].map((ofStep) => describeRanked(services, ofStep, around)));
  return { asOf: services.clock().toISOString(), steps: [...steps], waiting, turns, putOff: [...putOff], done: [...done], inventories, note: await findNote(services, { organisationId, steps: steps.length, turns: turns.length, inventories }) };
}

async function findNote(services: Services, { organisationId, steps, turns, inventories }: { readonly organisationId: string; readonly steps: number; readonly turns: number; readonly inventories: number }): Promise<string | null> {
  if (await isPaused(services.db, organisationId)) return services.messages.text("plan.note.paused");
  if (steps > 0) return null;
  if (turns > 0) return services.messages.text("distribution.turn.note");
  return services.messages.text(inventories === 0 ? "plan.note.no-list" : "plan.note.nothing-found");
}

/** One step from its matches that the operator was told of, of which there is at least one. */
export async function describeStep(services: Services, db: Queryable, rows: readonly MatchRow[]): Promise<PlanStep> {
  const [first] = rows;
  if (!first) throw new Error("A step without a match cannot be described");
  return describeRanked(services, rows, await readSurroundings(services, db, first.organisation_id, rows)).step;
}
