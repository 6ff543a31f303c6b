import { api } from "../api.ts";
import type { Finding } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { Panel } from "../parts/panel.tsx";

/** After a halt somebody looks at the machine first; only then is the finding run again. */
export function RunAgainPanel({ finding: { id } }: { readonly finding: Finding }) {
  return (
    <Panel heading={t("clearinghouse.runAgain.heading")}>
      <p className="bw-measure">{t("clearinghouse.runAgain.words")}</p>
      <div className="bw-stack">
        <ActButton outline label={t("clearinghouse.runAgain.act")} said={t("clearinghouse.runAgain.said")} act={() => api.call("POST /findings/{id}/reproduction", { params: { id } })} />
      </div>
    </Panel>
  );
}
