import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatCount, formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ENVIRONMENTS, SPANS, TIERS } from "./agency-words.ts";
import { dueQuery } from "./agency.query.ts";
import type { DueGroup, DueSpan } from "./agency.query.ts";

/** Enough to begin with; a long list must not push away what comes after it. */
const SHOWN = 8;

/** What to fix in a span, grouped by vulnerability: one fix closes it on many assets. */
export function DuePanel({ span }: { readonly span: DueSpan }) {
  const due = useQuery(dueQuery(span));
  return (
    <Panel
      heading={t(SPANS[span])}
      actions={
        (due.data?.groups.length ?? 0) > SHOWN && (
          <LinkButton to="/agency/instances" search={{ span }} outline>
            {t("agency.dueAll", { count: formatCount(due.data?.instances ?? 0) })}
          </LinkButton>
        )
      }
    >
      <QueryView query={due}>
        {({ groups }) => (
          <DataTable
            caption={t(SPANS[span])}
            captionHidden
            columns={[
              {
                key: "cve",
                header: t("agency.vulnerability"),
                cell: ({ cveId }) => (
                  <Link className="usa-link bw-nowrap" to="/agency/instances" search={{ cveId, span }}>
                    {cveId}
                  </Link>
                ),
              },
              { key: "due", header: t("agency.due"), cell: ({ dueOn }) => <span className="bw-nowrap">{dueOn === null ? t("agency.onUpgrade") : formatDay(dueOn)}</span> },
              { key: "tier", header: t("agency.tier"), cell: (group) => <Tier group={group} /> },
              { key: "assets", header: t("agency.assets"), numeric: true, cell: ({ assets }) => formatCount(assets) },
              { key: "where", header: t("agency.where"), cell: ({ byEnvironment }) => byEnvironment.map((one) => t("agency.whereCount", { count: formatCount(one.assets), where: t(ENVIRONMENTS[one.environment]) })).join(", ") },
            ]}
            rows={groups.slice(0, SHOWN)}
            rowKey={({ cveId, dueOn, tier }) => `${cveId} ${dueOn ?? ""} ${tier}`}
            empty={<p className="bw-note">{t("agency.nothingDue")}</p>}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function Tier({ group: { tier, inKev } }: { readonly group: DueGroup }) {
  return (
    <>
      {t(TIERS[tier])}
      {inKev && <span className="bw-row-note">{t("agency.inKev")}</span>}
    </>
  );
}
