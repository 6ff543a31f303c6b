import type { Role } from "#contracts/access";
import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { preNoticesQuery } from "./advisories.query.ts";

export const PRE_NOTICE_READERS: readonly Role[] = ["patch-distributor", "clearinghouse-analyst"];

/** Before an embargo ends: update this to that by then, and nothing more. Nothing at all where there is none. */
export function PreNoticesPanel() {
  const notices = useQuery(preNoticesQuery);
  if (!notices.data || notices.data.length === 0) return null;
  return (
    <Panel heading={t("advisories.preNotices")}>
      <DataTable
        caption={t("advisories.preNoticesWords")}
        columns={[
          { key: "product", header: t("clearinghouse.case.product"), cell: ({ product }) => <UntrustedText text={`${product.vendor}, ${product.name}`} /> },
          { key: "version", header: t("advisories.updateTo"), cell: ({ fixedVersion }) => <UntrustedText text={fixedVersion} /> },
          { key: "due", header: t("advisories.by"), cell: ({ dueBy }) => <DateTime at={dueBy} /> },
        ]}
        rows={notices.data}
        rowKey={({ caseId }) => caseId}
        empty={null}
      />
    </Panel>
  );
}
