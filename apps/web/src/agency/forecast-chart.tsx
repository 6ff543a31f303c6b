import { formatCount, formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import type { ForecastWeek } from "./agency.query.ts";
import { toBars } from "./forecast.rules.ts";
import type { ForecastBars } from "./forecast.rules.ts";

/** Twelve weeks: what falls due of what is known, and what comes on top if scans go on finding as much. The same figures stand in a table. */
export function ForecastChart({ weeks }: { readonly weeks: readonly ForecastWeek[] }) {
  const bars = toBars(weeks);
  return (
    <figure className="bw-forecast">
      <p className="bw-measure">{t("agency.forecast.words")}</p>
      <ul className="bw-forecast__key" aria-hidden="true">
        <li className="bw-forecast__key-due">{t("agency.forecast.due")}</li>
        <li className="bw-forecast__key-expected">{t("agency.forecast.expected")}</li>
        <li className="bw-forecast__key-interval">{t("agency.forecast.interval")}</li>
      </ul>
      <div role="img" aria-label={t("agency.forecast.summary", { weeks: weeks.map(({ from, due }) => t("agency.forecast.week", { day: dayOf(from), due: formatCount(due) })).join(", ") })}>
        {weeks.map((week, index) => (
          <Week key={week.from} week={week} bars={bars[index]} />
        ))}
      </div>
      <details className="bw-details">
        <summary>{t("parts.funnel.asTable")}</summary>
        <DataTable
          caption={t("agency.forecast")}
          captionHidden
          columns={[
            { key: "from", header: t("agency.forecast.weekOf"), cell: ({ from, to }) => t("agency.forecast.fromTo", { from: dayOf(from), to: dayOf(to) }) },
            { key: "due", header: t("agency.forecast.due"), numeric: true, cell: ({ due }) => formatCount(due) },
            { key: "expected", header: t("agency.forecast.expected"), numeric: true, cell: ({ expected }) => inTenths(expected) },
            { key: "interval", header: t("agency.forecast.interval"), numeric: true, cell: ({ low, high }) => t("agency.forecast.lowToHigh", { low: inTenths(low), high: inTenths(high) }) },
          ]}
          rows={weeks}
          rowKey={({ from }) => from}
          empty={null}
        />
      </details>
    </figure>
  );
}

function Week({ week: { from, due }, bars }: { readonly week: ForecastWeek; readonly bars: ForecastBars | undefined }) {
  const percent = (value: number) => `${value}%`;
  return (
    <div className="bw-forecast__week">
      <span className="bw-forecast__label">{dayOf(from)}</span>
      {bars && (
        <svg className="bw-forecast__bar" width="100%" height="22" aria-hidden="true">
          <rect className="bw-funnel__track" width="100%" height="22" rx="3" />
          <rect className="bw-forecast__due" width={percent(bars.due)} height="22" rx="3" />
          <rect className="bw-forecast__expected" x={percent(bars.due)} width={percent(bars.expected)} y="4" height="14" />
          {bars.to > bars.from && <line className="bw-forecast__interval" x1={percent(bars.from)} x2={percent(bars.to)} y1="11" y2="11" />}
        </svg>
      )}
      <span className="bw-forecast__count">{formatCount(due)}</span>
    </div>
  );
}

function dayOf(day: string): string {
  return formatDay(day) ?? day;
}

function inTenths(count: number): string {
  return count.toLocaleString("en-GB", { maximumFractionDigits: 1 });
}
