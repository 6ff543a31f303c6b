import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CLEANUP_STATES, PURPOSES, WINDOW_STATES } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { evaluatorEngagementsQuery } from "./evaluator.query.ts";

export function EvaluatorListPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={["agency-evaluator"]}>{() => <EvaluatorList />}</ForRoles>
    </div>
  );
}

function EvaluatorList() {
  const query = useQuery(evaluatorEngagementsQuery);
  return (
    <>
      <PageHeading title={t("evaluator.list.title")} lead={t("evaluator.list.lead")} />
      <QueryView query={query}>
        {(found) => (
          <DataTable
            caption={t("evaluator.list.title")}
            captionHidden
            rows={found.engagements}
            rowKey={({ id }) => id}
            empty={
              <EmptyState title={t("evaluator.list.empty")}>
                <p>{t("evaluator.list.emptyWords")}</p>
              </EmptyState>
            }
            columns={[
              {
                key: "developer",
                header: t("evaluator.developer"),
                cell: ({ id, developerName, modelName }) => (
                  <Link to="/evaluator/engagements/$id" params={{ id }} className="usa-link">
                    {toVisibleText(modelName ? `${developerName}: ${modelName}` : developerName)}
                  </Link>
                ),
              },
              { key: "purpose", header: t("engagement.terms.purpose"), cell: ({ terms }) => t(PURPOSES[terms.purpose]) },
              { key: "window", header: t("evaluator.window"), cell: ({ windowState }) => <StatusTag state={windowState} words={WINDOW_STATES} /> },
              { key: "until", header: t("evaluator.accessUntil"), cell: ({ accessUntil }) => (accessUntil ? <DateTime at={accessUntil} /> : t("evaluator.noAccess")) },
              { key: "cleanup", header: t("evaluator.cleanup.column"), cell: ({ cleanup }) => <StatusTag state={cleanup.state} words={CLEANUP_STATES} /> },
            ]}
          />
        )}
      </QueryView>
      <VoluntaryNotice />
    </>
  );
}
