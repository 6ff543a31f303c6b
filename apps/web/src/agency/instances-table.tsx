import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatDay } from "../format.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ENVIRONMENTS, EXPOSURES, TIERS } from "./agency-words.ts";
import type { Instance } from "./agency.query.ts";
import { InstanceState } from "./instance-state.tsx";

/** One row a vulnerability on an asset. */
export function InstancesTable({ instances, empty }: { readonly instances: readonly Instance[]; readonly empty: ReactNode }) {
  return (
    <DataTable
      caption={t("agency.instances.caption")}
      columns={[
        {
          key: "cve",
          header: t("agency.vulnerability"),
          cell: ({ id, cveId }) => (
            <Link className="usa-link bw-nowrap" to="/agency/instances/$id" params={{ id }}>
              {cveId}
            </Link>
          ),
        },
        { key: "asset", header: t("agency.asset"), cell: (instance) => <Asset instance={instance} /> },
        {
          key: "due",
          header: t("agency.due"),
          cell: ({ dueOn, tier }) => (
            <>
              <span className="bw-nowrap">{dueOn === null ? t("agency.onUpgrade") : formatDay(dueOn)}</span>
              {dueOn !== null && <span className="bw-row-note">{t(TIERS[tier])}</span>}
            </>
          ),
        },
        { key: "state", header: t("agency.stands"), cell: (instance) => <InstanceState instance={instance} /> },
      ]}
      rows={instances}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}

function Asset({ instance: { assetName, environment, exposed } }: { readonly instance: Instance }) {
  return (
    <>
      <UntrustedText text={assetName} />
      <span className="bw-row-note">{t("agency.instances.where", { environment: t(ENVIRONMENTS[environment]), exposed: t(EXPOSURES[exposed]) })}</span>
    </>
  );
}
