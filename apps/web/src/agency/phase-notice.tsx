import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import type { DatingPhase } from "./agency.query.ts";

/** Before full use, due days are shown as they will bind. */
export function PhaseNotice({ phase: { directive, phase, fullUseOn, effectiveOn, rule } }: { readonly phase: DatingPhase }) {
  const day = formatDay(phase === "before" ? effectiveOn : fullUseOn) ?? fullUseOn;
  return (
    <p className="bw-note">
      {t(phase === "binding" ? "agency.phase.binding" : phase === "before" ? "agency.phase.before" : "agency.phase.preparing", { directive, day })} {t("agency.phase.rule", { rule })}
    </p>
  );
}
