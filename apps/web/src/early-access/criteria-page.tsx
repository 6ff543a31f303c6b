import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ComplaintPanel } from "./complaint-form.tsx";
import { criteriaQuery, policyQuery } from "./early-access.query.ts";
import { PolicyHistory } from "./policy-history.tsx";

/** For everyone: by what partners are chosen, and what being chosen does not mean. */
export function CriteriaPage() {
  const criteria = useQuery(criteriaQuery);
  const policy = useQuery(policyQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("earlyAccess.criteria.title")} lead={t("earlyAccess.criteria.lead")} />
      <QueryView query={criteria}>
        {(found) => (
          <>
            <Panel heading={t("earlyAccess.criteria.heading")}>
              <ol className="usa-list">
                {found.criteria.map(({ criterion, text }) => (
                  <li key={criterion}>
                    <UntrustedText text={text} />
                  </li>
                ))}
              </ol>
            </Panel>
            <p className="bw-measure">{found.statement}</p>
          </>
        )}
      </QueryView>
      {policy.data && <PolicyHistory policy={policy.data} />}
      <ComplaintPanel />
      <VoluntaryNotice />
    </div>
  );
}
