import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { FunnelPanel } from "../public/funnel-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

const reportQuery = queryOptions({ queryKey: ["oversight", "report"], queryFn: () => api.call("GET /oversight/report") });
const checkpointQuery = queryOptions({ queryKey: ["ledger", "checkpoint"], queryFn: () => api.call("GET /ledger/checkpoint") });

const VERIFY = "breakwater ledger verify ledger.json --key @ledger.key";

export function ReportPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["oversight"]}>{() => <Report />}</ForRoles>
    </div>
  );
}

function Report() {
  const report = useQuery(reportQuery);
  return (
    <>
      <PageHeading title={t("oversight.title")} lead={t("oversight.lead")} />
      <LedgerPanel />
      <FunnelPanel />
      <QueryView query={report}>
        {({ rooms, asOf, checkpoint }) => (
          <>
            <div className="bw-columns">
              {rooms
                .filter(({ counts }) => counts.length > 0)
                .map(({ room, counts }) => (
                  <Panel key={room} heading={t("oversight.room", { room })}>
                    <DataTable
                      caption={t("oversight.counts", { room })}
                      captionHidden
                      columns={[
                        { key: "name", header: t("oversight.what"), cell: ({ name }) => inWords(name) },
                        { key: "count", header: t("parts.funnel.count"), numeric: true, cell: ({ count }) => (count === null ? t("parts.funnel.few") : formatCount(count)) },
                      ]}
                      rows={counts}
                      rowKey={({ name }) => name}
                      empty={null}
                    />
                  </Panel>
                ))}
            </div>
            <p className="bw-note">
              {t("oversight.asOf")} <DateTime at={asOf} />
            </p>
            <UntrustedText text={checkpoint} block />
          </>
        )}
      </QueryView>
    </>
  );
}

/** "closedByDeadline" as "closed by deadline". */
function inWords(name: string): string {
  return name.replaceAll(/[-_]/g, " ").replaceAll(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
}

/** The ledger to take away, its key, and how to check it without trusting us. */
function LedgerPanel() {
  const checkpoint = useQuery(checkpointQuery);
  return (
    <Panel heading={t("oversight.ledger")}>
      <p className="bw-measure">{t("oversight.ledgerWords")}</p>
      <QueryView query={checkpoint}>
        {({ size, verifierKey, furtherKeys }) => (
          <>
            <p>{t("oversight.size", { size: formatCount(size) })}</p>
            <div className="bw-actions">
              <DownloadButton label={t("oversight.download")} fileName="ledger.json" read={() => api.call("GET /ledger/export")} />
              <DownloadButton label={t("oversight.downloadKey")} fileName="ledger.key" read={() => Promise.resolve(`${[verifierKey, ...furtherKeys].join("\n")}\n`)} />
            </div>
            <h3>{t("oversight.verify")}</h3>
            <p>{t("oversight.verifyWords")}</p>
            <UntrustedText text={VERIFY} block />
            <CopyButton text={VERIFY} what={t("oversight.command")} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
