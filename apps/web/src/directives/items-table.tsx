import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { ItemDue, ItemState } from "./item-state.tsx";
import type { Item } from "./directives.query.ts";

interface ItemsTableProps {
  readonly items: readonly Item[];
  /** Where one item is shown to this reader. */
  readonly itemPage: "/directives/items/$id" | "/agency/items/$id";
  readonly empty: ReactNode;
}

/** What directives ask of an agency, the soonest due first as the server lists it. */
export function ItemsTable({ items, itemPage, empty }: ItemsTableProps) {
  return (
    <DataTable
      caption={t("directives.items.caption")}
      columns={[
        {
          key: "title",
          header: t("directives.action"),
          cell: ({ id, title, number }) => (
            <>
              <Link className="usa-link" to={itemPage} params={{ id }}>
                {toVisibleText(title)}
              </Link>
              <span className="bw-row-note">{number}</span>
            </>
          ),
        },
        { key: "due", header: t("directives.due"), cell: (item) => <ItemDue item={item} /> },
        { key: "state", header: t("directives.stands"), cell: (item) => <ItemState item={item} /> },
      ]}
      rows={items}
      rowKey={({ id }) => id}
      empty={empty}
    />
  );
}
