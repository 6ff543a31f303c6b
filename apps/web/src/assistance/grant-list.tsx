import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { toSearch } from "../operator/operator.query.ts";
import type { Owner } from "../operator/operator.query.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { ListedGrant } from "./assistance.query.ts";
import { Checked } from "./checked.tsx";
import { GRANT_STATES } from "./list-words.ts";

interface GrantListProps {
  readonly grants: readonly (ListedGrant & { readonly steps?: readonly { readonly id: string; readonly title: string }[] })[];
  /** Whose steps. */
  readonly owner?: Owner;
}

/** Programmes that could pay for something. Nobody applies here. */
export function GrantList({ grants, owner = "own" }: GrantListProps) {
  if (grants.length === 0) return <EmptyState title={t("assistance.grants.none")} />;
  return (
    <div className="bw-columns">
      {grants.map((grant) => (
        <Panel key={grant.key} heading={grant.name}>
          <StatusTag state={grant.state} words={GRANT_STATES} />
          <DefinitionList
            items={[
              { term: t("assistance.grants.who"), detail: grant.who },
              { term: t("assistance.grants.pays"), detail: grant.pays },
              { term: t("assistance.grants.amount"), detail: grant.amount },
              { term: t("assistance.grants.payer"), detail: grant.payer },
              { term: t("assistance.grants.from"), detail: grant.opensOn },
              { term: t("assistance.grants.until"), detail: grant.closesOn },
              { term: t("assistance.grants.why"), detail: grant.reasons.length > 0 && grant.reasons.join(" ") },
            ]}
          />
          {grant.steps && (
            <>
              <h3>{t("assistance.grants.couldPay")}</h3>
              <ul className="usa-list">
                {grant.steps.map(({ id, title }) => (
                  <li key={id}>
                    <Link to="/operator/plan" search={toSearch(owner)} className="usa-link">
                      <UntrustedText text={title} />
                    </Link>
                  </li>
                ))}
              </ul>
            </>
          )}
          <Checked entry={grant} />
        </Panel>
      ))}
    </div>
  );
}
