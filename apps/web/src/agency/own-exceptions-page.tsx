import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import { formatCount, formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { INSTANCE_EXCEPTION_WORDS } from "../directives/directive-words.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO, ENVIRONMENTS } from "./agency-words.ts";
import { ownExceptionsQuery } from "./agency.query.ts";
import { AskExceptionForm } from "./ask-exception-form.tsx";

/** Exceptions for vulnerabilities that the reader's agency asked for; those for actions stand with the action. */
export function OwnExceptionsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>{() => <Exceptions />}</ForRoles>
    </div>
  );
}

function Exceptions() {
  const exceptions = useQuery(ownExceptionsQuery);
  const asked = useSearch({ from: "/agency/exceptions" });
  return (
    <>
      <PageHeading title={t("agency.exceptions.title")} lead={t("agency.exceptions.lead")} />
      <AgencyLinks />
      <QueryView query={exceptions}>
        {({ exceptions: all, longestDays }) => (
          <>
            <DataTable
              caption={t("agency.exceptions.caption")}
              columns={[
                { key: "cve", header: t("agency.vulnerability"), cell: ({ cveId }) => <span className="bw-nowrap">{cveId}</span> },
                { key: "where", header: t("agency.where"), cell: ({ environment }) => (environment === null ? t("agency.exceptions.everywhere") : t(ENVIRONMENTS[environment])) },
                { key: "instances", header: t("agency.exceptions.instances"), numeric: true, cell: ({ instances }) => formatCount(instances) },
                { key: "until", header: t("agency.exceptions.until"), cell: ({ until }) => <span className="bw-nowrap">{formatDay(until)}</span> },
                {
                  key: "state",
                  header: t("agency.stands"),
                  cell: ({ id, state, answer }) => (
                    <>
                      <StatusTag state={state} words={INSTANCE_EXCEPTION_WORDS} />
                      {answer && (
                        <span className="bw-row-note">
                          <UntrustedText text={answer} />
                        </span>
                      )}
                      {state === "asked" && <ActButton label={t("agency.exceptions.takeBack")} said={t("agency.exceptions.takenBack")} act={() => api.call("POST /agency/instance-exceptions/{id}/withdrawal", { params: { id } })} outline />}
                    </>
                  ),
                },
              ]}
              rows={all}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t("agency.exceptions.none")}>{t("agency.exceptions.noneWords")}</EmptyState>}
            />
            <AskExceptionForm asked={asked} longestDays={longestDays} />
          </>
        )}
      </QueryView>
    </>
  );
}
