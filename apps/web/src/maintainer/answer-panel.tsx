import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { SeverityFields, readSeverity } from "../findings/severity-fields.tsx";
import { SeverityTable } from "../findings/severity-table.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf, SelectField } from "../parts/fields.tsx";
import { readChoice, readOptionalText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ANSWERS } from "./answers.ts";
import { maintainerPolicyQuery } from "./maintainer.query.ts";
import type { Answer, MaintainerView, Report } from "./maintainer.query.ts";

interface AnswerPanelProps {
  readonly token: string;
  readonly view: MaintainerView;
  readonly report: Report;
}

/** The maintainer's answer to the report, and the maintainer's own view of its severity. */
export function AnswerPanel({ token, view, report }: AnswerPanelProps) {
  const { may, answer } = view;
  return (
    <Panel heading={t("maintainer.answer.heading")}>
      {answer && (
        <div className="bw-given">
          <p>
            <strong>{t(ANSWERS[answer.answer].label)}</strong> <DateTime at={answer.at} />
          </p>
          {answer.reason && (
            <p className="bw-prose">
              <UntrustedText text={answer.reason} />
            </p>
          )}
        </div>
      )}
      {may.answer.length > 0 && !answer && <AnswerForm token={token} open={may.answer} />}
      {may.answer.length > 0 && answer && (
        <Disclosure summary={t("maintainer.answer.change")}>
          <AnswerForm token={token} open={may.answer} />
        </Disclosure>
      )}
      {!answer && may.answer.length === 0 && <p className="bw-note">{t("maintainer.answer.closed")}</p>}
      <h3>{t("findings.severities.heading")}</h3>
      <SeverityTable severities={report.severities} />
      {may.giveSeverity && (
        <Disclosure summary={t("maintainer.severity.summary")}>
          <ActForm
            label={t("maintainer.severity.summary")}
            submit={t("findings.severity.give")}
            said={t("findings.severity.said")}
            fields={["vector"]}
            outline
            act={(form) => api.call("POST /maintainer/severities", { body: { token, ...readSeverity(form) } })}
          >
            {(error) => <SeverityFields error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

function AnswerForm({ token, open }: { readonly token: string; readonly open: readonly Answer[] }) {
  const rows = useQuery(maintainerPolicyQuery(token)).data?.policy.threatModel ?? [];
  const act = (form: FormData) => {
    const answer = readChoice<Answer>(form, "answer");
    const reason = readOptionalText(form, "reason");
    const citesRow = answer === "dispute" ? readOptionalText(form, "citesRow") : null;
    return api.call("POST /maintainer/answers", { body: { token, answer, ...(reason === null ? {} : { reason }), ...(citesRow === null ? {} : { citesRow }) } });
  };
  return (
    <ActForm label={t("maintainer.answer.heading")} submit={t("maintainer.answer.send")} said={t("maintainer.answer.said")} fields={["reason", "citesRow"]} act={act}>
      {(error) => (
        <>
          <OneOf legend={t("maintainer.answer.legend")} name="answer" chosen={[]} required choices={open.map((answer) => ({ value: answer, label: t(ANSWERS[answer].label), description: t(ANSWERS[answer].means) }))} />
          {open.includes("dispute") && rows.length > 0 && (
            <SelectField label={t("maintainer.answer.citesRow")} name="citesRow" hint={t("maintainer.answer.citesRowHint")} choices={[{ value: "", label: t("maintainer.answer.citesNone") }, ...rows.map(({ id, says }) => ({ value: id, label: `${id}: ${says.slice(0, 80)}` }))]} optional error={error} />
          )}
          <AreaField label={t("maintainer.answer.reason")} name="reason" hint={t("maintainer.answer.reasonHint")} maxLength={4000} rows={3} optional error={error} />
        </>
      )}
    </ActForm>
  );
}
