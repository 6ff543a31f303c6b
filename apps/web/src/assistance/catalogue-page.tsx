import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { useSession } from "../shell/session.ts";
import { ASKING } from "./assistance-roles.ts";
import { catalogueQuery } from "./assistance.query.ts";
import type { CatalogueEntry, ListQuestion } from "./assistance.query.ts";
import { WithQuestion } from "./list-question.tsx";
import { COSTS, OFFER_KINDS } from "./list-words.ts";
import { Checked } from "./checked.tsx";

/** What is offered to those with little staff: free choice throughout. */
export function CataloguePage() {
  const session = useSession();
  const mayAsk = session.state === "signed-in" && session.person.roles.some((role) => ASKING.includes(role));
  return (
    <div className="bw-page">
      <PageHeading title={t("assistance.title")} lead={t("assistance.lead")} actions={mayAsk && <LinkButton to="/operator/help">{t("operator.help.ask")}</LinkButton>} />
      <p className="bw-measure">
        <Link to="/assistance/grants" className="usa-link">
          {t("assistance.toGrants")}
        </Link>
      </p>
      <WithQuestion>{(asked) => <Entries asked={asked} />}</WithQuestion>
    </div>
  );
}

function Entries({ asked }: { readonly asked: ListQuestion }) {
  const catalogue = useQuery(catalogueQuery(asked));
  return (
    <QueryView query={catalogue}>
      {(entries) => (
        <>
          <p role="status" className="bw-note">
            {t("assistance.found", { count: entries.length })}
          </p>
          {entries.length === 0 && <EmptyState title={t("assistance.nothing")} />}
          <div className="bw-columns">
            {entries.map((entry) => (
              <Entry key={entry.key} entry={entry} />
            ))}
          </div>
        </>
      )}
    </QueryView>
  );
}

function Entry({ entry }: { readonly entry: CatalogueEntry }) {
  return (
    <Panel heading={entry.name}>
      <p className="bw-note">
        {t(OFFER_KINDS[entry.kind])} · {t(COSTS[entry.cost])}
      </p>
      <p>{entry.what}</p>
      <DefinitionList
        items={[
          { term: t("assistance.eligibility"), detail: entry.eligibility },
          { term: t("assistance.cost"), detail: entry.costWords },
          { term: t("assistance.skills"), detail: entry.skillsNeeded },
          { term: t("assistance.dataSent"), detail: entry.dataSent },
          { term: t("assistance.dataGoesTo"), detail: entry.dataGoesTo },
          { term: t("assistance.contact"), detail: entry.contact },
        ]}
      />
      <Checked entry={entry} />
    </Panel>
  );
}
