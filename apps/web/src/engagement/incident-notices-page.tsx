import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { NOTICE_READERS } from "./work-roles.ts";
import { INCIDENT_KINDS, INCIDENT_STATES } from "./work.words.ts";

const noticesQuery = queryOptions({ queryKey: ["incident-notices"], queryFn: () => api.call("GET /incident-notices") });

/** What the clearinghouse learns of incidents in evaluations: that, when and of which kind. */
export function IncidentNoticesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={NOTICE_READERS}>{() => <Notices />}</ForRoles>
    </div>
  );
}

function Notices() {
  const query = useQuery(noticesQuery);
  return (
    <>
      <PageHeading title={t("incident.notices.title")} lead={t("incident.notices.lead")} />
      <QueryView query={query}>
        {({ notices }) => (
          <DataTable
            caption={t("incident.notices.title")}
            captionHidden
            rows={notices}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("incident.none")}>
                <p>{t("incident.notices.noneWords")}</p>
              </EmptyState>
            }
            columns={[
              { key: "kind", header: t("incident.raise.kind"), cell: ({ kind }) => t(INCIDENT_KINDS[kind]) },
              { key: "at", header: t("incident.event.raised"), cell: ({ raisedAt }) => <DateTime at={raisedAt} /> },
              { key: "third", header: t("incident.notices.thirdParty"), cell: ({ thirdPartyTold }) => t(thirdPartyTold ? "incident.notices.told" : "incident.notices.notTold") },
              { key: "state", header: t("incident.notices.state"), cell: ({ closedAt }) => <StatusTag state={closedAt ? "closed" : "open"} words={INCIDENT_STATES} /> },
            ]}
          />
        )}
      </QueryView>
    </>
  );
}
