import { canonicalJson, sha256Hex } from "#engines/ledger";
import { appendEntry, sealLedger } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Actor, type Queryable, type Services } from "#rooms/platform";
import { OversightRefusal } from "../oversight.errors.ts";
import { computeReport, digestOf, type ReportWish } from "./compute-report.ts";
import type { Quarter } from "./quarters.ts";
import { findQuarterReport, insertDefinitions, insertReport, insertReportFile, listReports, lockReports } from "./reports.store.ts";
import { stateCounts } from "./state-counts.ts";

/**
 * Acts between two reports at will: a report names the ledger's size, and where two of them have one act between them, whatever
 * moved from one to the other would be that act.
 */
const LEAST_BETWEEN = 25;

/**
 * Publishes a report on the time from the beginning of a day, UTC, until now.
 * @returns the report's id
 * @throws OversightRefusal `period-not-begun`, `report-too-soon`
 */
export async function publishReport(services: Services, { actor, from }: { readonly actor: Actor; readonly from: string }): Promise<string> {
  const begins = new Date(`${from}T00:00:00.000Z`);
  if (begins > services.clock()) throw new OversightRefusal("period-not-begun", "from: lies ahead; give today or a day before", "from");
  await stateCounts(services);
  const { size } = await sealLedger(services);
  await requireDistance(services.db, size);
  // The present instant is the last that counts.
  const to = new Date(services.clock().getTime() + 1);
  const id = newId("rep");
  await keepReport(services, { id, occasion: "at-will", period: { from: begins.toISOString(), to: to.toISOString() }, size }, actor);
  return id;
}

async function requireDistance(db: Queryable, size: number): Promise<void> {
  const [last] = await listReports(db);
  if (last && size - last.size < LEAST_BETWEEN) {
    throw new OversightRefusal("report-too-soon", `So little was done since the last report that it would show in a new one. A report can be published once the ledger has ${last.size + LEAST_BETWEEN} entries; it has ${size}.`);
  }
}

/** Publishes a quarter's report, once; does nothing when it is published already. */
export async function publishQuarter(services: Services, quarter: Quarter): Promise<void> {
  if (await findQuarterReport(services.db, quarter.from)) return;
  await stateCounts(services);
  const { size } = await sealLedger(services);
  await keepReport(services, { id: newId("rep"), occasion: "quarter", period: { from: quarter.from.toISOString(), to: quarter.to.toISOString() }, size });
}

/** The report and its digest in the ledger, or neither. Whoever asked for it stands in the ledger, too, and not in the report's own entry, which is shown to everybody. */
async function keepReport(services: Services, wish: ReportWish, asker?: Actor): Promise<void> {
  const { id, occasion, period, size } = wish;
  const document = await computeReport(services, services.figures, wish);
  const sha256 = sha256Hex(document);
  const definitions = digestOf(services.figures);
  await services.db.inTransaction(async (tx) => {
    const house = tx.asSystem("a report is the house's; who may publish one was asked before");
    await lockReports(house);
    // Another worker, or another inspector, may have been first.
    if (occasion === "quarter" && (await findQuarterReport(house, new Date(period.from)))) return;
    if (occasion === "at-will") await requireDistance(house, size);
    if (asker) await appendEntry(services, tx, { kind: "oversight.report-asked", subject: id, by: asker, data: { from: period.from, to: period.to } });
    const entryId = await appendEntry(services, house, { kind: "oversight.report-published", subject: id, by: SYSTEM_ACTOR, data: { occasion, from: period.from, to: period.to, size, definitions, sha256 } });
    await insertDefinitions(house, { sha256: definitions, content: canonicalJson(services.figures) });
    await insertReport(house, { id, occasion, period_from: period.from, period_to: period.to, size, definitions, sha256, entry_id: entryId, published_at: services.clock().toISOString() });
    await insertReportFile(house, { reportId: id, name: "report.json", content: document });
  });
}
