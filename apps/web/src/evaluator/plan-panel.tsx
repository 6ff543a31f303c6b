import { api } from "../api.ts";
import { PlanTable } from "../engagement/plan-table.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { DraftButton } from "./draft-button.tsx";
import type { BenchProps } from "./evaluator.query.ts";
import { readPlan } from "./read-plan.ts";

/** What will be run, and when: one step a line, so that it can be written on a telephone too. */
export function PlanPanel({ id, bench, canSend }: BenchProps) {
  const draft = bench.drafts.find(({ kind }) => kind === "plan");
  return (
    <Panel heading={t("work.plan.heading")}>
      {bench.plan && <PlanTable plan={bench.plan} />}
      {canSend && (
        <ActForm
          key={`${bench.plan?.id} ${draft?.savedAt}`}
          label={t("work.plan.heading")}
          submit={t(bench.plan ? "work.plan.replace" : "work.plan.submit")}
          said={t("work.plan.said")}
          fields={["steps"]}
          act={(form) => api.call("POST /evaluator/engagements/{id}/plan", { params: { id }, body: { steps: readPlan(readText(form, "steps")) } })}
        >
          {(error) => (
            <>
              <AreaField label={t("work.plan.steps")} name="steps" hint={t("work.plan.hint")} rows={6} maxLength={16_000} {...(draft ? { defaultValue: draft.text } : {})} error={error} />
              <DraftButton id={id} kind="plan" field="steps" />
            </>
          )}
        </ActForm>
      )}
    </Panel>
  );
}
