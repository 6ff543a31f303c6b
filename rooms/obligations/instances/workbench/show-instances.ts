import { INSTANCES_A_PAGE, type AgencyInstance, type InstanceDetail, type InstanceQuery } from "#contracts/agency-workbench";
import { decideBod2604 } from "#engines/advisories";
import { notFound, type Services } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { openAsset } from "../assets/sealed-asset.ts";
import { listRedatings } from "../dating/date-clocks.store.ts";
import { dateInstance } from "../dating/dating.rules.ts";
import { DATING_RULE, DATING_TABLE, getRow, rowsOf } from "../dating/dating-table.ts";
import { findFacts } from "../dating/flaws.store.ts";
import { datingPhase } from "../dating/phase.rules.ts";
import { readPlace, writePlace } from "./cursors.ts";
import { findInstance, listInstances, type InstanceRow, type Narrowed } from "./instances.store.ts";
import { daysOf } from "./spans.rules.ts";

/** What a query asks for; a span speaks of what is open, unless it asks for another state. */
export function toNarrowed({ state, tier, environment, exposed, cveId, span, gone }: InstanceQuery, today: string): Narrowed {
  return { state: state ?? (span === undefined ? undefined : "open"), environment, exposed, cveId, isGone: gone === "yes", rows: tier === undefined ? undefined : rowsOf(tier), due: span === undefined ? undefined : daysOf(span, today) };
}

/** A page of an agency's own instances, the soonest due first. */
export async function readInstances(services: Services, organisationId: string, { after, ...query }: InstanceQuery): Promise<{ instances: AgencyInstance[]; next: string | null }> {
  await requireAgency(services.db, organisationId);
  const today = dayOf(services.clock().toISOString());
  const rows = await listInstances(services.db, organisationId, { narrowed: toNarrowed(query, today), after: readPlace(after), limit: INSTANCES_A_PAGE + 1 });
  const shown = rows.slice(0, INSTANCES_A_PAGE);
  const last = shown.at(-1);
  return { instances: shown.map((row) => describeInstance(services, row, today)), next: rows.length > shown.length && last ? writePlace({ dueOn: last.due_on, clockId: last.clock_id, id: last.id }) : null };
}

/** One instance, why it is due when it is, and what moved its due day. */
export async function readInstance(services: Services, id: string): Promise<InstanceDetail> {
  const row = await findInstance(services.db, id);
  if (!row) throw notFound();
  const today = dayOf(services.clock().toISOString());
  const facts = { inKev: false, kevOn: null, automatable: null, technicalImpact: null, ...(await findFacts(services.db, row.cve_id)) };
  const { row: said, clockStart, startedBy, dueOn, assumed } = dateInstance(DATING_TABLE, { ...facts, exposed: row.exposed, detectedOn: row.detected_on });
  const { inKev, exposed, automatable, technicalImpact, tier, forensic } = said;
  const { sentence } = decideBod2604({ inKev, exposed, automatable: inKev ? automatable : facts.automatable, technicalImpact: inKev ? technicalImpact : facts.technicalImpact });
  const text = (key: string, params = {}) => services.messages.text(`obligations.dating.${key}`, params);
  const reason = [sentence, text(`by-${startedBy}`, { day: clockStart }), ...(assumed.includes("exposed") ? [text("exposed-not-judged")] : [])].join(" ");
  const history = (await listRedatings(services.db, { clockId: row.clock_id, instanceId: id }))
    .map((one) => ({ at: one.at, cause: one.cause, fromTier: getRow(one.from_row).tier, toTier: getRow(one.to_row).tier, fromDueOn: one.from_due_on, toDueOn: one.to_due_on }));
  return {
    instance: describeInstance(services, row, today),
    dating: { tier, row: said.row, inKev, exposed, automatable, technicalImpact, assumed: [...assumed], clockStart, startedBy, dueOn, forensic, rule: DATING_RULE, reason },
    history, phase: datingPhase(today, DATING_RULE),
  };
}

export function describeInstance(services: Services, row: InstanceRow, today: string): AgencyInstance {
  return {
    id: row.id, cveId: row.cve_id, assetId: row.asset_id, assetName: openAsset(services, { id: row.asset_id, content: row.asset_content }).name, environment: row.environment, exposed: row.exposed,
    state: row.state, justification: row.justification, exceptionUntil: row.exception_until, detectedOn: row.detected_on, lastSeenOn: row.last_seen_on, goneOn: row.gone_on,
    tier: getRow(row.table_row).tier, dueOn: row.due_on, isLate: row.state === "open" && row.due_on !== null && row.due_on < today, exceptionAsked: row.exception_asked,
  };
}
