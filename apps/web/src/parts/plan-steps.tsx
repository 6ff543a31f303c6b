import { ProcessList, ProcessListHeading, ProcessListItem } from "@trussworks/react-uswds";
import type { ReactNode } from "react";
import { t } from "../messages.ts";

interface PlanStepsProps {
  readonly label: string;
  readonly steps: readonly PlanStep[];
}

export interface PlanStep {
  readonly key: string;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly done?: boolean;
}

/** A short plan, in the order to be done. */
export function PlanSteps({ label, steps }: PlanStepsProps) {
  return (
    <ProcessList className="bw-steps" aria-label={label}>
      {steps.map((step) => (
        <ProcessListItem key={step.key} className={step.done ? "bw-steps__done" : ""}>
          <ProcessListHeading type="h3">
            {step.title}
            {step.done && <span className="bw-tag bw-tag--good">{t("parts.steps.done")}</span>}
          </ProcessListHeading>
          {step.detail && <div>{step.detail}</div>}
        </ProcessListItem>
      ))}
    </ProcessList>
  );
}
