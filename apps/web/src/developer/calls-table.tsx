import { OUTCOMES } from "../engagement/work.words.ts";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import type { Column } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import type { Reply } from "../api.ts";
import { Who } from "./who.tsx";

type Call = Omit<Reply<"GET /engagements/{id}/activity">["calls"][number], "purpose" | "questionDigest" | "answerDigest">;

interface CallsTableProps<Of> {
  readonly calls: readonly Of[];
  /** What else is shown of each call. */
  readonly columns: readonly Column<Of>[];
}

/** Each call of the model, newest first: by whom, from where, how it ended and how large it was. */
export function CallsTable<Of extends Call>({ calls, columns }: CallsTableProps<Of>) {
  return (
    <DataTable
      caption={t("activity.calls")}
      captionHidden
      rows={calls}
      rowKey={(call) => call.id}
      empty={
        <EmptyState title={t("activity.noCalls")}>
          <p>{t("activity.noCallsWords")}</p>
        </EmptyState>
      }
      columns={[
        { key: "who", header: t("developer.reads.who"), cell: ({ personName, organisationName }) => <Who name={personName} organisation={organisationName} /> },
        { key: "at", header: t("developer.reads.at"), cell: ({ askedAt }) => <DateTime at={askedAt} /> },
        { key: "by", header: t("activity.by"), cell: ({ by, tools }) => (tools.length === 0 ? t(`activity.by.${by}`) : t("activity.byWithTools", { by: t(`activity.by.${by}`), tools: toVisibleText(tools.join(", ")) })) },
        { key: "outcome", header: t("activity.outcome"), cell: ({ outcome }) => <StatusTag state={outcome} words={OUTCOMES} /> },
        { key: "size", header: t("activity.size"), numeric: true, cell: ({ questionBytes, answerBytes }) => `${formatBytes(questionBytes)} / ${formatBytes(answerBytes ?? 0)}` },
        ...columns,
      ]}
    />
  );
}
