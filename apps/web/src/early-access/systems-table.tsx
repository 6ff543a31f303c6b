import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { BASES } from "./early-access.words.ts";
import type { System } from "./early-access.words.ts";

/** What the partner owns or may test: the whole scope of its use. */
export function SystemsTable({ systems, proposed = false }: { readonly systems: readonly System[]; readonly proposed?: boolean }) {
  return (
    <DataTable
      caption={t(proposed ? "earlyAccess.systemsProposed" : "earlyAccess.systems")}
      rows={systems}
      rowKey={({ name }) => name}
      empty={null}
      columns={[
        { key: "name", header: t("earlyAccess.system"), cell: ({ name }) => <UntrustedText text={name} /> },
        { key: "evidence", header: t("earlyAccess.evidence"), cell: ({ evidence }) => <UntrustedText text={evidence} /> },
        { key: "basis", header: t("earlyAccess.basis"), cell: ({ basis }) => t(BASES[basis]) },
      ]}
    />
  );
}
