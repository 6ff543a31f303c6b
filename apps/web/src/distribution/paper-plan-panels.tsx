import { Button } from "@trussworks/react-uswds";
import { useEffect, useRef } from "react";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { toInstant } from "../operator/local-time.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { OrganisationIdentifier } from "../parts/organisation-identifier.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { PaperPlan } from "./distribution.query.ts";

type Answer = Operations["POST /paper-forms/answers"]["body"]["answer"];

interface PaperPlanPanelsProps {
  readonly plan: PaperPlan;
  readonly onAnswered: (plan: PaperPlan) => void;
}

/** What to read out or to print, and below it what they say to each step. */
export function PaperPlanPanels({ plan, onAnswered }: PaperPlanPanelsProps) {
  const { formNumber, organisationId, helper, printed, steps } = plan;
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const heading = t("distribution.tell.plan", { number: formNumber });
  const answer = async (stepId: string, said: Answer) => onAnswered(await api.call("POST /paper-forms/answers", { body: { formNumber, stepId, answer: said } }));
  return (
    <>
      <section ref={panel} tabIndex={-1} className="bw-panel bw-entered" aria-label={heading}>
        <h2>{heading}</h2>
        <p className="bw-entered__slip bw-entered__slip--plan">
          <UntrustedText text={printed} />
        </p>
        <div className="bw-actions">
          <Button type="button" onClick={() => window.print()}>
            {t("operator.plan.print")}
          </Button>
        </div>
      </section>
      <Panel heading={t("distribution.tell.answers")}>
        <p className="bw-measure">{t(steps.length === 0 ? "distribution.tell.nothing" : "distribution.tell.answersWords")}</p>
        {steps.map((step, index) => (
          <section key={step.id} className="bw-after-heading" aria-label={t("distribution.tell.step", { number: index + 1, title: step.title })}>
            <h3>
              <UntrustedText text={t("distribution.tell.step", { number: index + 1, title: step.title })} />
            </h3>
            <StepAnswers step={step} onSaid={(said) => answer(step.id, said)} />
          </section>
        ))}
      </Panel>
      <Panel heading={t("distribution.tell.more")}>
        {helper !== null && (
          <p className="bw-measure">
            <UntrustedText text={t("distribution.tell.helper", { helper })} />
          </p>
        )}
        <OrganisationIdentifier id={organisationId} words={t("distribution.tell.identifier")} />
        <div className="bw-actions bw-after-heading">
          <LinkButton to="/assistance/enter" outline>
            {t("distribution.tell.help")}
          </LinkButton>
        </div>
      </Panel>
    </>
  );
}

interface StepAnswersProps {
  readonly step: PaperPlan["steps"][number];
  readonly onSaid: (answer: Answer) => Promise<void>;
}

function StepAnswers({ step: { may }, onSaid }: StepAnswersProps) {
  const defer = (form: FormData) => onSaid({ action: "defer", reason: readText(form, "reason"), compensatingControl: readText(form, "compensatingControl"), reviewOn: toInstant(readText(form, "reviewOn")) });
  return (
    <>
      <div className="bw-actions">
        {may.includes("apply") && <ActButton label={t("distribution.tell.apply")} said={t("distribution.tell.said")} act={() => onSaid({ action: "apply" })} />}
        {may.includes("acknowledge") && <ActButton label={t("distribution.tell.acknowledge")} said={t("distribution.tell.said")} outline act={() => onSaid({ action: "acknowledge" })} />}
      </div>
      {may.includes("defer") && (
        <Disclosure summary={t("distribution.tell.defer")}>
          <ActForm label={t("distribution.tell.defer")} submit={t("distribution.tell.deferSend")} said={t("distribution.tell.said")} fields={["reason", "compensatingControl", "reviewOn"]} outline act={defer}>
            {(error) => (
              <>
                <AreaField label={t("operator.act.defer.reason")} name="reason" maxLength={1000} rows={2} error={error} />
                <AreaField label={t("distribution.tell.control")} name="compensatingControl" hint={t("operator.act.defer.controlHint")} maxLength={1000} rows={2} error={error} />
                <TextField label={t("operator.act.defer.reviewOn")} name="reviewOn" type="date" error={error} />
              </>
            )}
          </ActForm>
        </Disclosure>
      )}
    </>
  );
}
