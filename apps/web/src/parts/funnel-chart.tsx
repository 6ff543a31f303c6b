import { formatCount, formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "./data-table.tsx";

interface FunnelChartProps {
  readonly label: string;
  /** From the widest to the narrowest. A count of null is one too small to be shown without pointing at somebody. */
  readonly stages: readonly FunnelStage[];
}

export interface FunnelStage {
  readonly key: string;
  readonly label: string;
  readonly count: number | null;
}

/** How many of the first stage reach each later one. Bars share one linear scale; the same figures stand in a table. */
export function FunnelChart({ label, stages }: FunnelChartProps) {
  const widest = Math.max(0, ...stages.map((stage) => stage.count ?? 0));
  const first = stages[0]?.count ?? 0;
  return (
    <figure className="bw-funnel">
      <div role="img" aria-label={t("parts.funnel.summary", { label, stages: stages.map(inWords).join(", ") })}>
        {stages.map((stage) => (
          <div key={stage.key} className="bw-funnel__stage">
            <span className="bw-funnel__label">{stage.label}</span>
            <span className="bw-funnel__count">{countInWords(stage.count)}</span>
            <svg className="bw-funnel__bar" width="100%" height="20" aria-hidden="true">
              <rect className="bw-funnel__track" width="100%" height="20" rx="4" />
              <rect className="bw-funnel__fill" width={barWidth(stage.count, widest)} height="20" rx="4" />
            </svg>
          </div>
        ))}
      </div>
      <details className="bw-details">
        <summary>{t("parts.funnel.asTable")}</summary>
        <DataTable
          caption={label}
          columns={[
            { key: "stage", header: t("parts.funnel.stage"), cell: (stage) => stage.label },
            { key: "count", header: t("parts.funnel.count"), numeric: true, cell: (stage) => countInWords(stage.count) },
            {
              key: "share",
              header: t("parts.funnel.share"),
              numeric: true,
              cell: (stage) => (stage.count === null || first === 0 ? "–" : formatShare(stage.count, first)),
            },
          ]}
          rows={stages}
          rowKey={(stage) => stage.key}
          empty={null}
        />
      </details>
    </figure>
  );
}

function inWords(stage: FunnelStage): string {
  return `${stage.label} ${countInWords(stage.count)}`;
}

function countInWords(count: number | null): string {
  return count === null ? t("parts.funnel.few") : formatCount(count);
}

/** As a percentage, so that the drawing needs no measuring; anything above none stays visible. */
export function barWidth(count: number | null, widest: number): string {
  if (count === null || count === 0 || widest === 0) return "0%";
  return `${Math.max(0.8, (count / widest) * 100)}%`;
}
