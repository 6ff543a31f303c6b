import type { z } from "zod";
import { figureDefinition, reportDocument, type publishedReport, type reportList, type reportSummary } from "#contracts/oversight";
import { sha256Hex } from "#engines/ledger";
import { findHead, getReceipt } from "#rooms/audit";
import { notFound, type Services } from "#rooms/platform";
import { computeReport } from "./compute-report.ts";
import { dueAt, quarterOf } from "./quarters.ts";
import { findReport, findReportFile, getDefinitions, insertReportFile, listReports, type ReportRow } from "./reports.store.ts";

export async function showReports(services: Services): Promise<z.infer<typeof reportList>> {
  const quarter = quarterOf(services.clock());
  return { reports: (await listReports(services.db)).map(toSummary), next: { from: quarter.from.toISOString(), to: quarter.to.toISOString(), dueAt: dueAt(quarter).toISOString() } };
}

export async function showReport(services: Services, id: string): Promise<z.infer<typeof publishedReport>> {
  const row = await requireReport(services, id);
  return { ...toSummary(row), checkpoint: (await findHead(services, row.size)).note, document: reportDocument.parse(JSON.parse(await readReport(services, row))) };
}

/** The report's bytes. Where they are not kept any more they are made anew from the ledger, and are the same. */
export async function readReport(services: Services, row: ReportRow): Promise<string> {
  const kept = await findReportFile(services.db, row.id, "report.json");
  const document = kept ?? (await makeAnew(services, row));
  if (sha256Hex(document) !== row.sha256) throw new Error(`The report ${row.id} is not the one whose digest stands in the ledger`);
  if (kept === undefined) await insertReportFile(services.db.asSystem("a report's bytes are the house's"), { reportId: row.id, name: "report.json", content: document });
  return document;
}

/**
 * Proof that the digest stands in the ledger. Made once and kept: a newer one would show everybody who asks how long the
 * ledger is at that moment, which is public once an hour (rooms/audit/publish-head.ts).
 */
export async function readReportReceipt(services: Services, row: ReportRow): Promise<string> {
  const kept = await findReportFile(services.db, row.id, "receipt.json");
  if (kept !== undefined) return kept;
  const content = `${JSON.stringify(await getReceipt(services, row.entry_id))}\n`;
  const house = services.db.asSystem("a report's receipt is the house's");
  await insertReportFile(house, { reportId: row.id, name: "receipt.json", content });
  return (await findReportFile(house, row.id, "receipt.json")) ?? content;
}

export async function requireReport(services: Services, id: string): Promise<ReportRow> {
  const row = await findReport(services.db, id);
  if (!row) throw notFound();
  return row;
}

async function makeAnew(services: Services, row: ReportRow): Promise<string> {
  const definitions = figureDefinition.array().parse(JSON.parse(await getDefinitions(services.db, row.definitions)));
  return computeReport(services, definitions, { id: row.id, occasion: row.occasion, period: { from: row.period_from, to: row.period_to }, size: row.size });
}

function toSummary({ id, occasion, period_from, period_to, published_at, sha256, size }: ReportRow): z.infer<typeof reportSummary> {
  return { id, occasion, period: { from: period_from, to: period_to }, publishedAt: published_at, sha256, size };
}
