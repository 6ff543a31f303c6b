import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { earlyAccessListQuery } from "../early-access/early-access.query.ts";
import { EARLY_ACCESS_STATES } from "../early-access/early-access.words.ts";
import { NominateForm } from "../early-access/nominate-form.tsx";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";

const selectionsQuery = queryOptions({ queryKey: ["selection"], queryFn: () => api.call("GET /selection/engagements") });

export function SelectionListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-selection-officer"]}>{() => <SelectionList />}</ForRoles>
    </div>
  );
}

function SelectionList() {
  const query = useQuery(selectionsQuery);
  return (
    <>
      <PageHeading title={t("selection.list.title")} lead={t("selection.list.lead")} />
      <QueryView query={query}>
        {({ engagements }) =>
          engagements.length === 0 ? (
            <EmptyState title={t("selection.list.empty")}>
              <p>{t("selection.list.emptyWords")}</p>
            </EmptyState>
          ) : (
            engagements.map((engagement) => <EngagementPanel key={engagement.engagementId} engagement={engagement} />)
          )
        }
      </QueryView>
      <VoluntaryNotice />
    </>
  );
}

type Engagement = Reply<"GET /selection/engagements">["engagements"][number];

/** The officer knows whose model it is, not which: that is the developer's to tell. */
function EngagementPanel({ engagement }: { readonly engagement: Engagement }) {
  const { engagementId, developerName, partnerReleaseAt, publicReleaseAt } = engagement;
  const partners = useQuery(earlyAccessListQuery(engagementId));
  return (
    <Panel heading={t("selection.model", { developer: toVisibleText(developerName), reference: engagementId.slice(-4) })}>
      <DefinitionList
        items={[
          { term: t("selection.partnerReleaseAt"), detail: partnerReleaseAt ? <DateTime at={partnerReleaseAt} /> : t("selection.notPlanned") },
          { term: t("selection.publicReleaseAt"), detail: publicReleaseAt ? <DateTime at={publicReleaseAt} /> : t("selection.notPlanned") },
          { term: t("selection.reference"), detail: <code className="bw-code">{engagementId}</code> },
        ]}
      />
      <div className="bw-after-heading">
        <QueryView query={partners}>
          {(found) => (
            <DataTable
              caption={t("selection.partners")}
              rows={found.earlyAccess}
              rowKey={({ id }) => id}
              empty={<p className="bw-note">{t("selection.nobody")}</p>}
              columns={[
                {
                  key: "partner",
                  header: t("selection.partner"),
                  cell: ({ id, partnerName }) => (
                    <Link to="/selection/$id" params={{ id }} className="usa-link">
                      {toVisibleText(partnerName)}
                    </Link>
                  ),
                },
                { key: "state", header: t("selection.state"), cell: ({ state }) => <StatusTag state={state} words={EARLY_ACCESS_STATES} /> },
                { key: "by", header: t("earlyAccess.record.nominatedBy"), cell: ({ nominatedBy }) => t(`earlyAccess.nominatedBy.${nominatedBy}`) },
                { key: "at", header: t("earlyAccess.record.nominatedAt"), cell: ({ nominatedAt }) => <DateTime at={nominatedAt} /> },
              ]}
            />
          )}
        </QueryView>
      </div>
      <Disclosure summary={t("earlyAccess.nominate.heading")}>
        <NominateForm engagementId={engagementId} />
      </Disclosure>
    </Panel>
  );
}
