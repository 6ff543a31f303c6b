import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { columnWords, EXPOSED } from "./operator-words.ts";
import type { InventoryPreview } from "./operator.query.ts";

/** How a list was understood: its columns, its first entries, and every line left out with the reason. */
export function InventoryView({ inventory }: { readonly inventory: InventoryPreview }) {
  const columns = Object.entries(inventory.columns);
  return (
    <div className="bw-inventory__view">
      <p>
        <strong>
          {tCount("operator.inventories.assets", inventory.assets)}
          {inventory.skipped > 0 && `, ${tCount("operator.inventories.skipped", inventory.skipped)}`}
        </strong>
      </p>
      {inventory.notes.length > 0 && (
        <ul>
          {inventory.notes.map((note) => (
            <li key={note}>
              <UntrustedText text={note} />
            </li>
          ))}
        </ul>
      )}
      {columns.length > 0 && (
        <>
          <h4>{t("operator.inventories.columns")}</h4>
          <DefinitionList items={columns.map(([meaning, column]) => ({ term: nameColumn(meaning), detail: <UntrustedText text={column} /> }))} />
        </>
      )}
      <DataTable
        caption={t("operator.inventories.first")}
        columns={[
          { key: "product", header: t("operator.asset.product"), cell: ({ product }) => <UntrustedText text={product} /> },
          { key: "vendor", header: t("operator.asset.vendor"), cell: ({ vendor }) => <UntrustedText text={vendor ?? "–"} /> },
          { key: "version", header: t("operator.asset.version"), cell: ({ version }) => <UntrustedText text={version ?? "–"} /> },
          { key: "location", header: t("operator.asset.location"), cell: ({ location }) => <UntrustedText text={location ?? "–"} /> },
          { key: "exposed", header: t("operator.asset.exposed"), cell: ({ exposed }) => t(EXPOSED[exposed]) },
          { key: "place", header: t("operator.asset.place"), cell: ({ place }) => <UntrustedText text={place} /> },
        ]}
        rows={inventory.firstAssets}
        rowKey={({ place }) => place}
        empty={<p>{t("operator.inventories.none")}</p>}
      />
      {inventory.skippedLines.length > 0 && (
        <DataTable
          caption={t("operator.inventories.skippedCaption")}
          columns={[
            { key: "place", header: t("operator.asset.place"), cell: ({ place }) => <UntrustedText text={place} /> },
            { key: "reason", header: t("operator.inventories.reason"), cell: ({ reason }) => <UntrustedText text={reason} /> },
            { key: "original", header: t("operator.inventories.original"), cell: ({ original }) => <UntrustedText text={original} /> },
          ]}
          rows={inventory.skippedLines}
          rowKey={({ place }) => place}
          empty={null}
        />
      )}
    </div>
  );
}

function nameColumn(meaning: string): string {
  const words = columnWords(meaning);
  return words ? t(words) : toVisibleText(meaning);
}
