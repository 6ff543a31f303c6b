import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { DEPLOYMENT_WORDS } from "./operator-words.ts";
import { historyQuery } from "./operator.query.ts";
import type { Turn } from "./operator.query.ts";

const CHANNELS: Readonly<Record<Turn["channel"], MessageKey>> = {
  page: "operator.history.page",
  form: "operator.history.form",
  mail: "operator.history.mail",
  telephone: "operator.history.telephone",
  system: "operator.history.system",
};

/** Every turn that each entry of a step took; asked for only when it is looked at. */
export function StepHistory({ stepId }: { readonly stepId: string }) {
  const [open, setOpen] = useState(false);
  const history = useQuery({ ...historyQuery(stepId), enabled: open });
  return (
    <details className="bw-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("operator.history")}</summary>
      <div className="bw-details__body">
        {open && (
          <QueryView query={history}>
            {(turns) => (
              <DataTable
                caption={t("operator.history")}
                captionHidden
                rows={turns.map((turn, index) => ({ ...turn, key: String(index) }))}
                rowKey={({ key }) => key}
                empty={<p>{t("operator.history.none")}</p>}
                columns={[
                  { key: "asset", header: t("operator.asset.product"), cell: ({ asset }) => <UntrustedText text={asset} /> },
                  { key: "at", header: t("operator.history.at"), cell: ({ at }) => <DateTime at={at} /> },
                  { key: "to", header: t("operator.history.to"), cell: ({ to }) => <StatusTag state={to} words={DEPLOYMENT_WORDS} /> },
                  { key: "channel", header: t("operator.history.by"), cell: ({ channel }) => t(CHANNELS[channel]) },
                  { key: "words", header: t("operator.history.words"), cell: ({ words }) => words && <UntrustedText text={words} /> },
                ]}
              />
            )}
          </QueryView>
        )}
      </div>
    </details>
  );
}
