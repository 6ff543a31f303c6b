import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { earlyAccessQuery } from "../early-access/early-access.query.ts";
import { EARLY_ACCESS_STATES, isBeforeSelection } from "../early-access/early-access.words.ts";
import { EarlyAccessRecord } from "../early-access/early-access-record.tsx";
import { VettingForm } from "../early-access/vetting-form.tsx";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { GovernmentViewForm, TakeBackObjection } from "./government-view-form.tsx";

export function SelectionPage() {
  const { id } = useParams({ from: "/selection/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={["partner-selection-officer"]}>{() => <SelectionView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function SelectionView({ id }: { readonly id: string }) {
  const query = useQuery(earlyAccessQuery(id));
  return (
    <QueryView query={query}>
      {(record) => (
        <>
          <PageHeading
            eyebrow={t("selection.eyebrow", { developer: record.developerName })}
            title={record.partnerName}
            status={<StatusTag state={record.state} words={EARLY_ACCESS_STATES} />}
            lead={
              <Link to="/selection" className="usa-link">
                {t("selection.back")}
              </Link>
            }
          />
          {isBeforeSelection(record) && record.state !== "deciding" && (
            <Panel heading={t("earlyAccess.vetting.heading")}>
              <p className="bw-measure">{t("selection.vetWords")}</p>
              <VettingForm record={record} />
            </Panel>
          )}
          {record.state === "deciding" && record.governmentView === null && (
            <Panel heading={t("selection.view.heading")}>
              <GovernmentViewForm id={id} />
            </Panel>
          )}
          {record.state === "deciding" && record.governmentView === "object" && (
            <Panel heading={t("selection.view.heading")}>
              <TakeBackObjection id={id} />
            </Panel>
          )}
          <EarlyAccessRecord record={record} />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}
