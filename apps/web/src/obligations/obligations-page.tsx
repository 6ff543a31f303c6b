import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { AtAGlance } from "./at-a-glance.tsx";
import { ChangesPanel } from "./changes-panel.tsx";
import { DayChooser } from "./day-chooser.tsx";
import { EvidenceForm } from "./evidence-form.tsx";
import { ObligationsLinks } from "./obligations-links.tsx";
import { obligationsQuery } from "./obligations.query.ts";
import { StrikeForm } from "./strike-form.tsx";
import { EVIDENCE_RECORDERS, inDays } from "./tasking-words.ts";
import { TaskingsTable } from "./taskings-table.tsx";

/** What the order asked of whom, by when, and what is publicly known of it, today or as of an earlier day. */
export function ObligationsPage() {
  const { asOf } = useSearch({ from: "/obligations" });
  const obligations = useQuery(obligationsQuery(asOf));
  const session = useSession();
  // What is recorded counts from now on, whatever day is looked at.
  const mayRecord = asOf === undefined && session.state === "signed-in" && hasRole({ roles: EVIDENCE_RECORDERS }, session.person.roles);
  return (
    <div className="bw-page">
      <QueryView query={obligations}>
        {({ taskings, signedOn, source, asOf: shown }) => (
          <>
            <PageHeading title={t("obligations.title")} lead={t("obligations.lead", { day: inDays(signedOn) })} />
            <ObligationsLinks />
            <AtAGlance taskings={taskings} />
            <p className="bw-measure">
              {t("obligations.silent")} {t("parts.dayEnds")}
            </p>
            <DayChooser signedOn={signedOn} asOf={shown} chosen={asOf !== undefined} />
            <TaskingsTable taskings={taskings} />
            <p className="bw-note">
              {t("obligations.quoted")} {source}.
            </p>
            <ChangesPanel asOf={asOf} />
            {mayRecord && (
              <>
                <EvidenceForm taskings={taskings} />
                <StrikeForm taskings={taskings} />
              </>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}
