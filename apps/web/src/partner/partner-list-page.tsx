import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { partnerAccessListQuery } from "../early-access/early-access.query.ts";
import { EARLY_ACCESS_STATES } from "../early-access/early-access.words.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

export function PartnerListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-security-lead"]}>{() => <PartnerList />}</ForRoles>
    </div>
  );
}

function PartnerList() {
  const query = useQuery(partnerAccessListQuery);
  return (
    <>
      <PageHeading title={t("partner.list.title")} lead={t("partner.list.lead")} />
      <QueryView query={query}>
        {(found) => (
          <DataTable
            caption={t("partner.list.title")}
            captionHidden
            rows={found.earlyAccess}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("partner.list.empty")}>
                <p>
                  {t("partner.list.emptyWords")}{" "}
                  <Link to="/criteria" className="usa-link">
                    {t("earlyAccess.criteria.title")}
                  </Link>
                </p>
              </EmptyState>
            }
            columns={[
              {
                key: "model",
                header: t("partner.model"),
                cell: ({ id, modelName }) => (
                  <Link to="/partner/$id" params={{ id }} className="usa-link">
                    {toVisibleText(modelName)}
                  </Link>
                ),
              },
              { key: "developer", header: t("partner.developer"), cell: ({ developerName }) => <UntrustedText text={developerName} /> },
              { key: "state", header: t("partner.state"), cell: ({ state }) => <StatusTag state={state} words={EARLY_ACCESS_STATES} /> },
              { key: "ends", header: t("earlyAccess.record.endsAt"), cell: ({ endsAt }) => <DateTime at={endsAt} /> },
            ]}
          />
        )}
      </QueryView>
      <VoluntaryNotice />
    </>
  );
}
