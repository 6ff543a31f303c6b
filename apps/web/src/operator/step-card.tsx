import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { AiLabel } from "../findings/ai-label.tsx";
import { t } from "../messages.ts";
import { DefinitionList } from "../parts/definition-list.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { DEPLOYMENT_WORDS } from "./operator-words.ts";
import type { PlanStep } from "./operator.query.ts";
import { StepActions } from "./step-actions.tsx";
import { StepAssets } from "./step-assets.tsx";

interface StepCardProps {
  readonly step: PlanStep;
  /** Its place in the plan, the first is to be done first; none for a step that is done. */
  readonly number?: number;
}

/** One step: what to do, why, how, by when, whom to call, and what was done. */
export function StepCard({ step, number }: StepCardProps) {
  const headingId = useId();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const meant = step.assets.filter(({ id }) => !left.has(id)).map(({ id }) => id);
  return (
    <li className={number === 1 ? "bw-step bw-step--first" : "bw-step"} aria-labelledby={headingId}>
      {number === 1 && <p className="bw-step__first">{t("operator.plan.first")}</p>}
      <div className="bw-step__top">
        <h2 id={headingId}>
          {number !== undefined && <span className="bw-step__number">{number}</span>} {toVisibleText(step.title)}
        </h2>
        <StatusTag state={step.state} words={DEPLOYMENT_WORDS} />
      </div>
      {step.recalled && <p className="bw-step__recalled">{t("operator.plan.recalled")}</p>}
      {number !== undefined && <Instructions step={step} />}
      <StepActions step={step} assets={meant.length === step.assets.length ? undefined : meant} />
      <StepAssets
        assets={step.assets}
        left={left}
        choose={(id, chosen) => setLeft((before) => new Set(chosen ? [...before].filter((other) => other !== id) : [...before, id]))}
        choosable={step.may.length > 0}
      />
      <DefinitionList
        items={[
          { term: t("operator.plan.call"), detail: <UntrustedText text={step.whomToCall} /> },
          {
            term: t("operator.plan.advisories"),
            detail: step.advisories.map(({ id, trackingId, title }) => (
              <p key={id} className="bw-plain">
                <Link to="/advisories/$id" params={{ id }} className="usa-link">
                  {trackingId}
                </Link>{" "}
                {toVisibleText(title)}
              </p>
            )),
          },
          { term: t("operator.plan.patch"), detail: step.patch && <Patch patch={step.patch} /> },
        ]}
      />
      {number !== undefined && <p className="bw-note">{step.guidanceNote}</p>}
    </li>
  );
}

/** By when, why and how: nothing of it is left to say of a step that is done. */
function Instructions({ step }: { readonly step: PlanStep }) {
  return (
    <>
      <p className="bw-step__due">{step.due}</p>
      <p className="bw-measure">
        <UntrustedText text={step.why} />
      </p>
      <ol className="bw-step__how">
        {step.how.map((line) => (
          <li key={line}>
            <UntrustedText text={line} />
          </li>
        ))}
      </ol>
    </>
  );
}

function Patch({ patch }: { readonly patch: NonNullable<PlanStep["patch"]> }) {
  return (
    <>
      <a className="usa-link" href={patch.artefactUrl}>
        {t("operator.plan.patchFile")}
      </a>
      {", "}
      <a className="usa-link" href={patch.signatureUrl}>
        {t("advisories.signature")}
      </a>{" "}
      {patch.aiGenerated && <AiLabel made="written" />}
      <code className="bw-digest">{patch.digest}</code>
    </>
  );
}
