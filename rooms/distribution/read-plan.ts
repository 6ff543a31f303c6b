import { decideBod2604 } from "#engines/advisories";
import { compareVersions } from "#engines/exposure";
import type { Plan, PlanAsset, PlanStep } from "#contracts/distribution";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { getAdvisory, type PublishedAdvisory } from "#rooms/publication";
import { leastAdvanced } from "./deployment.rules.ts";
import { countInventories, listMatches, type MatchRow } from "./distribution.store.ts";
import { noteRead } from "./distribution.resources.ts";
import { requireOperator } from "./enrol-operator.ts";
import { openContent } from "./match-operator.ts";
import { arrangePlan, dueFrom, takenAsExposed, writeStep, type DatedAsset } from "./plan.rules.ts";

/** An operator's plan: at most five steps, the most urgent first. A delegate's look at it is shown to the operator. */
export async function readPlan(services: Services, { actor, organisationId }: { readonly actor: Actor; readonly organisationId: string }): Promise<Plan> {
  await requireOperator(services.db, organisationId);
  await noteRead(services, { actor, organisationId, subject: organisationId, what: "plan" });
  const rows = await listMatches(services.db, organisationId);
  const inventories = await countInventories(services.db, organisationId);
  const steps: PlanStep[] = [];
  for (const ofStep of Map.groupBy(rows, (row) => row.step_id).values()) steps.push(await describeStep(services, services.db, ofStep));
  const now = services.clock().toISOString();
  const arranged = arrangePlan(steps, now);
  return {
    asOf: now,
    steps: [...arranged.steps],
    waiting: arranged.waiting,
    done: [...arranged.done],
    inventories,
    note: arranged.steps.length > 0 ? null : services.messages.text(inventories === 0 ? "distribution.plan.no-list" : "distribution.plan.nothing-found"),
  };
}

/** One step from its matches, of which there is at least one. */
export async function describeStep(services: Services, db: Queryable, rows: readonly MatchRow[]): Promise<PlanStep> {
  const advisories = new Map<string, PublishedAdvisory>();
  for (const { advisory_id: id } of rows) if (!advisories.has(id)) advisories.set(id, await getAdvisory(services, db, id));
  const all = [...advisories.values()];
  const latest = all.toSorted(byFix)[0];
  const [first] = rows;
  if (!first || !latest) throw new Error("A step without a match cannot be described");
  return writeStep(
    {
      id: first.step_id,
      product: latest.product,
      fixedVersion: latest.fixedVersion,
      recalled: all.some(({ state }) => state === "fix-recalled"),
      patch: latest.patch && { ...latest.patch },
      advisories: all.map(({ id, trackingId, title }) => ({ id, trackingId, title })),
      assets: [...Map.groupBy(rows, (row) => row.asset_hash).values()].map((ofAsset) => toDatedAsset(services, ofAsset, advisories)),
    },
    services.messages.text,
  );
}

/** One update closes every finding fixed in it or before, so the highest fixed version is the one to install. */
function byFix(a: PublishedAdvisory, b: PublishedAdvisory): number {
  if (a.fixedVersion === null || b.fixedVersion === null) return a.fixedVersion === b.fixedVersion ? 0 : a.fixedVersion === null ? 1 : -1;
  return compareVersions("generic", b.fixedVersion, a.fixedVersion) ?? 0;
}

/** One asset, of which several advisories may speak: it stands where its least advanced match stands. */
function toDatedAsset(services: Services, rows: readonly MatchRow[], advisories: ReadonlyMap<string, PublishedAdvisory>): DatedAsset {
  const state = leastAdvanced(rows.map((row) => row.state));
  const open = rows.filter((row) => row.state === state);
  const [row] = open;
  const [first] = rows;
  if (!row || !first) throw new Error("An asset without a match cannot be described");
  const contents = rows.map((one) => openContent(services, one));
  const [surest = openContent(services, row)] = contents.toSorted((a, b) => b.probability - a.probability);
  const { asset, probability, reason, question } = surest;
  const shown: PlanAsset = {
    id: first.id, ...asset, state, probability, reason, question,
    scheduledFor: row.scheduled_for, reviewOn: row.review_on,
    statement: row.statement === null ? null : openStatement(services, row.id, row.statement),
  };
  const due = open.flatMap((one) => dueOf(one, asset.exposed, advisories.get(one.advisory_id)) ?? []);
  return { asset: shown, dueBy: due.length === 0 ? null : new Date(Math.min(...due)).toISOString() };
}

/** The same table as for federal agencies, asked with the operator's own answer: guidance to it, and no duty (INV-19). */
function dueOf(row: MatchRow, exposed: PlanAsset["exposed"], advisory: PublishedAdvisory | undefined): number | null {
  const unknown = { inKev: false, automatable: null, technicalImpact: null };
  const { dueDays } = decideBod2604({ ...(advisory?.priority ?? unknown), exposed: takenAsExposed(exposed) });
  return dueFrom(Date.parse(row.matched_at), dueDays);
}

const PURPOSE = "distribution-statement";

/** An operator's own words are sealed, as they tell where it is weak. */
export function sealStatement(services: Services, matchId: string, text: string): string {
  return services.keys.seal(PURPOSE, matchId, text);
}

function openStatement(services: Services, matchId: string, sealed: string): string {
  return services.keys.open(PURPOSE, matchId, sealed).toString("utf8");
}
