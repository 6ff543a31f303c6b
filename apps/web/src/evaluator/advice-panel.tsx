import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { AdviceList } from "../engagement/advice-list.tsx";
import { ADVICE_KINDS, ADVICE_WORDS } from "../engagement/engagement.words.ts";
import type { Advice } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf, AreaField } from "../parts/fields.tsx";
import { FormField } from "../parts/form-field.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { DraftButton } from "./draft-button.tsx";
import { workbenchQuery } from "./evaluator.query.ts";
import type { EvaluatorEngagement } from "./evaluator.query.ts";

type GiveAdvice = Operations["POST /evaluator/engagements/{id}/advice"]["body"];

/** What the evaluator tells the developer. An outcome note is made of closed words, so that it cannot become a verdict. */
export function AdvicePanel({ engagement }: { readonly engagement: EvaluatorEngagement }) {
  const bench = useQuery(workbenchQuery(engagement.id));
  const draft = bench.data?.drafts.find(({ kind }) => kind === "advice");
  return (
    <Panel heading={t("evaluator.advice.heading")}>
      <p className="bw-measure">{t("evaluator.advice.lead")}</p>
      {engagement.advice.length > 0 && <AdviceList label={t("evaluator.advice.given")} advice={engagement.advice} />}
      <AdviceForm key={`${engagement.advice.length} ${draft?.savedAt}`} id={engagement.id} draft={draft?.text} />
    </Panel>
  );
}

function AdviceForm({ id, draft }: { readonly id: string; readonly draft: string | undefined }) {
  const [kind, setKind] = useState<Advice["kind"]>("observation");
  const read = (form: FormData): GiveAdvice =>
    kind === "outcome-note" ? { kind, words: readChoices<Advice["words"][number]>(form, "words") } : { kind, text: readText(form, "text") };

  return (
    <ActForm
      label={t("evaluator.advice.heading")}
      submit={t("evaluator.advice.submit")}
      said={t("evaluator.advice.said")}
      fields={["text"]}
      act={(form) => api.call("POST /evaluator/engagements/{id}/advice", { params: { id }, body: read(form) })}
    >
      {(error) => (
        <>
      <FormField label={t("evaluator.advice.kind")} name="kind">
        {(control) => (
          <select {...control} className="usa-select" value={kind} onChange={(event) => setKind(event.target.value as Advice["kind"])}>
            {toChoices(ADVICE_KINDS).map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </FormField>
      {kind === "outcome-note" ? (
        <AnyOf legend={t("evaluator.advice.words")} name="words" hint={t("evaluator.advice.wordsHint")} choices={toChoices(ADVICE_WORDS)} />
      ) : (
        <>
          <AreaField label={t(ADVICE_KINDS[kind])} name="text" maxLength={4000} {...(draft === undefined ? {} : { defaultValue: draft })} error={error} />
          <DraftButton id={id} kind="advice" field="text" />
        </>
      )}
        </>
      )}
    </ActForm>
  );
}
