import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Person } from "../api.ts";
import { earlyAccessQuery } from "../early-access/early-access.query.ts";
import { EARLY_ACCESS_STATES, isFinal } from "../early-access/early-access.words.ts";
import { EarlyAccessRecord } from "../early-access/early-access-record.tsx";
import { ScopeAnswer } from "../early-access/scope-answer.tsx";
import { t } from "../messages.ts";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { DEVELOPER_ROLES, mayManage } from "./developer-roles.ts";
import { PartnerCallsPanel } from "./partner-calls-panel.tsx";
import { PartnerNextStep } from "./partner-next-step.tsx";
import { RevokePartner, SuspendPartner } from "./partner-stops.tsx";
import { ReadsPanel } from "./reads-panel.tsx";

export function PartnerPage() {
  const { partnerId } = useParams({ from: "/developer/engagements/$id/partners/$partnerId" });
  return (
    <div className="bw-page">
      <ForRoles roles={DEVELOPER_ROLES}>{(person) => <PartnerView key={partnerId} id={partnerId} person={person} />}</ForRoles>
    </div>
  );
}

function PartnerView({ id, person }: { readonly id: string; readonly person: Person }) {
  const partner = useQuery(earlyAccessQuery(id));
  return (
    <QueryView query={partner}>
      {(record) => (
        <>
          <PageHeading
            eyebrow={t("developer.partner.eyebrow")}
            title={record.partnerName}
            status={<StatusTag state={record.state} words={EARLY_ACCESS_STATES} />}
            lead={
              <Link to="/developer/engagements/$id" params={{ id: record.engagementId }} hash="partners" className="usa-link">
                {t("developer.partner.back", { model: toVisibleText(record.modelName ?? "") })}
              </Link>
            }
            actions={
              !isFinal(record) && (
                <>
                  {record.state === "active" && <SuspendPartner id={record.id} />}
                  <RevokePartner id={record.id} />
                </>
              )
            }
          />
          {mayManage(person) && <PartnerNextStep record={record} />}
          {mayManage(person) && <ScopeAnswer record={record} />}
          <EarlyAccessRecord record={record} />
          <PartnerCallsPanel record={record} />
          <ReadsPanel subject={record.id} live={record.state === "active"} />
          <ReceiptsPanel subject={record.id} />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}
