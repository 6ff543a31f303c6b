import { idParams } from "#contracts/access";
import { figureList, publishedReport, publishReport as publishReportBody, reportDocument, reportList } from "#contracts/oversight";
import { SMALL_CELL } from "#engines/ledger";
import { route, type FileReply, type Route, type Services } from "#rooms/platform";
import { digestOf } from "./compute-report.ts";
import { publishReport } from "./publish-report.ts";
import type { ReportRow } from "./reports.store.ts";
import { readReport, readReportReceipt, requireReport, showReport, showReports } from "./show-reports.ts";
import { writeReportCsv } from "./write-report-csv.rules.ts";
import { writeReportHtml } from "./write-report-html.rules.ts";

const ROOM = "oversight";

/** A file of a report, which never changes. */
function fileRoute({ name, mediaType, summary, write }: { readonly name: string; readonly mediaType: string; readonly summary: string; write(services: Services, row: ReportRow): Promise<string> }): Route {
  return route({
    room: ROOM, method: "get", path: `/reports/{id}/${name}`, summary, permission: "public", params: idParams, reply: mediaType,
    run: async ({ services, params }): Promise<FileReply> => ({ bytes: await write(services, await requireReport(services, params.id)), mediaType: `${mediaType}; charset=utf-8`, fileName: name, cache: "immutable" }),
  });
}

export const reportRoutes: readonly Route[] = [
  route({ room: ROOM, method: "get", path: "/reports", summary: "The published transparency reports, and when the next comes by itself", permission: "public", reply: reportList, run: ({ services }) => showReports(services) }),
  route({
    room: ROOM, method: "post", path: "/reports", summary: "Publish a transparency report on the time from a day until now", permission: "oversight:publish-report", body: publishReportBody, reply: publishedReport, status: 201,
    run: async ({ services, actor, body }) => showReport(services, await publishReport(services, { actor, from: body.from })),
  }),
  route({
    room: ROOM, method: "get", path: "/oversight/figures", summary: "How each figure of a report is defined today", permission: "public", reply: figureList,
    run: async ({ services }) => ({ definitionsSha256: digestOf(services.figures), smallCell: SMALL_CELL, figures: [...services.figures] }),
  }),
  route({ room: ROOM, method: "get", path: "/reports/{id}", summary: "One transparency report", permission: "public", params: idParams, reply: publishedReport, run: ({ services, params }) => showReport(services, params.id) }),
  fileRoute({ name: "report.json", mediaType: "application/json", summary: "The report in canonical JSON, whose digest stands in the ledger", write: readReport }),
  fileRoute({ name: "receipt.json", mediaType: "application/json", summary: "Proof that the report's digest stands in the ledger", write: readReportReceipt }),
  fileRoute({ name: "report.csv", mediaType: "text/csv", summary: "The report as a table", write: async (services, row) => writeReportCsv(reportDocument.parse(JSON.parse(await readReport(services, row)))) }),
  fileRoute({ name: "report.html", mediaType: "text/html", summary: "The report as a page that stands alone and prints", write: async (services, row) => writeReportHtml(reportDocument.parse(JSON.parse(await readReport(services, row))), row.sha256) }),
];
