import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { OrganisationIdentifier } from "../parts/organisation-identifier.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { SECTORS, SIZES } from "./operator-words.ts";
import { municipalitiesQuery } from "./operator.query.ts";

/** How far those are who opened their figures to the authority: counts, and nothing of what they own. */
export function MunicipalitiesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["state-local-authority"]}>
        {({ organisationId }) => (
          <>
            <PageHeading title={t("operator.municipalities.title")} lead={t("operator.municipalities.lead")} />
            <Municipalities />
            <Panel heading={t("operator.municipalities.ask")}>
              <OrganisationIdentifier id={organisationId} words={t("operator.municipalities.identifier")} />
            </Panel>
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Municipalities() {
  const municipalities = useQuery(municipalitiesQuery);
  return (
    <Panel heading={t("operator.municipalities.heading")}>
      <QueryView query={municipalities}>
        {({ municipalities: rows, more }) => (
          <>
            {more && <p className="bw-note">{t("operator.municipalities.more", { shown: rows.length })}</p>}
            <DataTable
              caption={t("operator.municipalities.heading")}
              captionHidden
              rows={rows}
              rowKey={({ organisationId }) => organisationId}
              empty={
                <EmptyState title={t("operator.municipalities.none")}>
                  <p>{t("operator.municipalities.noneWords")}</p>
                </EmptyState>
              }
              columns={[
                { key: "name", header: t("operator.municipalities.name"), cell: ({ organisationName }) => <UntrustedText text={organisationName} /> },
                { key: "sector", header: t("operator.sector"), cell: ({ sector }) => t(SECTORS[sector]) },
                { key: "size", header: t("operator.size"), cell: ({ sizeBand }) => t(SIZES[sizeBand]) },
                { key: "open", header: t("operator.municipalities.open"), numeric: true, cell: ({ stepsOpen }) => stepsOpen },
                { key: "done", header: t("operator.municipalities.done"), numeric: true, cell: ({ stepsDone }) => stepsDone },
              ]}
            />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
