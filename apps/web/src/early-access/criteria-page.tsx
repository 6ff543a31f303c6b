import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { criteriaQuery } from "./early-access.query.ts";

/** For everyone: by what partners are chosen, and what being chosen does not mean. */
export function CriteriaPage() {
  const criteria = useQuery(criteriaQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("earlyAccess.criteria.title")} lead={t("earlyAccess.criteria.lead")} />
      <QueryView query={criteria}>
        {(found) => (
          <>
            <Panel heading={t("earlyAccess.criteria.heading")}>
              <ol className="usa-list">
                {found.criteria.map(({ criterion, text }) => (
                  <li key={criterion}>{text}</li>
                ))}
              </ol>
            </Panel>
            <p className="bw-measure">{found.statement}</p>
          </>
        )}
      </QueryView>
      <VoluntaryNotice />
    </div>
  );
}
