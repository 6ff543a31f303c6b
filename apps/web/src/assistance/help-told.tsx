import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { PlanSteps } from "../parts/plan-steps.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { HelpRequest } from "./assistance.query.ts";

/** What was planned, when, and what came of it. */
export function HelpTold({ request: { state, plan, window, answer, elsewhere } }: { readonly request: Pick<HelpRequest, "state" | "plan" | "window" | "answer" | "elsewhere"> }) {
  return (
    <>
      {plan && <PlanSteps label={t("assistance.plan")} steps={plan.map(({ act, why }) => ({ key: act, title: <UntrustedText text={act} />, detail: <UntrustedText text={why} /> }))} />}
      {window && (
        <p>
          {t("assistance.window")} <DateTime at={window.from} /> – <DateTime at={window.until} />
        </p>
      )}
      {answer && (
        <p className="bw-prose">
          <strong>{t(state === "declined" ? "assistance.whyNot" : "assistance.answer")}</strong> <UntrustedText text={answer} />
        </p>
      )}
      {elsewhere && (
        <p className="bw-prose">
          <strong>{t("assistance.elsewhere")}</strong> <UntrustedText text={elsewhere} />
        </p>
      )}
    </>
  );
}
