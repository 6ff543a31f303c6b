import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { ItemsTable } from "../directives/items-table.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { KeyFigure } from "../parts/key-figure.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { formatCount } from "../format.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO } from "./agency-words.ts";
import { itemsQuery } from "./agency.query.ts";

/** All that directives ask of the reader's agency. */
export function ItemsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>
        {() => (
          <>
            <PageHeading title={t("agency.items.title")} lead={t("agency.items.lead")} />
            <AgencyLinks />
            <Items />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Items() {
  const items = useQuery(itemsQuery);
  return (
    <QueryView query={items}>
      {({ items: all, due }) => (
        <>
          <div className="bw-figures">
            <KeyFigure label={t("agency.overdue")} value={formatCount(due.overdue)} />
            <KeyFigure label={t("agency.dueThisWeek")} value={formatCount(due.thisWeek)} />
            <KeyFigure label={t("agency.in30Days")} value={formatCount(due.next30Days)} />
            <KeyFigure label={t("agency.span.later")} value={formatCount(due.later)} />
            <KeyFigure label={t("agency.items.byTable")} value={formatCount(due.noDay)} />
          </div>
          <ItemsTable items={all} itemPage="/agency/items/$id" empty={<EmptyState title={t("agency.items.none")}>{t("agency.items.noneWords")}</EmptyState>} />
        </>
      )}
    </QueryView>
  );
}
