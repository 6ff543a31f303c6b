import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import type { Inspection } from "./oversight.query.ts";

/** Acts on keys, each with its place in the ledger. */
export function CeremoniesPanel({ ceremonies }: Pick<Inspection, "ceremonies">) {
  return (
    <Panel heading={t("inspection.ceremonies")}>
      <p className="bw-measure">{t("inspection.ceremoniesWords")}</p>
      <DataTable
        caption={t("inspection.ceremonies")}
        captionHidden
        columns={[
          { key: "kind", header: t("inspection.act"), cell: ({ kind }) => <code>{kind}</code> },
          { key: "at", header: t("inspection.when"), cell: ({ at }) => <DateTime at={at} /> },
          { key: "index", header: t("inspection.place"), numeric: true, cell: ({ index }) => formatCount(index) },
        ]}
        rows={ceremonies}
        rowKey={({ index }) => String(index)}
        empty={<p className="bw-note">{t("inspection.ceremoniesNone")}</p>}
      />
    </Panel>
  );
}
