import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { SentWork } from "./work.words.ts";

/** One person's plan: what will be run, and when. */
export function PlanTable({ plan }: { readonly plan: SentWork["plans"][number] }) {
  return (
    <DataTable
      caption={t("work.plan.by", { name: toVisibleText(plan.byName) })}
      rows={plan.steps.map((step, index) => ({ ...step, index }))}
      rowKey={({ index }) => `${index}`}
      empty={null}
      columns={[
        { key: "what", header: t("work.plan.what"), cell: ({ what }) => <UntrustedText text={what} /> },
        { key: "at", header: t("work.plan.at"), cell: ({ at }) => (at ? <DateTime at={at} /> : t("work.plan.anytime")) },
      ]}
    />
  );
}
