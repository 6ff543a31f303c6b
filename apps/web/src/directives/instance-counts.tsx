import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { KeyFigure } from "../parts/key-figure.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { countInWords, inDays } from "./directive-words.ts";
import { instanceCountsQuery } from "./directives.query.ts";

/** Vulnerabilities on the assets of all agencies together; what would point at one of them is withheld. */
export function InstanceCounts() {
  const counts = useQuery(instanceCountsQuery);
  return (
    <Panel heading={t("directives.counts")}>
      <p className="bw-measure">{t("directives.counts.words")}</p>
      <QueryView query={counts}>
        {({ phase, open, overdue, fixed, notAffected, inException }) => (
          <>
            <div className="bw-figures">
              <KeyFigure label={t("directives.counts.open")} value={countInWords(open)} />
              <KeyFigure label={t("directives.counts.overdue")} value={countInWords(overdue)} />
              <KeyFigure label={t("directives.counts.fixed")} value={countInWords(fixed)} />
              <KeyFigure label={t("directives.counts.notAffected")} value={countInWords(notAffected)} />
              <KeyFigure label={t("directives.counts.inException")} value={countInWords(inException)} />
            </div>
            <p className="bw-note">{t(phase.phase === "binding" ? "directives.phase.binding" : "directives.phase.preparing", { directive: phase.directive, day: inDays(phase.fullUseOn) })}</p>
          </>
        )}
      </QueryView>
    </Panel>
  );
}
