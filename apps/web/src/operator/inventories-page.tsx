import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { AddList } from "./add-list.tsx";
import { ForOwner } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { MarksForm } from "./marks-form.tsx";
import { inventoriesQuery, inventoryQuery, toSearch } from "./operator.query.ts";
import type { Inventory } from "./operator.query.ts";
import { ReadingView } from "./reading-view.tsx";

export function InventoriesPage() {
  return <ForOwner>{(shown) => <Inventories {...shown} />}</ForOwner>;
}

function Inventories({ owner, actingFor }: Shown) {
  const inventories = useQuery(inventoriesQuery(owner));
  return (
    <>
      <PageHeading
        title={actingFor === undefined ? t("operator.inventories.title") : t("operator.delegates.listsOf", { organisation: actingFor })}
        lead={t(actingFor === undefined ? "operator.inventories.lead" : "operator.delegates.listsLead")}
        actions={
          <LinkButton to="/operator/windows" search={toSearch(owner)} outline>
            {t("operator.windows.title")}
          </LinkButton>
        }
      />
      <AddList owner={owner} />
      <Panel heading={t(actingFor === undefined ? "operator.inventories.yours" : "operator.delegates.lists")}>
        <QueryView query={inventories}>
          {(found) =>
            found.length === 0 ? (
              <EmptyState title={t("operator.inventories.empty")}>
                <p>{t("operator.inventories.emptyWords")}</p>
              </EmptyState>
            ) : (
              <ul className="bw-inventories">
                {found.map((inventory) => (
                  <InventoryItem key={inventory.id} inventory={inventory} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </Panel>
    </>
  );
}

function InventoryItem({ inventory }: { readonly inventory: Inventory }) {
  const [open, setOpen] = useState(false);
  const preview = useQuery({ ...inventoryQuery(inventory.id), enabled: open });
  const remove = useAct({ perform: () => api.call("POST /operator/inventories/{id}/remove", { params: { id: inventory.id } }), said: t("operator.inventories.removed") });
  return (
    <li className="bw-inventory">
      <div className="bw-inventory__top">
        <div>
          <h3>
            <UntrustedText text={inventory.fileName} />
          </h3>
          <p>
            {tCount("operator.inventories.assets", inventory.assets)}
            {inventory.skipped > 0 && `, ${tCount("operator.inventories.skipped", inventory.skipped)}`}
          </p>
          <DateTime at={inventory.uploadedAt} />
        </div>
        <ConfirmDialog trigger={t("operator.inventories.remove")} heading={t("operator.inventories.removeHeading")} confirm={t("operator.inventories.remove")} onConfirm={() => remove.mutateAsync()}>
          <p>{t("operator.inventories.removeWords")}</p>
        </ConfirmDialog>
      </div>
      <details className="bw-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t("operator.inventories.show")}</summary>
        {open && (
          <QueryView query={preview}>
            {(found) => (
              <div className="bw-inventory__view">
                <ReadingView reading={found} />
                {found.firstAssets.length > 0 && (
                  <Disclosure summary={t("operator.marks.heading")}>
                    <MarksForm inventory={found} />
                  </Disclosure>
                )}
              </div>
            )}
          </QueryView>
        )}
      </details>
    </li>
  );
}
