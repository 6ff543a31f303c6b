import type { Operations } from "../api.ts";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import type { InstanceException, ItemException } from "./directives.query.ts";

type Decision = Operations["POST /directive-work/exceptions/{id}/decide"]["body"]["decision"];

/** An exception from an action: granted until the day asked for or an earlier one, or refused. */
export function DecideItem({ about, exception: { id, askedUntil }, longestDays }: { readonly about: string; readonly exception: ItemException; readonly longestDays: number }) {
  const act = (form: FormData) => {
    const until = readOptionalText(form, "until");
    return api.call("POST /directive-work/exceptions/{id}/decide", { params: { id }, body: { decision: readChoice<Decision>(form, "decision"), answer: readText(form, "answer"), ...(until === null ? {} : { until }) } });
  };
  return (
    <ActForm label={t("directives.decide.about", { about })} submit={t("directives.decide.submit")} said={t("directives.decided")} fields={["until", "answer"]} act={act}>
      {(error) => (
        <>
          <DecisionField />
          <TextField label={t("directives.decide.until")} name="until" type="date" hint={t("directives.decide.untilHint", { days: longestDays })} optional max={askedUntil} error={error} />
          <AreaField label={t("directives.exception.answer")} name="answer" hint={t("directives.decide.answerHint")} maxLength={1000} rows={2} error={error} />
        </>
      )}
    </ActForm>
  );
}

/** An exception for instances of one vulnerability: until the day asked for, or not at all. */
export function DecideInstances({ about, exception: { id } }: { readonly about: string; readonly exception: InstanceException }) {
  const act = (form: FormData) => api.call("POST /directive-work/instance-exceptions/{id}/decide", { params: { id }, body: { decision: readChoice<Decision>(form, "decision"), answer: readText(form, "answer") } });
  return (
    <ActForm label={t("directives.decide.about", { about })} submit={t("directives.decide.submit")} said={t("directives.decided")} fields={["answer"]} act={act}>
      {(error) => (
        <>
          <DecisionField />
          <AreaField label={t("directives.exception.answer")} name="answer" hint={t("directives.decide.answerHint")} maxLength={2000} rows={2} error={error} />
        </>
      )}
    </ActForm>
  );
}

function DecisionField() {
  return (
    <OneOf
      legend={t("directives.decide")}
      name="decision"
      chosen={[]}
      required
      choices={[
        { value: "granted", label: t("directives.decide.grant") },
        { value: "refused", label: t("directives.decide.refuse") },
      ]}
    />
  );
}
