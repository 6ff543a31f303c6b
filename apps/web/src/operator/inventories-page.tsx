import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForOwner } from "./for-owner.tsx";
import type { Shown } from "./for-owner.tsx";
import { InventoryView } from "./inventory-view.tsx";
import { inventoriesQuery, inventoryQuery, toQuery, toSearch } from "./operator.query.ts";
import type { Inventory } from "./operator.query.ts";

// The server's own bound, told before any byte is sent.
const MAX_INVENTORY_BYTES = 16 * 1024 * 1024;

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

function AddList({ owner }: Pick<Shown, "owner">) {
  const [file, setFile] = useState<File>();
  const queryClient = useQueryClient();
  const adding = useMutation({
    mutationFn: (chosen: File) => api.call("POST /operator/inventories", { query: { ...toQuery(owner), fileName: chosen.name }, body: chosen }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["operator"] }),
  });
  return (
    <Panel heading={t("operator.inventories.add")}>
      <FormProblem error={adding.error} />
      <FileDrop label={t("operator.inventories.file")} name="file" hint={t("operator.inventories.hint")} accept=".csv,.json,.cdx,text/csv,application/json" maxBytes={MAX_INVENTORY_BYTES} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" disabled={!file || adding.isPending} onClick={() => file && adding.mutate(file)}>
          {t(adding.isPending ? "parts.dialog.running" : "operator.inventories.upload")}
        </Button>
      </div>
      <div aria-live="polite">
        {adding.data && (
          <div className="bw-after-heading bw-stack">
            <h3>{t("operator.inventories.understood")}</h3>
            <InventoryView inventory={adding.data} />
            <LinkButton to="/operator/plan" search={toSearch(owner)}>{t("operator.home.openPlan")}</LinkButton>
          </div>
        )}
      </div>
    </Panel>
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
        {open && <QueryView query={preview}>{(found) => <InventoryView inventory={found} />}</QueryView>}
      </details>
    </li>
  );
}
