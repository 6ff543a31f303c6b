import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { earlyAccessListQuery } from "../early-access/early-access.query.ts";
import { EARLY_ACCESS_STATES, isFinal } from "../early-access/early-access.words.ts";
import type { EarlyAccess } from "../early-access/early-access.words.ts";
import { NominateForm } from "../early-access/nominate-form.tsx";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { isOver } from "./developer.query.ts";
import { StopAllPartners } from "./partner-stops.tsx";

interface PartnersPanelProps {
  readonly engagement: Engagement;
  readonly manage: boolean;
}

/** Early-access partners of this model. None is added without the developer. */
export function PartnersPanel({ engagement, manage }: PartnersPanelProps) {
  const partners = useQuery(earlyAccessListQuery(engagement.id));
  const someStand = partners.data?.earlyAccess.some((one) => !isFinal(one)) ?? false;
  return (
    <Panel heading={t("developer.partners.heading")} actions={someStand && <StopAllPartners engagementId={engagement.id} />}>
      <p className="bw-measure">
        {t("developer.partners.lead")}{" "}
        <Link to="/criteria" className="usa-link">
          {t("earlyAccess.criteria.title")}
        </Link>
      </p>
      <QueryView query={partners}>{(found) => <PartnerTable partners={found.earlyAccess} />}</QueryView>
      {manage && !isOver(engagement) && (
        <Disclosure summary={t("earlyAccess.nominate.heading")}>
          <NominateForm engagementId={engagement.id} />
        </Disclosure>
      )}
    </Panel>
  );
}

function PartnerTable({ partners }: { readonly partners: readonly EarlyAccess[] }) {
  return (
    <DataTable
      caption={t("developer.partners.heading")}
      captionHidden
      rows={partners}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title={t("developer.partners.none")}>
          <p>{t("developer.partners.noneWords")}</p>
        </EmptyState>
      }
      columns={[
        {
          key: "partner",
          header: t("developer.partners.partner"),
          cell: ({ id, engagementId, partnerName }) => (
            <Link to="/developer/engagements/$id/partners/$partnerId" params={{ id: engagementId, partnerId: id }} className="usa-link">
              {toVisibleText(partnerName)}
            </Link>
          ),
        },
        { key: "state", header: t("developer.state"), cell: ({ state }) => <StatusTag state={state} words={EARLY_ACCESS_STATES} /> },
        { key: "nominated", header: t("earlyAccess.record.nominatedAt"), cell: ({ nominatedAt }) => <DateTime at={nominatedAt} /> },
        { key: "ends", header: t("earlyAccess.record.endsAt"), cell: ({ endsAt }) => (endsAt ? <DateTime at={endsAt} /> : t("developer.partners.noEnd")) },
      ]}
    />
  );
}
