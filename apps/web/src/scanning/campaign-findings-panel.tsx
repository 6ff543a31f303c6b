import { useQuery } from "@tanstack/react-query";
import { FINDING_WORDS } from "../findings/finding-words.ts";
import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { campaignFindingsQuery } from "./scanning.query.ts";

/** What came back under a campaign's claims: counts by where they stand, and nothing of what they say. */
export function CampaignFindingsPanel({ campaignId, runs }: { readonly campaignId: string; readonly runs: boolean }) {
  const counts = useQuery(campaignFindingsQuery(campaignId));
  return (
    <Panel heading={t("scanning.findings")}>
      <QueryView query={counts}>
        {({ findings, byState }) => (
          <>
            <p className="bw-measure">{t(runs ? "scanning.findings.all" : "scanning.findings.own", { count: formatCount(findings) })}</p>
            <DataTable
              caption={t("scanning.findings")}
              captionHidden
              columns={[
                { key: "state", header: t("findings.state"), cell: ({ state }) => nameState(state) },
                { key: "count", header: t("scanning.findings.count"), numeric: true, cell: ({ count }) => formatCount(count) },
              ]}
              rows={byState}
              rowKey={({ state }) => state}
              empty={null}
            />
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function nameState(state: string): string {
  return Object.hasOwn(FINDING_WORDS, state) ? t(FINDING_WORDS[state as keyof typeof FINDING_WORDS].label) : state;
}
