import { add, addCounted, band, exactly, findQuantile, showTally, subtract } from "./bands.rules.ts";
import type { Counted, CountRange, DaySpan, Figure, FigureCounts, FigureValue, FormOf, Spans } from "./figure.types.ts";

/** What is shown of each figure's counts, in the figures' order. A pure function of the counts' bands, where it shows bands. */
export function showFigures(figures: readonly Figure[], counts: ReadonlyMap<string, FigureCounts>): readonly FigureValue[] {
  const direct = new Map(figures.flatMap((figure) => {
    const own = counts.get(figure.id);
    return own ? [[figure.id, showFigure(figure, own)] as const] : [];
  }));
  return figures.map(({ id, how }) => {
    const shown = how.form === "standing" ? showStanding(how, direct) : direct.get(id);
    if (!shown) throw new Error(`The figure ${id} was not counted`);
    return shown;
  });
}

function showFigure({ shown, how }: Figure, counts: FigureCounts): FigureValue {
  switch (counts.form) {
    case "count":
      return { form: "count", ...showTally(counts.of, shown) };
    case "table": {
      const rows = counts.rows.map(({ word, ...tally }) => ({ word, ...showTally(tally, shown) }));
      return { form: "table", total: addCounted(rows), rows };
    }
    case "duration":
      return showDuration(counts.rows.map(({ overDays, upToDays, ...tally }) => ({ overDays, upToDays, ...showTally(tally, shown) })), how.form === "duration" ? how.goalDays : null);
    case "pairs":
      // That one person did both is a fault of the house: it is never hidden, however often it was.
      return { form: "pairs", checked: showTally(counts.checked, shown), exceptions: showTally(counts.exceptions, "exact") };
    case "stated":
      return { form: "stated", asOf: counts.asOf, rows: counts.rows.map(({ word, least }) => ({ word, atEnd: band(least) })) };
    case "deadlines": {
      const { notYetDue, inTime, late, begun, silent } = counts;
      return { form: "deadlines", atEnd: { notYetDue: exactly(notYetDue), inTime: exactly(inTime), late: exactly(late), begun: exactly(begun), silent: exactly(silent) } };
    }
  }
}

function showDuration(rows: readonly (Counted & DaySpan)[], goalDays: number | null): FigureValue {
  const quantile = (hundredths: number): Spans => ({
    toDate: findQuantile(rows.map((row) => ({ ...row, count: row.toDate })), hundredths),
    inPeriod: findQuantile(rows.map((row) => ({ ...row, count: row.inPeriod })), hundredths),
  });
  const within = rows.filter(({ upToDays }) => goalDays !== null && upToDays !== null && upToDays <= goalDays);
  return { form: "duration", total: addCounted(rows), rows, median: quantile(50), ninetieth: quantile(90), withinGoal: goalDays === null ? null : addCounted(within) };
}

function showStanding({ plus, minus }: FormOf<"standing">, direct: ReadonlyMap<string, FigureValue>): FigureValue {
  const totals = (ids: readonly string[]): CountRange => add(ids.map((id) => totalOf(id, direct.get(id))));
  return { form: "standing", atEnd: subtract(totals(plus), totals(minus)) };
}

function totalOf(id: string, value: FigureValue | undefined): CountRange {
  if (value?.form === "count") return value.toDate;
  if (value?.form === "table" || value?.form === "duration") return value.total.toDate;
  throw new Error(`A standing figure is made of counts, tables and durations, and ${id} is none`);
}
