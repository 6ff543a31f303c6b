import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AnomaliesPanel } from "./anomalies-panel.tsx";
import { CeremoniesPanel } from "./ceremonies-panel.tsx";
import { IntegrityPanel } from "./integrity-panel.tsx";
import { OversightLinks } from "./oversight-links.tsx";
import { inspectionQuery } from "./oversight.query.ts";
import type { Inspection } from "./oversight.query.ts";
import { ReadsPanel } from "./reads-panel.tsx";
import { SchedulesPanel } from "./schedules-panel.tsx";
import { TwoPersonPanel } from "./two-person-panel.tsx";

/** The inspector's view: whether the house keeps its rules, without what is in it. */
export function InspectionPage() {
  return (
    <div className="bw-page bw-report">
      <ForRoles roles={["oversight"]}>{() => <View />}</ForRoles>
    </div>
  );
}

function View() {
  const inspection = useQuery(inspectionQuery);
  return (
    <>
      <PageHeading title={t("inspection.title")} lead={t("inspection.lead")} />
      <OversightLinks />
      <QueryView query={inspection}>
        {(found) => (
          <>
            <AtAGlance inspection={found} />
            <IntegrityPanel integrity={found.integrity} />
            <TwoPersonPanel acts={found.twoPersonActs} />
            <AnomaliesPanel anomalies={found.anomalies} />
            <ReadsPanel reads={found.reads} />
            <CeremoniesPanel ceremonies={found.ceremonies} />
            <SchedulesPanel schedules={found.schedules} />
            <p className="bw-note">
              {t("public.funnel.asOf")} <DateTime at={found.asOf} />
            </p>
          </>
        )}
      </QueryView>
    </>
  );
}

function AtAGlance({ inspection: { integrity, twoPersonActs, anomalies, schedules } }: { readonly inspection: Inspection }) {
  const exceptions = twoPersonActs.reduce((sum, act) => sum + act.exceptions.length, 0);
  return (
    <section aria-label={t("inspection.glance")}>
      <div className="bw-figures">
        <KeyFigure label={t("inspection.entries")} value={formatCount(integrity.size)} />
        <KeyFigure label={t("inspection.glance.exceptions")} value={formatCount(exceptions)} />
        <KeyFigure label={t("inspection.glance.anomalies")} value={formatCount(new Set(anomalies.map(({ kind }) => kind)).size)} />
        <KeyFigure label={t("inspection.glance.missed")} value={formatCount(schedules.filter(({ missed }) => missed).length)} />
      </div>
    </section>
  );
}
