import { Link } from "@tanstack/react-router";
import { formatCount, formatShare } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { ENVIRONMENTS, TIERS } from "./agency-words.ts";
import type { Workbench } from "./agency.query.ts";

/** How much of what is open the directive's table puts where. */
export function TiersTable({ tiers }: Pick<Workbench, "tiers">) {
  return (
    <Panel heading={t("agency.tiers")}>
      <DataTable
        caption={t("agency.tiers")}
        captionHidden
        columns={[
          {
            key: "tier",
            header: t("agency.tier"),
            cell: ({ tier }) => (
              <Link className="usa-link" to="/agency/instances" search={{ tier, state: "open" }}>
                {t(TIERS[tier])}
              </Link>
            ),
          },
          { key: "open", header: t("agency.open"), numeric: true, cell: ({ open }) => formatCount(open) },
          { key: "share", header: t("agency.share"), numeric: true, cell: ({ share }) => formatShare(share, 1) },
          { key: "overdue", header: t("agency.overdue"), numeric: true, cell: ({ overdue }) => formatCount(overdue) },
        ]}
        rows={tiers}
        rowKey={({ tier }) => tier}
        empty={null}
      />
    </Panel>
  );
}

/** The same by where the assets stand. */
export function EnvironmentsTable({ environments }: Pick<Workbench, "environments">) {
  return (
    <Panel heading={t("agency.environments")}>
      <DataTable
        caption={t("agency.environments")}
        captionHidden
        columns={[
          {
            key: "environment",
            header: t("agency.environment"),
            cell: ({ environment }) => (
              <Link className="usa-link" to="/agency/instances" search={{ environment, state: "open" }}>
                {t(ENVIRONMENTS[environment])}
              </Link>
            ),
          },
          { key: "open", header: t("agency.open"), numeric: true, cell: ({ open }) => formatCount(open) },
          { key: "overdue", header: t("agency.overdue"), numeric: true, cell: ({ overdue }) => formatCount(overdue) },
        ]}
        rows={environments.filter(({ open }) => open > 0)}
        rowKey={({ environment }) => environment}
        empty={null}
      />
    </Panel>
  );
}
