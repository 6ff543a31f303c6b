import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { PageSections } from "../parts/page-sections.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { CHECKPOINT_ID } from "./computed-at.tsx";
import { HowToRead } from "./how-to-read.tsx";
import { OversightLinks } from "./oversight-links.tsx";
import { reportQuery } from "./oversight.query.ts";
import type { FigureSection, PublishedReport } from "./oversight.query.ts";
import { ReportFacts } from "./report-facts.tsx";
import { SectionPanel } from "./section-panel.tsx";
import { OCCASIONS, SECTIONS, tellPeriod } from "./report-words.ts";

/** One published report, as it is and will stay. */
export function ReportPage() {
  const { id } = useParams({ from: "/reports/$id" });
  const report = useQuery(reportQuery(id));
  return (
    <div className="bw-page bw-report">
      <QueryView query={report}>{(published) => <Report published={published} />}</QueryView>
    </div>
  );
}

function Report({ published }: { readonly published: PublishedReport }) {
  const { occasion, period, document } = published;
  const sections = (Object.keys(SECTIONS) as FigureSection[])
    .map((section) => ({ section, figures: document.figures.filter(({ definition }) => definition.section === section) }))
    .filter(({ figures }) => figures.length > 0);
  return (
    <>
      <PageHeading title={t("reports.one", { period: tellPeriod(period) })} eyebrow={t(OCCASIONS[occasion])} lead={t("reports.oneLead")} />
      <OversightLinks />
      <div id={CHECKPOINT_ID} className="bw-jump__target" tabIndex={-1}>
        <ReportFacts published={published} />
      </div>
      <HowToRead />
      <PageSections label={t("reports.sections")} sections={sections.map(({ section, figures }) => ({ id: section, title: t(SECTIONS[section]), content: <SectionPanel heading={t(SECTIONS[section])} figures={figures} size={document.checkpoint.size} /> }))} />
    </>
  );
}
