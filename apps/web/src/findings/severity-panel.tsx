import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { Panel } from "../parts/panel.tsx";
import type { Finding } from "./findings.query.ts";
import { readSeverity, SeverityFields } from "./severity-fields.tsx";
import { SeverityTable } from "./severity-table.tsx";

export function SeverityPanel({ finding, mayGive }: { readonly finding: Finding; readonly mayGive: boolean }) {
  return (
    <Panel heading={t("findings.severities.heading")}>
      <SeverityTable severities={finding.severities} />
      {mayGive && (
        <Disclosure summary={t("findings.severity.summary")}>
          <ActForm
            label={t("findings.severity.summary")}
            submit={t("findings.severity.give")}
            said={t("findings.severity.said")}
            fields={["vector"]}
            outline
            act={(form) => api.call("POST /findings/{id}/severities", { params: { id: finding.id }, body: readSeverity(form) })}
          >
            {(error) => <SeverityFields error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}
