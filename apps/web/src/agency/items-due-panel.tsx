import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { ItemsTable } from "../directives/items-table.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { itemsQuery } from "./agency.query.ts";

const PRESSING: readonly (string | null)[] = ["overdue", "this-week", "next-30-days"];

/** Action items of directives that press; the rest is one press away. */
export function ItemsDuePanel() {
  const items = useQuery(itemsQuery);
  return (
    <Panel
      heading={t("agency.items.due")}
      actions={
        <LinkButton to="/agency/items" outline>
          {t("agency.items.all")}
        </LinkButton>
      }
    >
      <QueryView query={items}>
        {({ items: all, due }) => (
          <>
            <p>{t("agency.items.counts", { overdue: due.overdue, week: due.thisWeek, month: due.next30Days, later: due.later + due.noDay })}</p>
            <ItemsTable items={all.filter(({ span }) => PRESSING.includes(span))} itemPage="/agency/items/$id" empty={<p className="bw-note">{t("agency.items.nonePressing")}</p>} />
          </>
        )}
      </QueryView>
    </Panel>
  );
}
