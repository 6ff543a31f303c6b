import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DownloadButton } from "../parts/download-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO } from "./agency-words.ts";
import { instancesQuery } from "./agency.query.ts";
import { ConfirmGone } from "./confirm-gone.tsx";
import { FilterForm } from "./filter-form.tsx";
import { InstancesTable } from "./instances-table.tsx";

/** Vulnerabilities on the agency's assets, by whatever the address says. */
export function InstancesPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>{() => <Instances />}</ForRoles>
    </div>
  );
}

function Instances() {
  const filter = useSearch({ from: "/agency/instances" });
  const instances = useInfiniteQuery(instancesQuery(filter));
  return (
    <>
      <PageHeading title={t("agency.instances.title")} lead={t("agency.instances.lead")} actions={<DownloadButton label={t("agency.instances.export")} fileName="instances.csv" read={() => api.call("GET /agency/instances/export", { query: filter })} />} />
      <AgencyLinks />
      <FilterForm key={JSON.stringify(filter)} filter={filter} />
      {filter.gone && <ConfirmGone cveId={filter.cveId} />}
      <QueryView query={instances}>
        {({ pages }) => <InstancesTable instances={pages.flatMap((page) => page.instances)} empty={<EmptyState title={t("agency.instances.none")}>{t("agency.instances.noneWords")}</EmptyState>} />}
      </QueryView>
      <MoreButton query={instances} />
    </>
  );
}
