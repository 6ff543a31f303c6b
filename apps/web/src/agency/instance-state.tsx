import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { StatusTag } from "../parts/status-tag.tsx";
import { INSTANCE_STATES, JUSTIFICATIONS } from "./agency-words.ts";
import type { Instance } from "./agency.query.ts";

/** The state, and beside it lateness, which follows from the day and is no state. */
export function InstanceState({ instance: { state, isLate, justification, exceptionUntil, exceptionAsked, goneOn } }: { readonly instance: Instance }) {
  return (
    <>
      <StatusTag state={state} words={INSTANCE_STATES} /> {isLate && <span className="bw-tag bw-tag--urgent">{t("directives.late")}</span>}
      {justification && <span className="bw-row-note">{t(JUSTIFICATIONS[justification])}</span>}
      {exceptionUntil && <span className="bw-row-note">{t("directives.exceptionUntil", { day: formatDay(exceptionUntil) ?? exceptionUntil })}</span>}
      {exceptionAsked && <span className="bw-row-note">{t("agency.exceptionAsked")}</span>}
      {goneOn && state === "open" && <span className="bw-row-note">{t("agency.gone", { day: formatDay(goneOn) ?? goneOn })}</span>}
    </>
  );
}
