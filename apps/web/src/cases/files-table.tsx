import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { toKeptName } from "../parts/file-names.ts";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { filesQuery } from "./cases.query.ts";
import type { CaseFile } from "./cases.query.ts";

/** Files of a case, or of one of its threads alone, with everybody who opened each. Opening one is recorded. */
export function CaseFiles({ caseId, threadId }: { readonly caseId: string; readonly threadId?: string }) {
  const query = useQuery(filesQuery(caseId));
  return (
    <QueryView query={query}>
      {(files) => (
        <DataTable
          caption={t("cases.files")}
          rows={threadId === undefined ? files : files.filter((file) => file.threadId === threadId)}
          rowKey={({ id }) => id}
          empty={threadId === undefined ? <p className="bw-note">{t("cases.files.none")}</p> : null}
          columns={[
            { key: "name", header: t("files.name"), cell: ({ name }) => <UntrustedText text={name} /> },
            { key: "size", header: t("files.size"), numeric: true, cell: ({ bytes }) => formatBytes(bytes) },
            {
              key: "by",
              header: t("cases.files.by"),
              cell: ({ byName, at }) => (
                <>
                  <UntrustedText text={byName} />
                  <span className="bw-row-note">
                    <DateTime at={at} />
                  </span>
                </>
              ),
            },
            { key: "reads", header: t("cases.files.reads"), cell: ({ reads }) => <Reads reads={reads} /> },
            {
              key: "get",
              header: t("files.download"),
              cell: ({ id, name }) => <DownloadButton label={t("files.download")} fileName={toKeptName(name)} read={() => api.call("GET /cases/{id}/file", { params: { id: caseId }, query: { fileId: id } })} />,
            },
          ]}
        />
      )}
    </QueryView>
  );
}

function Reads({ reads }: Pick<CaseFile, "reads">) {
  if (reads.length === 0) return <>{t("cases.files.unread")}</>;
  return (
    <ul className="bw-list">
      {reads.map(({ readerId, name, act, at }) => (
        <li key={`${readerId} ${act}`}>
          <UntrustedText text={name} />: {t(act === "opened" ? "cases.files.opened" : "cases.files.acknowledged")}
          <span className="bw-row-note">
            <DateTime at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
