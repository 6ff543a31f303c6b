import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { columnWords, EXPOSED } from "./operator-words.ts";
import type { Reading } from "./operator.query.ts";

// Enough to see whether it was understood; the rest is one press away.
const SHOWN_AT_ONCE = 3;

/** How a list was understood: its columns, its first entries, and every line left out with the reason. */
export function ReadingView({ reading }: { readonly reading: Pick<Reading, "assets" | "skipped" | "columns" | "notes" | "firstAssets" | "skippedLines"> }) {
  const columns = Object.entries(reading.columns);
  const more = reading.firstAssets.slice(SHOWN_AT_ONCE);
  return (
    <>
      <p>
        <strong>
          {tCount("operator.inventories.assets", reading.assets)}
          {reading.skipped > 0 && `, ${tCount("operator.inventories.skipped", reading.skipped)}`}
        </strong>
      </p>
      {reading.notes.length > 0 && (
        <ul>
          {reading.notes.map((note) => (
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
      <AssetTable caption={t("operator.inventories.first")} assets={reading.firstAssets.slice(0, SHOWN_AT_ONCE)} />
      {more.length > 0 && (
        <Disclosure summary={tCount("operator.inventories.more", more.length)}>
          <AssetTable caption={t("operator.inventories.rest")} assets={more} />
        </Disclosure>
      )}
      {reading.skippedLines.length > 0 && (
        <Disclosure summary={t("operator.inventories.skippedCaption")}>
          <DataTable
            caption={t("operator.inventories.skippedCaption")}
            captionHidden
            columns={[
              { key: "place", header: t("operator.asset.place"), cell: ({ place }) => <UntrustedText text={place} /> },
              { key: "reason", header: t("operator.inventories.reason"), cell: ({ reason }) => <UntrustedText text={reason} /> },
              { key: "original", header: t("operator.inventories.original"), cell: ({ original }) => original && <UntrustedText text={original} /> },
            ]}
            rows={reading.skippedLines}
            rowKey={({ place, reason }) => `${place} ${reason}`}
            empty={null}
          />
        </Disclosure>
      )}
    </>
  );
}

function AssetTable({ caption, assets }: { readonly caption: string; readonly assets: Reading["firstAssets"] }) {
  return (
    <DataTable
      caption={caption}
      columns={[
        { key: "product", header: t("operator.asset.product"), cell: ({ product }) => <UntrustedText text={product} /> },
        { key: "vendor", header: t("operator.asset.vendor"), cell: ({ vendor }) => vendor && <UntrustedText text={vendor} /> },
        { key: "model", header: t("operator.asset.model"), cell: ({ model }) => model && <UntrustedText text={model} /> },
        { key: "version", header: t("operator.asset.version"), cell: ({ version }) => version && <UntrustedText text={version} /> },
        { key: "location", header: t("operator.asset.location"), cell: ({ location }) => location && <UntrustedText text={location} /> },
        { key: "exposed", header: t("operator.asset.exposed"), cell: ({ exposed }) => t(EXPOSED[exposed]) },
        { key: "place", header: t("operator.asset.place"), cell: ({ place }) => <UntrustedText text={place} /> },
      ]}
      rows={assets}
      rowKey={({ id }) => id}
      empty={<p>{t("operator.inventories.none")}</p>}
    />
  );
}

function nameColumn(meaning: string): string {
  const words = columnWords(meaning);
  return words ? t(words) : toVisibleText(meaning);
}
