import { useInfiniteQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { MoreButton } from "../parts/more-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { DirectiveLinks } from "./directive-links.tsx";
import { OFFICERS } from "./directive-words.ts";
import { itemsQuery } from "./directives.query.ts";
import { ItemsTable } from "./items-table.tsx";

/** What one agency owes under directives, and how far it is, for an officer. */
export function AgencyStandingPage() {
  const { agencyId } = useParams({ from: "/directives/standing/$agencyId" });
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <Items agencyId={agencyId} />}</ForRoles>
    </div>
  );
}

function Items({ agencyId }: { readonly agencyId: string }) {
  const items = useInfiniteQuery(itemsQuery(agencyId));
  return (
    <QueryView query={items}>
      {({ pages }) => {
        const all = pages.flatMap((page) => page.items);
        return (
          <>
            <PageHeading eyebrow={t("directives.standing.title")} title={all[0]?.agencyName ?? t("directives.standing.nothing")} lead={t("directives.standing.agencyLead")} />
            <DirectiveLinks />
            <ItemsTable items={all} itemPage="/directives/items/$id" empty={<EmptyState title={t("directives.standing.nothing")}>{t("directives.standing.nothingWords")}</EmptyState>} />
            <MoreButton query={items} />
          </>
        );
      }}
    </QueryView>
  );
}
