import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { READERS } from "./inspection-words.ts";
import type { Inspection } from "./oversight.query.ts";
import { tellRange } from "./report-words.ts";

/** Who read others' records and what for, in aggregate: no person, no organisation, no record. */
export function ReadsPanel({ reads }: Pick<Inspection, "reads">) {
  return (
    <Panel heading={t("inspection.reads")}>
      <p className="bw-measure">{t("inspection.readsWords")}</p>
      <DataTable
        caption={t("inspection.reads")}
        captionHidden
        columns={[
          { key: "purpose", header: t("reads.purpose"), cell: ({ purpose }) => <UntrustedText text={purpose.replaceAll("-", " ")} /> },
          { key: "reader", header: t("inspection.reader"), cell: ({ readerKind }) => t(READERS[readerKind]) },
          { key: "week", header: t("inspection.week"), cell: ({ week }) => <span className="bw-nowrap">{formatDay(week)}</span> },
          { key: "reads", header: t("inspection.readCount"), numeric: true, cell: ({ reads: count }) => <span className="bw-nowrap">{tellRange(count)}</span> },
        ]}
        rows={reads}
        rowKey={({ week, purpose, readerKind }) => `${week} ${purpose} ${readerKind}`}
        empty={<p className="bw-note">{t("inspection.readsNone")}</p>}
      />
    </Panel>
  );
}
