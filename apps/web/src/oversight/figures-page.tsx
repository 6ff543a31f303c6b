import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { PageSections } from "../parts/page-sections.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { OversightLinks } from "./oversight-links.tsx";
import { figuresQuery } from "./oversight.query.ts";
import type { FigureDefinition, FigureSection } from "./oversight.query.ts";
import { SECTIONS } from "./report-words.ts";

/** What each figure of the next report will count; a published report holds the definitions it was made with. */
export function FiguresPage() {
  const figures = useQuery(figuresQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("reports.figures.title")} lead={t("reports.figures.lead")} />
      <OversightLinks />
      <QueryView query={figures}>
        {({ figures: all, definitionsSha256 }) => (
          <>
            <PageSections
              label={t("reports.sections")}
              sections={(Object.keys(SECTIONS) as FigureSection[])
                .map((section) => ({ section, own: all.filter((one) => one.section === section) }))
                .filter(({ own }) => own.length > 0)
                .map(({ section, own }) => ({ id: section, title: t(SECTIONS[section]), content: <Definitions heading={t(SECTIONS[section])} definitions={own} /> }))}
            />
            <p className="bw-note">
              {t("reports.definitionsSha256")} <code className="bw-report__digest">{definitionsSha256}</code>
            </p>
          </>
        )}
      </QueryView>
    </div>
  );
}

function Definitions({ heading, definitions }: { readonly heading: string; readonly definitions: readonly FigureDefinition[] }) {
  return (
    <Panel heading={heading}>
      {definitions.map(({ id, title, definition, shown, how }) => (
        <section key={id} id={`figure-${id}`} aria-labelledby={`title-${id}`} className="bw-report__block">
          <h3 id={`title-${id}`}>{title}</h3>
          <p className="bw-measure">
            {definition} {t(shown === "bands" ? "reports.figures.bands" : "reports.figures.exact")}
          </p>
          <Disclosure summary={t("reports.figures.how", { title })}>
            <UntrustedText text={JSON.stringify(how, null, 2)} block />
          </Disclosure>
        </section>
      ))}
    </Panel>
  );
}
