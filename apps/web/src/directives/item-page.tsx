import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { OFFICERS } from "./directive-words.ts";
import { itemQuery } from "./directives.query.ts";
import { ItemRecord } from "./item-record.tsx";
import { ItemState } from "./item-state.tsx";

/** One agency's item as an officer sees it. */
export function ItemPage() {
  const { id } = useParams({ from: "/directives/items/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={OFFICERS}>{() => <Item id={id} />}</ForRoles>
    </div>
  );
}

function Item({ id }: { readonly id: string }) {
  const detail = useQuery(itemQuery(id));
  return (
    <QueryView query={detail}>
      {(found) => (
        <>
          <PageHeading eyebrow={t("directives.items.eyebrow", { number: found.item.number, agency: found.item.agencyName })} title={found.item.title} status={<ItemState item={found.item} />} />
          <ItemRecord detail={found} />
          {found.next.includes("ask-for-more") && (
            <Panel heading={t("directives.items.more")}>
              <ActForm label={t("directives.items.more")} submit={t("directives.items.more")} said={t("directives.items.moreSaid")} fields={["words"]} act={(form) => api.call("POST /directive-work/items/{id}/more", { params: { id }, body: { words: readText(form, "words") } })} outline>
                {(error) => <AreaField label={t("directives.items.moreWords")} name="words" maxLength={1000} error={error} />}
              </ActForm>
            </Panel>
          )}
        </>
      )}
    </QueryView>
  );
}
