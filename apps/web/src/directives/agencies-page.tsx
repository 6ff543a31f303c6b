import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { ListForm, StrikeOffForm } from "./agency-forms.tsx";
import { DirectiveLinks } from "./directive-links.tsx";
import { OFFICERS } from "./directive-words.ts";
import { agencyListQuery } from "./directives.query.ts";
import type { AgencyChange } from "./directives.query.ts";

/** Whom directives bind: a list that two officers keep. */
export function AgenciesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <Agencies />}</ForRoles>
    </div>
  );
}

function Agencies() {
  const list = useQuery(agencyListQuery);
  return (
    <>
      <PageHeading title={t("directives.agencies.title")} lead={t("directives.agencies.lead")} />
      <DirectiveLinks />
      <QueryView query={list}>
        {({ agencies, waiting, candidates }) => (
          <>
            {waiting.length > 0 && (
              <Panel heading={t("directives.agencies.waiting")}>
                <ul className="bw-waiting">
                  {waiting.map((change) => (
                    <Waiting key={change.id} change={change} />
                  ))}
                </ul>
              </Panel>
            )}
            <DataTable
              caption={t("directives.agencies.caption")}
              columns={[
                { key: "name", header: t("directives.agency"), cell: ({ name }) => <UntrustedText text={name} /> },
                { key: "since", header: t("directives.agencies.since"), cell: ({ listedAt }) => <DateTime at={listedAt} /> },
              ]}
              rows={agencies}
              rowKey={({ organisationId }) => organisationId}
              empty={<EmptyState title={t("directives.agencies.none")}>{t("directives.agencies.noneWords")}</EmptyState>}
            />
            <ListForm candidates={candidates} />
            {agencies.length > 0 && <StrikeOffForm agencies={agencies} />}
          </>
        )}
      </QueryView>
    </>
  );
}

function Waiting({ change: { id, name, change, reason, proposedByName, mayConfirm } }: { readonly change: AgencyChange }) {
  return (
    <li>
      <p className="bw-measure">
        <strong>
          <UntrustedText text={name} />
        </strong>
        : {t(change === "list" ? "directives.agencies.toList" : "directives.agencies.toStrike", { name: proposedByName })} <UntrustedText text={reason} />
      </p>
      <div className="bw-actions">
        {mayConfirm && <ActButton label={t(change === "list" ? "directives.agencies.confirmList" : "directives.agencies.confirmStrike", { name })} said={t("directives.agencies.confirmed")} act={() => api.call("POST /directive-work/agency-changes/{id}/confirmation", { params: { id } })} />}
        <ActButton label={t("directives.takeBack")} said={t("directives.takenBack")} act={() => api.call("POST /directive-work/agency-changes/{id}/withdrawal", { params: { id } })} outline />
      </div>
    </li>
  );
}
