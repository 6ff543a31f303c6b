import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { FunnelPanel } from "../public/funnel-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { LedgerPanel } from "./ledger-panel.tsx";
import { OversightLinks } from "./oversight-links.tsx";
import { countsQuery } from "./oversight.query.ts";
import { inWords } from "./report-words.ts";

/** Every room's counts as they are now; what is published and stays is a report. */
export function CountsPage() {
  return (
    <div className="bw-page bw-report">
      <ForRoles roles={["oversight"]}>{() => <Counts />}</ForRoles>
    </div>
  );
}

function Counts() {
  const counts = useQuery(countsQuery);
  return (
    <>
      <PageHeading title={t("oversight.title")} lead={t("oversight.lead")} />
      <OversightLinks />
      <LedgerPanel />
      <FunnelPanel />
      <QueryView query={counts}>
        {({ rooms, asOf, checkpoint }) => (
          <>
            <div className="bw-columns">
              {rooms
                .filter(({ counts: own }) => own.length > 0)
                .map(({ room, counts: own }) => (
                  <Panel key={room} heading={t("oversight.room", { room })}>
                    <DataTable
                      caption={t("oversight.counts", { room })}
                      captionHidden
                      columns={[
                        { key: "name", header: t("oversight.what"), cell: ({ name }) => inWords(name) },
                        { key: "count", header: t("parts.funnel.count"), numeric: true, cell: ({ count }) => (count === null ? t("parts.funnel.few") : formatCount(count)) },
                      ]}
                      rows={own}
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
