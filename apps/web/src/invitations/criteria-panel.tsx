import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import type { Criteria } from "./invitations.query.ts";

/** The published text, as it is and whole. */
export function CriteriaPanel({ criteria: { version, digest, criteria, statement } }: { readonly criteria: Criteria }) {
  return (
    <Panel heading={t("invitations.criteria.heading", { version })}>
      <p className="bw-measure">{statement}</p>
      <ol className="usa-list">
        {criteria.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ol>
      <DefinitionList items={[{ term: t("invitations.criteria.digest"), detail: <code className="bw-code">{digest}</code> }]} />
    </Panel>
  );
}
