import type { ReactNode } from "react";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";

export type StepState = "waiting" | "running" | "done" | "failed";

interface LiveStepsProps {
  readonly label: string;
  readonly steps: readonly LiveStep[];
}

export interface LiveStep {
  readonly key: string;
  readonly title: ReactNode;
  readonly state: StepState;
  readonly detail?: ReactNode;
}

const WORDS: Readonly<Record<StepState, MessageKey>> = {
  waiting: "parts.liveSteps.waiting",
  running: "parts.liveSteps.running",
  done: "parts.liveSteps.done",
  failed: "parts.liveSteps.failed",
};

/** Work going on now, step by step; each change is announced politely. */
export function LiveSteps({ label, steps }: LiveStepsProps) {
  const done = steps.filter((step) => step.state === "done").length;
  const words = t("parts.liveSteps.progress", { done, of: steps.length });
  return (
    <div className="bw-live">
      <div className="bw-meter__words">
        <span>{label}</span>
        <strong aria-live="polite">{words}</strong>
      </div>
      <progress className="bw-live__bar" aria-label={label} value={done} max={Math.max(1, steps.length)} />
      <ol className="bw-live__steps">
        {steps.map((step) => (
          <li key={step.key} className={`bw-live__step bw-live__step--${step.state}`}>
            <span className="bw-live__title">{step.title}</span>
            <span className="bw-live__state">{t(WORDS[step.state])}</span>
            {step.detail && <div className="bw-live__detail">{step.detail}</div>}
          </li>
        ))}
      </ol>
    </div>
  );
}
