import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { CAMPAIGN_READERS, RUNNERS } from "./scanning-roles.ts";
import { ANSWER_WORDS, CAMPAIGN_WORDS } from "./scanning-words.ts";
import { campaignsQuery } from "./scanning.query.ts";

export function CampaignsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CAMPAIGN_READERS}>{({ roles }) => <Campaigns runs={hasRole({ roles: RUNNERS }, roles)} />}</ForRoles>
    </div>
  );
}

function Campaigns({ runs }: { readonly runs: boolean }) {
  const campaigns = useQuery(campaignsQuery);
  return (
    <>
      <PageHeading
        title={t("scanning.campaigns.title")}
        lead={t(runs ? "scanning.campaigns.leadRunner" : "scanning.campaigns.lead")}
        actions={
          runs ? (
            <>
              <LinkButton to="/campaigns/open">{t("scanning.campaigns.open")}</LinkButton>
              <LinkButton to="/clearinghouse/peers" outline>
                {t("scanning.peers.title")}
              </LinkButton>
            </>
          ) : (
            <LinkButton to="/membership" outline>
              {t("scanning.menu.membership")}
            </LinkButton>
          )
        }
      />
      <QueryView query={campaigns}>
        {(found) => (
          <DataTable
            caption={t("scanning.campaigns.caption")}
            columns={[
              {
                key: "title",
                header: t("scanning.campaign"),
                cell: ({ id, title }) => (
                  <Link to="/campaigns/$id" params={{ id }} className="usa-link">
                    {toVisibleText(title)}
                  </Link>
                ),
              },
              { key: "state", header: t("findings.state"), cell: ({ state, yourAnswer }) => <><StatusTag state={state} words={CAMPAIGN_WORDS} /> {yourAnswer && <StatusTag state={yourAnswer} words={ANSWER_WORDS} />}</> },
              { key: "targets", header: t("scanning.campaign.targets"), numeric: true, cell: ({ targetCount }) => targetCount },
              { key: "ends", header: t("scanning.campaign.ends"), cell: ({ endsAt }) => <DateTime at={endsAt} /> },
            ]}
            rows={found}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("scanning.campaigns.empty")}>
                <p>{t(runs ? "scanning.campaigns.emptyRunner" : "scanning.campaigns.emptyWords")}</p>
              </EmptyState>
            }
          />
        )}
      </QueryView>
    </>
  );
}
