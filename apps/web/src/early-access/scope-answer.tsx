import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Panel } from "../parts/panel.tsx";
import type { EarlyAccess } from "./early-access.words.ts";
import { SystemsTable } from "./systems-table.tsx";

/** The developer's yes or no to the systems a partner proposes; no panel when nothing waits. */
export function ScopeAnswer({ record: { id, scopeChange } }: { readonly record: EarlyAccess }) {
  if (scopeChange === null) return null;
  const answer = (said: "yes" | "no") => () => api.call("POST /early-access/{id}/scope-answer", { params: { id }, body: { changeId: scopeChange.id, answer: said } });
  return (
    <Panel heading={t("earlyAccess.scope.heading")}>
      <p className="bw-measure">{t("earlyAccess.scope.words")}</p>
      <SystemsTable systems={scopeChange.systems} proposed />
      <div className="bw-actions bw-after-heading">
        <ActButton label={t("earlyAccess.scope.yes")} said={t("earlyAccess.scope.yesSaid")} act={answer("yes")} />
        <ActButton label={t("earlyAccess.scope.no")} said={t("earlyAccess.scope.noSaid")} act={answer("no")} outline />
      </div>
    </Panel>
  );
}
