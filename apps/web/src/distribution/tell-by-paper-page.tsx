import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { TELLING } from "./distribution-roles.ts";
import type { PaperPlan } from "./distribution.query.ts";
import { PaperPlanPanels } from "./paper-plan-panels.tsx";

/** The plan of an operator that has no account, for whoever reads it out to them or sends it by post. */
export function TellByPaperPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={TELLING}>{() => <TellByPaper />}</ForRoles>
    </div>
  );
}

function TellByPaper() {
  const [plan, setPlan] = useState<PaperPlan>();
  return (
    <>
      <PageHeading eyebrow={t("distribution.title")} title={t("distribution.tell.title")} lead={t("distribution.tell.lead")} />
      <Panel heading={t("distribution.tell.form")}>
        <ActForm
          label={t("distribution.tell.form")}
          submit={t("distribution.tell.open")}
          said={t("distribution.tell.opened")}
          fields={["formNumber"]}
          act={async (form) => setPlan(await api.call("POST /paper-forms/plan", { body: { formNumber: readText(form, "formNumber") } }))}
        >
          {(error) => <TextField label={t("distribution.paper.number")} name="formNumber" hint={t("distribution.tell.numberHint")} maxLength={20} error={error} />}
        </ActForm>
      </Panel>
      {plan && <PaperPlanPanels key={plan.formNumber} plan={plan} onAnswered={setPlan} />}
    </>
  );
}
