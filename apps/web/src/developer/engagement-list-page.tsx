import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Person, Reply } from "../api.ts";
import { everyEarlyAccessQuery } from "../early-access/early-access.query.ts";
import { isFinal } from "../early-access/early-access.words.ts";
import { ENGAGEMENT_STATES } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { DEVELOPER_ROLES, mayManage } from "./developer-roles.ts";
import { engagementsQuery } from "./developer.query.ts";
import { OpenEngagementForm } from "./open-engagement-form.tsx";
import { StopAllPartners } from "./partner-stops.tsx";

export function EngagementListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={DEVELOPER_ROLES}>{(person) => <EngagementList person={person} />}</ForRoles>
    </div>
  );
}

function EngagementList({ person }: { readonly person: Person }) {
  const engagements = useQuery(engagementsQuery);
  const partners = useQuery(everyEarlyAccessQuery);
  const someStand = partners.data?.earlyAccess.some((one) => !isFinal(one)) ?? false;
  return (
    <>
      <PageHeading title={t("developer.list.title")} lead={t("developer.list.lead")} />
      <Panel heading={t("developer.list.heading")} actions={someStand && <StopAllPartners />}>
        <QueryView query={engagements}>{(found) => <EngagementTable engagements={found.engagements} />}</QueryView>
      </Panel>
      {mayManage(person) && (
        <Panel heading={t("developer.open.heading")}>
          <OpenEngagementForm />
        </Panel>
      )}
      <VoluntaryNotice />
    </>
  );
}

function EngagementTable({ engagements }: { readonly engagements: Reply<"GET /engagements">["engagements"] }) {
  return (
    <DataTable
      caption={t("developer.list.heading")}
      captionHidden
      rows={engagements}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title={t("developer.list.empty")}>
          <p>{t("developer.list.emptyWords")}</p>
        </EmptyState>
      }
      columns={[
        {
          key: "model",
          header: t("developer.model"),
          cell: ({ id, modelName }) => (
            <Link to="/developer/engagements/$id" params={{ id }} className="usa-link">
              {toVisibleText(modelName)}
            </Link>
          ),
        },
        { key: "state", header: t("developer.state"), cell: ({ state }) => <StatusTag state={state} words={ENGAGEMENT_STATES} /> },
        { key: "opened", header: t("developer.openedAt"), cell: ({ openedAt }) => (openedAt ? <DateTime at={openedAt} /> : t("developer.notOpened")) },
        { key: "window", header: t("developer.windowEndsAt"), cell: ({ windowEndsAt }) => (windowEndsAt ? <DateTime at={windowEndsAt} /> : t("developer.noWindow")) },
        { key: "partners", header: t("developer.partnerReleaseAt"), cell: ({ partnerReleaseAt }) => <PlannedDate at={partnerReleaseAt} /> },
        { key: "public", header: t("developer.publicReleaseAt"), cell: ({ publicReleaseAt }) => <PlannedDate at={publicReleaseAt} /> },
      ]}
    />
  );
}

function PlannedDate({ at }: { readonly at: string | null }) {
  return at ? <DateTime at={at} /> : t("developer.notPlanned");
}
