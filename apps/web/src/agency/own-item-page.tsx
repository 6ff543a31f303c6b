import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ItemRecord } from "../directives/item-record.tsx";
import { ItemState } from "../directives/item-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { CISO } from "./agency-words.ts";
import { itemQuery } from "./agency.query.ts";
import { ItemActs } from "./item-acts.tsx";

/** One action that a directive asks of the reader's agency. */
export function OwnItemPage() {
  const { id } = useParams({ from: "/agency/items/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>{() => <Item id={id} />}</ForRoles>
    </div>
  );
}

function Item({ id }: { readonly id: string }) {
  const detail = useQuery(itemQuery(id));
  return (
    <QueryView query={detail}>
      {(found) => (
        <>
          <PageHeading eyebrow={found.item.number} title={found.item.title} status={<ItemState item={found.item} />} />
          <ItemActs detail={found} />
          <ItemRecord detail={found} />
        </>
      )}
    </QueryView>
  );
}
