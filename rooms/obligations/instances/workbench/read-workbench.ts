import { environment, INSTANCES_A_PAGE, type AgencyEnvironment, type AgencyWorkbench, type DueGroups, type DueSpan } from "#contracts/agency-workbench";
import type { Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { DATING_RULE, getRow, TIER_ORDER } from "../dating/dating-table.ts";
import { datingPhase } from "../dating/phase.rules.ts";
import { countTasks } from "../forensics/forensics.store.ts";
import { readGroupPlace, writeGroupPlace } from "./cursors.ts";
import { arrivalWeeks, countWeeks, forecast } from "./forecast.rules.ts";
import { daysOf, isWithin } from "./spans.rules.ts";
import { countAssetsOf, countByDays, countExceptedByDay, countGone, countOpenThat, listGroups, type CountRow } from "./workbench.store.ts";

/** Everything that an agency's workbench counts, from tallies: no instance is read. */
export async function readWorkbench(services: Services, organisationId: string): Promise<AgencyWorkbench> {
  await requireAgency(services.db, organisationId);
  const { db } = services;
  const today = dayOf(services.clock().toISOString());
  const rows = await countByDays(db, organisationId, { detectedFrom: arrivalWeeks(today)[0] ?? today });
  const found = rows.flatMap(({ detected_on: detectedOn, table_row: row, instances }) => (detectedOn === null ? [] : [{ detectedOn, days: getRow(row).days, instances }]));
  const { assets, notJudged } = await countAssetsOf(db, organisationId);
  const open = rows.filter(({ state }) => state === "open");
  const count = (some: readonly CountRow[]) => some.reduce((total, { instances }) => total + instances, 0);
  const within = (some: readonly CountRow[], span: DueSpan) => {
    const days = daysOf(span, today);
    return count(some.filter(({ due_on: dueOn }) => isWithin(dueOn, days)));
  };
  const due = new Map<string, number>();
  const add = (day: string | null, instances: number) => day !== null && due.set(day, (due.get(day) ?? 0) + instances);
  for (const row of open) add(row.due_on, row.instances);
  for (const { day, instances } of await countExceptedByDay(db, organisationId)) add(day, instances);
  return {
    phase: datingPhase(today, DATING_RULE),
    open: count(open), overdue: within(open, "overdue"), dueThisWeek: within(open, "this-week"), dueIn30Days: within(open, "next-30-days"), later: within(open, "later"), onUpgrade: within(open, "on-upgrade"),
    inException: count(rows.filter(({ state }) => state === "exception")), proposedFixed: await countGone(db, organisationId), fixed: count(rows.filter(({ state }) => state === "fixed")), notAffected: count(rows.filter(({ state }) => state === "not_affected")),
    assets, assetsNotJudged: notJudged,
    forensics: await countTasks(db, organisationId, today),
    tiers: TIER_ORDER.map((tier) => {
      const some = open.filter((row) => getRow(row.table_row).tier === tier);
      return { tier, open: count(some), overdue: within(some, "overdue"), share: count(open) === 0 ? 0 : count(some) / count(open) };
    }),
    environments: environment.options.map((one) => {
      const some = open.filter((row) => row.environment === one);
      return { environment: one, open: count(some), overdue: within(some, "overdue") };
    }),
    forecast: [...forecast({ due, arrivals: found, today })],
    arrivals: [...countWeeks(found, today)],
  };
}

/** What is open in a span, grouped by vulnerability: what to fix, and on how many assets. */
export async function readDue(services: Services, organisationId: string, { span, environment: where, after }: { readonly span: DueSpan; readonly environment?: AgencyEnvironment | undefined; readonly after?: string | undefined }): Promise<DueGroups> {
  await requireAgency(services.db, organisationId);
  const today = dayOf(services.clock().toISOString());
  const narrowed = { due: daysOf(span, today), environment: where };
  const rows = await listGroups(services.db, organisationId, { narrowed, after: readGroupPlace(after), limit: INSTANCES_A_PAGE + 1 });
  const shown = rows.slice(0, INSTANCES_A_PAGE);
  const last = shown.at(-1);
  return {
    span, phase: datingPhase(today, DATING_RULE),
    groups: shown.map((row) => ({ cveId: row.cve_id, tier: getRow(row.table_row).tier, dueOn: row.due_on, inKev: row.in_kev, assets: row.assets, byEnvironment: [...row.by_environment], forensic: getRow(row.table_row).forensic })),
    instances: await countOpenThat(services.db, organisationId, narrowed),
    next: rows.length > shown.length && last ? writeGroupPlace({ dueOn: last.due_on, cveId: last.cve_id, row: last.table_row }) : null,
  };
}
