import { useQuery } from "@tanstack/react-query";
import { DecisionCard } from "../clearinghouse/decision-card.tsx";
import { latestDecisions } from "../clearinghouse/latest-decisions.ts";
import { priorityQuery } from "../clearinghouse/priority.query.ts";
import { t } from "../messages.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";

/** How soon, by every table that was asked, for whoever found it. */
export function DecisionsPanel({ findingId }: { readonly findingId: string }) {
  const view = useQuery(priorityQuery(findingId));
  return (
    <QueryView query={view}>
      {({ decisions }) =>
        decisions.length > 0 && (
          <Panel heading={t("findings.priority")}>
            {latestDecisions(decisions).map(({ stands, before }) => (
              <DecisionCard key={stands.table} decision={stands} before={before} />
            ))}
            <p className="bw-note">{t("findings.priority.guidance")}</p>
          </Panel>
        )
      }
    </QueryView>
  );
}
