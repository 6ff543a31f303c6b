import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import { ComputedAt } from "./computed-at.tsx";
import { FigureBlock } from "./figure-block.tsx";
import type { FigureDefinition, ReportedFigure } from "./oversight.query.ts";
import { tellRange } from "./report-words.ts";

interface SectionPanelProps {
  readonly heading: string;
  readonly figures: readonly ReportedFigure[];
  /** Entries of the ledger that the report was computed from. */
  readonly size: number;
}

/** A section of a report: its single numbers in one table, then each figure that has rows of its own. */
export function SectionPanel({ heading, figures, size }: SectionPanelProps) {
  const single = figures.flatMap(({ definition, value }) => {
    if (value.form === "count") return [{ definition, inPeriod: tellRange(value.inPeriod), toDate: tellRange(value.toDate) }];
    return value.form === "standing" ? [{ definition, inPeriod: t("reports.noPeriod"), toDate: tellRange(value.atEnd) }] : [];
  });
  return (
    <Panel heading={heading}>
      <DataTable
        caption={t("reports.counts", { section: heading })}
        captionHidden
        columns={[
          { key: "figure", header: t("reports.figure"), cell: ({ definition }) => <Figure definition={definition} size={size} /> },
          { key: "period", header: t("reports.inPeriod"), numeric: true, cell: ({ inPeriod }) => inPeriod },
          { key: "date", header: t("reports.toDate"), numeric: true, cell: ({ toDate }) => toDate },
        ]}
        rows={single}
        rowKey={({ definition }) => definition.id}
        empty={null}
      />
      {figures.map((figure) => (
        <FigureBlock key={figure.definition.id} figure={figure} size={size} />
      ))}
    </Panel>
  );
}

function Figure({ definition: { id, title, definition }, size }: { readonly definition: FigureDefinition; readonly size: number }) {
  return (
    <div id={`figure-${id}`} className="bw-report__figure">
      {title}
      <Disclosure summary={t("reports.counted")}>{definition}</Disclosure>
      <ComputedAt size={size} />
    </div>
  );
}
