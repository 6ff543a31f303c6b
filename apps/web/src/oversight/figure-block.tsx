import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { ComputedAt } from "./computed-at.tsx";
import { toFigureRows } from "./figure-rows.ts";
import type { Duration, FigureValue, ReportedFigure } from "./oversight.query.ts";
import { tellQuantile, tellRange } from "./report-words.ts";

/** A figure that is more than one number: what it counts, its middle and tail, and its rows. Nothing for a single number. */
export function FigureBlock({ figure: { definition: { id, title, definition }, value }, size }: { readonly figure: ReportedFigure; readonly size: number }) {
  const { rows, few, hasPeriod } = toFigureRows(value);
  if (value.form === "count" || value.form === "standing") return null;
  const table = (
    <DataTable
      caption={t("reports.rowsOf", { title })}
      captionHidden
      columns={[
        { key: "row", header: t("reports.what"), cell: ({ label }) => label },
        ...(hasPeriod ? [{ key: "period", header: t("reports.inPeriod"), numeric: true, cell: ({ inPeriod }: { readonly inPeriod: string }) => inPeriod }] : []),
        { key: "date", header: hasPeriod ? t("reports.toDate") : t("reports.atEnd"), numeric: true, cell: ({ toDate }) => toDate },
      ]}
      rows={rows}
      rowKey={({ key }) => key}
      empty={null}
    />
  );
  return (
    <section id={`figure-${id}`} aria-labelledby={`title-${id}`} className="bw-report__block">
      <h3 id={`title-${id}`}>{title}</h3>
      <p className="bw-note bw-measure">{definition}</p>
      {value.form === "duration" && <Tails duration={value} />}
      {value.form === "stated" && <Stated value={value} />}
      {value.form === "duration" ? <Disclosure summary={t("reports.byDays")}>{table}</Disclosure> : table}
      {few.length > 0 && <p className="bw-note">{t("reports.fewEach", { words: few.join(", ") })}</p>}
      <ComputedAt size={size} />
    </section>
  );
}

/** The median and the tail, since a middle alone hides who waited longest. */
function Tails({ duration: { total, median, ninetieth, withinGoal } }: { readonly duration: Duration }) {
  if (median.toDate === null && ninetieth.toDate === null) return <p>{t("reports.tooFewCases", { cases: tellRange(total.toDate) })}</p>;
  return (
    <div className="bw-figures">
      <KeyFigure label={t("reports.median")} value={tellQuantile(median.inPeriod)} note={t("reports.sinceBeginning", { value: tellQuantile(median.toDate) })} />
      <KeyFigure label={t("reports.ninetieth")} value={tellQuantile(ninetieth.inPeriod)} note={t("reports.sinceBeginning", { value: tellQuantile(ninetieth.toDate) })} />
      {withinGoal && <KeyFigure label={t("reports.withinGoal")} value={tellRange(withinGoal.inPeriod)} note={t("reports.sinceBeginning", { value: tellRange(withinGoal.toDate) })} />}
    </div>
  );
}

function Stated({ value: { asOf } }: { readonly value: Extract<FigureValue, { readonly form: "stated" }> }) {
  if (asOf === null) return <p className="bw-note">{t("reports.neverStated")}</p>;
  return (
    <p className="bw-note">
      {t("reports.stated")} <DateTime at={asOf} />
    </p>
  );
}
