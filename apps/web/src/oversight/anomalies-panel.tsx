import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { ANOMALIES } from "./inspection-words.ts";
import type { Inspection } from "./oversight.query.ts";
import { tellRange } from "./report-words.ts";

/** Alarms of the last weeks, as counts. */
export function AnomaliesPanel({ anomalies }: Pick<Inspection, "anomalies">) {
  return (
    <Panel heading={t("inspection.anomalies")}>
      <p className="bw-measure">{t("inspection.anomaliesWords")}</p>
      <DataTable
        caption={t("inspection.anomalies")}
        captionHidden
        columns={[
          { key: "kind", header: t("oversight.what"), cell: ({ kind }) => t(ANOMALIES[kind]) },
          { key: "week", header: t("inspection.week"), cell: ({ week }) => <span className="bw-nowrap">{formatDay(week)}</span> },
          { key: "count", header: t("parts.funnel.count"), numeric: true, cell: ({ count }) => <span className="bw-nowrap">{tellRange(count)}</span> },
        ]}
        rows={anomalies}
        rowKey={({ kind, week }) => `${kind} ${week}`}
        empty={<p className="bw-note">{t("inspection.anomaliesNone")}</p>}
      />
    </Panel>
  );
}
