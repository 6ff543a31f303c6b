import { api } from "../api.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import { toInstant } from "./local-time.ts";
import { NOT_AFFECTED } from "./operator-words.ts";
import type { NotAffectedReason } from "./operator-words.ts";
import type { PlanStep } from "./operator.query.ts";
import { OwnTimeField } from "./own-time-field.tsx";
import { offerActions } from "./step-actions.rules.ts";
import type { OnePress, WithWords } from "./step-actions.rules.ts";

interface StepActionsProps {
  readonly step: PlanStep;
  /** The entries meant; undefined means all that an action fits. */
  readonly assets: readonly string[] | undefined;
}

/** What the operator says about a step. We record it; we never touch a system. */
export function StepActions({ step, assets }: StepActionsProps) {
  const { next, others, withWords } = offerActions(step);
  const meant = assets ? { assets } : {};
  if (assets?.length === 0) return <p className="bw-note">{t("operator.act.none")}</p>;
  return (
    <div className="bw-step__actions">
      <div className="bw-actions">
        {next && <ActButton label={t(ONE_PRESS[next].label)} said={t(ONE_PRESS[next].said)} act={() => press(next, step.id, meant)} />}
        {others.map((action) => (
          <ActButton key={action} label={t(ONE_PRESS[action].label)} said={t(ONE_PRESS[action].said)} outline act={() => press(action, step.id, meant)} />
        ))}
      </div>
      {withWords.includes("schedule") && <ProposedTimes step={step} meant={meant} />}
      {withWords.map((action) => (
        <Disclosure key={action} summary={t(SUMMARIES[action])}>
          <WordsForm action={action} id={step.id} meant={meant} />
        </Disclosure>
      ))}
    </div>
  );
}

/** The next times of their own maintenance windows: planned with one press. */
function ProposedTimes({ step, meant }: { readonly step: PlanStep; readonly meant: Meant }) {
  if (step.windows.length === 0) return null;
  return (
    <div className="bw-after-heading">
      <p className="bw-plain">{t("operator.act.proposed")}</p>
      <div className="bw-actions">
        {step.windows.map(({ from, says }) => (
          <ActButton key={from} label={says} said={t("operator.act.schedule.said")} outline act={() => api.call("POST /operator/plan/{id}/schedule", { params: { id: step.id }, body: { ...meant, at: from } })} />
        ))}
      </div>
    </div>
  );
}

interface Meant {
  readonly assets?: readonly string[];
}

const ONE_PRESS: Readonly<Record<OnePress, { readonly label: MessageKey; readonly said: MessageKey }>> = {
  acknowledge: { label: "operator.act.acknowledge", said: "operator.act.acknowledge.said" },
  apply: { label: "operator.act.apply", said: "operator.act.apply.said" },
  confirm: { label: "operator.act.confirm", said: "operator.act.confirm.said" },
  "roll-back": { label: "operator.act.roll-back", said: "operator.act.roll-back.said" },
};

const SUMMARIES: Readonly<Record<WithWords, MessageKey>> = {
  schedule: "operator.act.schedule",
  defer: "operator.act.defer",
  "not-affected": "operator.act.not-affected",
  fail: "operator.act.fail",
};

function press(action: OnePress, id: string, body: Meant): Promise<unknown> {
  return api.call(`POST /operator/plan/{id}/${action}`, { params: { id }, body });
}

interface WordsFormProps {
  readonly action: WithWords;
  readonly id: string;
  readonly meant: Meant;
}

function WordsForm({ action, id, meant }: WordsFormProps) {
  const params = { id };
  switch (action) {
    case "schedule":
      return (
        <ActForm label={t("operator.act.schedule")} submit={t("operator.act.schedule.submit")} said={t("operator.act.schedule.said")} fields={["at"]} outline act={(form) => api.call("POST /operator/plan/{id}/schedule", { params, body: { ...meant, at: toInstant(readText(form, "at")) } })}>
          {(error) => <OwnTimeField label={t("operator.act.schedule.at")} name="at" error={error} />}
        </ActForm>
      );
    case "defer":
      return (
        <ActForm
          label={t("operator.act.defer")}
          submit={t("operator.act.defer.submit")}
          said={t("operator.act.defer.said")}
          fields={["reason", "compensatingControl", "reviewOn"]}
          outline
          act={(form) =>
            api.call("POST /operator/plan/{id}/defer", {
              params,
              body: { ...meant, reason: readText(form, "reason"), compensatingControl: readText(form, "compensatingControl"), reviewOn: toInstant(readText(form, "reviewOn")) },
            })
          }
        >
          {(error) => (
            <>
              <AreaField label={t("operator.act.defer.reason")} name="reason" maxLength={1000} rows={2} error={error} />
              <AreaField label={t("operator.act.defer.control")} name="compensatingControl" hint={t("operator.act.defer.controlHint")} maxLength={1000} rows={2} error={error} />
              <TextField label={t("operator.act.defer.reviewOn")} name="reviewOn" type="date" error={error} />
            </>
          )}
        </ActForm>
      );
    case "not-affected":
      return (
        <ActForm
          label={t("operator.act.not-affected")}
          submit={t("operator.act.not-affected.submit")}
          said={t("operator.act.not-affected.said")}
          fields={["statement"]}
          outline
          act={(form) => api.call("POST /operator/plan/{id}/not-affected", { params, body: { ...meant, justification: readChoice<NotAffectedReason>(form, "justification"), statement: readText(form, "statement") } })}
        >
          {(error) => (
            <>
              <OneOf legend={t("operator.act.not-affected.why")} name="justification" chosen={[]} required choices={toChoices(NOT_AFFECTED)} />
              <AreaField label={t("operator.act.not-affected.statement")} name="statement" hint={t("operator.act.not-affected.hint")} maxLength={1000} rows={2} error={error} />
            </>
          )}
        </ActForm>
      );
    case "fail":
      return (
        <ActForm label={t("operator.act.fail")} submit={t("operator.act.fail.submit")} said={t("operator.act.fail.said")} fields={["reason"]} outline act={(form) => api.call("POST /operator/plan/{id}/fail", { params, body: { ...meant, reason: readText(form, "reason") } })}>
          {(error) => <AreaField label={t("operator.act.fail.reason")} name="reason" maxLength={1000} rows={3} error={error} />}
        </ActForm>
      );
  }
}
