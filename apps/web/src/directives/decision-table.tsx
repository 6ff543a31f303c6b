import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import type { DecisionRow } from "./directives.query.ts";

/** Every row of the table by which each vulnerability on each asset has its own due day. */
export function DecisionTable({ rows }: { readonly rows: readonly DecisionRow[] }) {
  return (
    <Panel heading={t("directives.table")}>
      <p className="bw-measure">{t("directives.table.words")}</p>
      <DataTable
        caption={t("directives.table")}
        captionHidden
        columns={[
          { key: "row", header: t("directives.table.row"), cell: ({ row }) => row },
          { key: "kev", header: t("directives.table.inKev"), cell: ({ inKev }) => yesNo(inKev) },
          { key: "exposed", header: t("directives.table.exposed"), cell: ({ exposed }) => yesNo(exposed) },
          { key: "automatable", header: t("agency.automatable"), cell: ({ automatable }) => yesNo(automatable) },
          { key: "impact", header: t("agency.impact"), cell: ({ technicalImpact }) => t(technicalImpact === "total" ? "agency.impact.total" : "agency.impact.partial") },
          { key: "time", header: t("directives.table.time"), cell: timeInWords },
        ]}
        rows={rows}
        rowKey={({ row }) => String(row)}
        empty={null}
      />
    </Panel>
  );
}

function yesNo(value: boolean): string {
  return t(value ? "agency.yes" : "agency.no");
}

function timeInWords({ days, forensic }: DecisionRow): string {
  if (days === null) return t("directives.table.onUpgrade");
  return t(forensic ? "directives.table.daysForensic" : "directives.table.days", { days });
}
