import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { EvidenceList } from "./evidence-list.tsx";
import type { Tasking } from "./obligations.query.ts";
import { inDays, TASKING_MEANINGS, TASKING_WORDS } from "./tasking-words.ts";

export function TaskingsTable({ taskings }: { readonly taskings: readonly Tasking[] }) {
  return (
    <DataTable
      caption={t("obligations.caption")}
      columns={[
        { key: "paragraph", header: t("obligations.paragraph"), cell: ({ paragraph }) => <span className="bw-nowrap">{t("obligations.section", { paragraph })}</span> },
        { key: "task", header: t("obligations.task"), cell: (tasking) => <Task tasking={tasking} /> },
        { key: "status", header: t("obligations.dueAndStatus"), cell: (tasking) => <Status tasking={tasking} /> },
        { key: "evidence", header: t("obligations.evidence"), cell: (tasking) => <EvidenceList tasking={tasking} /> },
      ]}
      rows={taskings}
      rowKey={({ paragraph }) => paragraph}
      empty={null}
    />
  );
}

function Words({ task, quoted }: { readonly task: string; readonly quoted: boolean }) {
  return quoted ? <q>{task}</q> : <>{task}</>;
}

function Task({ tasking: { officials, consulted, parts, source, ...words } }: { readonly tasking: Tasking }) {
  return (
    <div className="bw-tasking-words">
      <Words {...words} />
      {parts.length > 0 && (
        <ul className="bw-tasking-parts">
          {parts.map((part) => (
            <li key={part.paragraph}>
              <span className="bw-nowrap">{t("obligations.section", { paragraph: part.paragraph })}</span> <Words {...part} />
            </li>
          ))}
        </ul>
      )}
      <span className="bw-row-note">{officials}</span>
      {consulted && <span className="bw-row-note">{t("obligations.consulting", { consulted })}</span>}
      <span className="bw-row-note">{t("obligations.source", { ...source })}</span>
    </div>
  );
}

function Status({ tasking: { dueOn, days, status, daysLate } }: { readonly tasking: Tasking }) {
  return (
    <>
      <time className="bw-nowrap" dateTime={dueOn}>
        {inDays(dueOn)}
      </time>
      <span className="bw-row-note">{t("obligations.days", { days })}</span>
      <span className="bw-nowrap">
        <StatusTag state={status} words={TASKING_WORDS} />
      </span>
      {daysLate > 0 && <span className="bw-row-note">{tCount("obligations.late", daysLate)}</span>}
      <span className="bw-row-note">{t(TASKING_MEANINGS[status])}</span>
    </>
  );
}
