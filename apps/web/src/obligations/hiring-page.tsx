import { useQuery } from "@tanstack/react-query";
import { WebLink } from "../advisories/web-link.tsx";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { PATHWAY_STEPS } from "./grant-words.ts";
import { CountForm, PathwayForm } from "./hiring-forms.tsx";
import { ObligationsLinks } from "./obligations-links.tsx";
import { hiringQuery } from "./obligations.query.ts";
import type { Pathway } from "./obligations.query.ts";
import { inDays, TRACKER_KEEPERS } from "./tasking-words.ts";

/** Ways into federal service for cybersecurity specialists (2(f)), with posts opened and filled. */
export function HiringPage() {
  const hiring = useQuery(hiringQuery);
  const session = useSession();
  const mayKeep = session.state === "signed-in" && hasRole({ roles: TRACKER_KEEPERS }, session.person.roles);
  return (
    <div className="bw-page">
      <PageHeading title={t("obligations.hiring.title")} lead={t("obligations.hiring.lead")} />
      <ObligationsLinks />
      <QueryView query={hiring}>
        {({ pathways, smallestShown }) => (
          <>
            {pathways.length === 0 && <EmptyState title={t("obligations.hiring.none")}>{t("obligations.hiring.noneWords")}</EmptyState>}
            {pathways.map((pathway) => (
              <PathwayPanel key={pathway.id} pathway={pathway} />
            ))}
            <p className="bw-note">{t("obligations.hiring.withheld", { smallest: smallestShown })}</p>
            {mayKeep && (
              <>
                {pathways.length > 0 && <CountForm pathways={pathways} />}
                <PathwayForm pathways={pathways} />
              </>
            )}
          </>
        )}
      </QueryView>
    </div>
  );
}

function PathwayPanel({ pathway: { name, step, link, statedOn, earlier, quarters } }: { readonly pathway: Pathway }) {
  const inWords = (count: number | null) => (count === null ? <span className="bw-note">{t("obligations.hiring.few")}</span> : formatCount(count));
  return (
    <Panel heading={name}>
      <ol className="bw-pathway">
        {[...earlier.toReversed(), { step, link, statedOn, recordedAt: "now" }].map((one) => (
          <li key={one.recordedAt}>
            {t(PATHWAY_STEPS[one.step])}, <WebLink url={one.link}>{t("obligations.saidOn", { day: inDays(one.statedOn) })}</WebLink>
          </li>
        ))}
      </ol>
      <DataTable
        caption={t("obligations.hiring.caption")}
        captionHidden
        columns={[
          { key: "quarter", header: t("obligations.hiring.quarter"), cell: ({ quarter }) => <span className="bw-nowrap">{quarter}</span> },
          { key: "openings", header: t("obligations.hiring.openings"), numeric: true, cell: ({ openings }) => inWords(openings) },
          { key: "filled", header: t("obligations.hiring.filled"), numeric: true, cell: ({ filled }) => inWords(filled) },
          { key: "said", header: t("obligations.said"), cell: (quarter) => <WebLink url={quarter.link}>{inDays(quarter.statedOn)}</WebLink> },
        ]}
        rows={quarters}
        rowKey={({ quarter }) => quarter}
        empty={<p className="bw-note">{t("obligations.hiring.noCounts")}</p>}
      />
    </Panel>
  );
}
