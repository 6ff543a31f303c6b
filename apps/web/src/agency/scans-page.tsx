import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO } from "./agency-words.ts";
import { scansQuery, templatesQuery } from "./agency.query.ts";
import { ScanByProgram } from "./scan-by-program.tsx";
import { ScanImport } from "./scan-import.tsx";
import { ScanEntry } from "./scan-entry.tsx";
import { TemplatesPanel } from "./templates-panel.tsx";

/** What scanners found: taken in, and what became of each scan. */
export function ScansPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>
        {() => (
          <>
            <PageHeading title={t("agency.scans.title")} lead={t("agency.scans.lead")} />
            <AgencyLinks />
            <Scans />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Scans() {
  const templates = useQuery(templatesQuery);
  const scans = useQuery(scansQuery);
  return (
    <>
      <QueryView query={templates}>{(all) => <ScanImport templates={all.templates} />}</QueryView>
      <QueryView query={scans}>
        {({ imports }) =>
          imports.length === 0 ? (
            <EmptyState title={t("agency.scans.none")}>{t("agency.scans.noneWords")}</EmptyState>
          ) : (
            <Panel heading={t("agency.scans.last")}>
              <ul className="bw-waiting">
                {imports.map((scan) => (
                  <ScanEntry key={scan.id} scan={scan} name={templates.data?.templates.find(({ scanner }) => scanner === scan.scanner)?.name ?? scan.scanner} />
                ))}
              </ul>
            </Panel>
          )
        }
      </QueryView>
      <ScanByProgram />
      <QueryView query={templates}>{(all) => <TemplatesPanel templates={all.templates} />}</QueryView>
    </>
  );
}
