import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { useSession } from "../shell/session.ts";
import { catalogueQuery } from "./assistance.query.ts";

/** What is offered to those with little staff: free choice throughout. */
export function CataloguePage() {
  const catalogue = useQuery(catalogueQuery);
  const session = useSession();
  const mayAsk = session.state === "signed-in" && session.person.roles.some((role) => role === "operator" || role === "operator-delegate" || role === "state-local-authority");
  return (
    <div className="bw-page">
      <PageHeading title={t("assistance.title")} lead={t("assistance.lead")} actions={mayAsk && <LinkButton to="/operator/help">{t("operator.help.ask")}</LinkButton>} />
      <QueryView query={catalogue}>
        {(entries) => (
          <div className="bw-columns">
            {entries.map((entry) => (
              <Panel key={entry.key} heading={entry.name}>
                <p>{entry.what}</p>
                <DefinitionList
                  items={[
                    { term: t("assistance.eligibility"), detail: entry.eligibility },
                    { term: t("assistance.cost"), detail: entry.cost },
                    { term: t("assistance.skills"), detail: entry.skillsNeeded },
                    { term: t("assistance.dataSent"), detail: entry.dataSent },
                  ]}
                />
              </Panel>
            ))}
          </div>
        )}
      </QueryView>
    </div>
  );
}
