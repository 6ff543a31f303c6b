import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { DirectiveLinks } from "./directive-links.tsx";
import { inDays, OFFICERS } from "./directive-words.ts";
import { agencyCountsQuery } from "./directives.query.ts";
import { MetadataForm } from "./metadata-form.tsx";

/** How every agency stands: counts, never what stands on which asset. */
export function StandingPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <Standing />}</ForRoles>
    </div>
  );
}

function Standing() {
  const counts = useQuery(agencyCountsQuery);
  return (
    <>
      <PageHeading title={t("directives.standing.title")} lead={t("directives.standing.lead")} />
      <DirectiveLinks />
      <QueryView query={counts}>
        {({ agencies, phase }) => (
          <>
            <DataTable
              caption={t("directives.standing.caption")}
              columns={[
                {
                  key: "agency",
                  header: t("directives.agency"),
                  cell: ({ agencyId, agencyName }) => (
                    <Link className="usa-link" to="/directives/standing/$agencyId" params={{ agencyId }}>
                      {toVisibleText(agencyName)}
                    </Link>
                  ),
                },
                { key: "overdue", header: t("directives.counts.overdue"), numeric: true, cell: ({ overdue }) => formatCount(overdue) },
                { key: "week", header: t("directives.standing.thisWeek"), numeric: true, cell: ({ dueThisWeek }) => formatCount(dueThisWeek) },
                { key: "open", header: t("directives.counts.open"), numeric: true, cell: ({ open }) => formatCount(open) },
                { key: "exception", header: t("directives.counts.inException"), numeric: true, cell: ({ inException }) => formatCount(inException) },
                { key: "fixed", header: t("directives.counts.fixed"), numeric: true, cell: ({ fixed }) => formatCount(fixed) },
                { key: "forensics", header: t("directives.standing.forensics"), numeric: true, cell: ({ forensicsOpen }) => formatCount(forensicsOpen) },
                { key: "import", header: t("directives.standing.lastScan"), cell: ({ lastImportOn }) => (lastImportOn === null ? t("directives.standing.noScan") : inDays(lastImportOn)) },
              ]}
              rows={agencies}
              rowKey={({ agencyId }) => agencyId}
              empty={<EmptyState title={t("directives.agencies.none")}>{t("directives.agencies.noneWords")}</EmptyState>}
            />
            <p className="bw-note">{t(phase.phase === "binding" ? "directives.phase.binding" : "directives.phase.preparing", { directive: phase.directive, day: inDays(phase.fullUseOn) })}</p>
          </>
        )}
      </QueryView>
      <MetadataForm />
    </>
  );
}
