import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { HowToRead } from "./how-to-read.tsx";
import { OversightLinks } from "./oversight-links.tsx";
import { reportsQuery } from "./oversight.query.ts";
import type { ReportSummary } from "./oversight.query.ts";
import { PublishForm } from "./publish-form.tsx";
import { OCCASIONS, tellPeriod } from "./report-words.ts";

/** The published transparency reports, for everybody. */
export function ReportsPage() {
  const session = useSession();
  const reports = useQuery(reportsQuery);
  const mayPublish = session.state === "signed-in" && hasRole({ roles: ["oversight"] }, session.person.roles);
  return (
    <div className="bw-page">
      <PageHeading title={t("reports.title")} lead={t("reports.lead")} />
      <OversightLinks />
      <QueryView query={reports}>
        {({ reports: all, next }) => (
          <>
            <DataTable
              caption={t("reports.caption")}
              columns={[
                { key: "period", header: t("reports.period"), cell: (one) => <Period report={one} /> },
                { key: "published", header: t("reports.published"), cell: ({ publishedAt }) => <DateTime at={publishedAt} /> },
                { key: "size", header: t("reports.entries"), numeric: true, cell: ({ size }) => formatCount(size) },
                { key: "digest", header: t("reports.digest"), cell: ({ sha256 }) => <code title={sha256}>{sha256.slice(0, 16)}…</code> },
              ]}
              rows={all}
              rowKey={({ id }) => id}
              empty={<EmptyState title={t("reports.none")}>{t("reports.noneWords")}</EmptyState>}
            />
            <p className="bw-measure">
              {t("reports.next", { period: tellPeriod(next) })} <DateTime at={next.dueAt} />
            </p>
          </>
        )}
      </QueryView>
      {mayPublish && <PublishForm />}
      <HowToRead />
    </div>
  );
}

function Period({ report: { id, occasion, period } }: { readonly report: ReportSummary }) {
  return (
    <>
      <Link className="usa-link" to="/reports/$id" params={{ id }}>
        {tellPeriod(period)}
      </Link>
      <span className="bw-row-note">{t(OCCASIONS[occasion])}</span>
    </>
  );
}
