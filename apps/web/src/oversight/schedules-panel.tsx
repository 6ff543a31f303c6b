import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { MISSED, OUTCOMES } from "./inspection-words.ts";
import type { Inspection } from "./oversight.query.ts";

/** Work that comes round by itself, what was missed first. */
export function SchedulesPanel({ schedules }: Pick<Inspection, "schedules">) {
  return (
    <Panel heading={t("inspection.schedules")}>
      <p className="bw-measure">{t("inspection.schedulesWords")}</p>
      <DataTable
        caption={t("inspection.schedules")}
        captionHidden
        columns={[
          { key: "job", header: t("inspection.job"), cell: ({ job }) => <code>{job}</code> },
          { key: "schedule", header: t("inspection.schedule"), cell: ({ schedule }) => <code className="bw-nowrap">{schedule}</code> },
          { key: "last", header: t("inspection.lastRan"), cell: ({ lastRanAt }) => (lastRanAt === null ? t("inspection.never") : <DateTime at={lastRanAt} />) },
          { key: "outcome", header: t("inspection.outcome"), cell: ({ outcome, missed }) => <Outcome outcome={outcome} missed={missed} /> },
        ]}
        rows={schedules.toSorted((a, b) => Number(b.missed) - Number(a.missed) || a.job.localeCompare(b.job))}
        rowKey={({ job }) => job}
        empty={null}
      />
    </Panel>
  );
}

function Outcome({ outcome, missed }: Pick<Inspection["schedules"][number], "outcome" | "missed">) {
  return (
    <span className="bw-tags">
      <StatusTag state={outcome} words={OUTCOMES} />
      {missed && <StatusTag state="missed" words={MISSED} />}
    </span>
  );
}
