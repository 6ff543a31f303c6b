import { api } from "../api.ts";
import { formatDay } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { PlanSteps } from "../parts/plan-steps.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { TASK_STATES } from "./agency-words.ts";
import type { ForensicTask } from "./agency.query.ts";

/** One investigation: its steps, and its end with the digest of a report that stays with the agency. */
export function ForensicPanel({ task: { id, cveId, assets, state, dueOn, isLate, steps, reportDigest } }: { readonly task: ForensicTask }) {
  const isOpen = state === "open";
  return (
    <Panel
      heading={cveId}
      actions={
        <>
          <StatusTag state={state} words={TASK_STATES} />
          {isLate && <span className="bw-tag bw-tag--urgent">{t("directives.late")}</span>}
        </>
      }
    >
      <p className="bw-measure">
        {tCount("agency.forensics.assets", assets)} {t("agency.forensics.due", { day: formatDay(dueOn) ?? dueOn })}
      </p>
      <PlanSteps
        label={t("agency.forensics.steps")}
        steps={steps.map(({ step, text, doneOn }) => ({
          key: step,
          title: text,
          done: doneOn !== null,
          detail: doneOn === null ? isOpen && <ActButton label={t("agency.forensics.stepDone")} said={t("agency.forensics.stepSaid")} act={() => api.call("POST /agency/forensics/{id}/step", { params: { id }, body: { step } })} outline /> : t("agency.forensics.doneOn", { day: formatDay(doneOn) ?? doneOn }),
        }))}
      />
      {reportDigest && (
        <p>
          {t("agency.forensics.digest")} <code className="bw-digest">{reportDigest}</code>
        </p>
      )}
      {isOpen && steps.every(({ doneOn }) => doneOn !== null) && (
        <ActForm label={t("agency.forensics.end")} submit={t("agency.forensics.end")} said={t("agency.forensics.ended")} fields={["reportDigest"]} act={(form) => api.call("POST /agency/forensics/{id}/done", { params: { id }, body: { reportDigest: readText(form, "reportDigest").toLowerCase() } })}>
          {(error) => <TextField label={t("agency.forensics.digest")} name="reportDigest" hint={t("agency.digestHint")} maxLength={64} error={error} />}
        </ActForm>
      )}
    </Panel>
  );
}
