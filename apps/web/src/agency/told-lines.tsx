import { formatCount } from "../format.ts";
import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { ToldLine } from "./agency.query.ts";

/** Every line that was not taken, by its number in the file, with the reason; of very many the first are told. */
export function ToldLines({ told, refused }: { readonly told: readonly ToldLine[]; readonly refused: number }) {
  if (refused === 0) return null;
  return (
    <div className="bw-told">
      <p className="bw-measure">{tCount("agency.told.refused", refused)}</p>
      <DataTable
        caption={t("agency.told")}
        captionHidden
        columns={[
          { key: "line", header: t("agency.told.line"), numeric: true, cell: ({ line }) => formatCount(line) },
          { key: "reason", header: t("agency.told.reason"), cell: ({ reason }) => <UntrustedText text={reason} /> },
        ]}
        rows={told}
        rowKey={({ line, reason }) => `${line} ${reason}`}
        empty={null}
      />
    </div>
  );
}
