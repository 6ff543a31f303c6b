import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { describeReceipt } from "./describe-receipt.ts";

type Receipt = Reply<"GET /ledger/receipts">["receipts"][number];

/** One receipt an act, to be kept: with it, nobody can later deny or change the act unnoticed. */
export function ReceiptsPanel({ subject }: { readonly subject: string }) {
  const readReceipts = () => api.call("GET /ledger/receipts", { query: { subject } });
  const receipts = useQuery({ queryKey: ["receipts", subject], queryFn: readReceipts });
  return (
    <Panel
      heading={t("receipts.heading")}
      actions={
        <DownloadButton
          label={t("receipts.downloadAll")}
          fileName={`receipts-${subject}.json`}
          read={async () => `${JSON.stringify(await readReceipts(), null, 2)}\n`}
        />
      }
    >
      <p className="bw-measure">{t("receipts.lead")}</p>
      <QueryView query={receipts}>
        {({ receipts: all }) =>
          all.length === 0 ? (
            <EmptyState title={t("receipts.none")} />
          ) : (
            <Disclosure summary={tCount("receipts.each", all.length)}>
              <ReceiptTable receipts={all} />
            </Disclosure>
          )
        }
      </QueryView>
    </Panel>
  );
}

function ReceiptTable({ receipts }: { readonly receipts: readonly Receipt[] }) {
  return (
    <DataTable
      caption={t("receipts.heading")}
      captionHidden
      rows={receipts.map((receipt, index) => ({ receipt, index, ...describeReceipt(receipt) }))}
      rowKey={({ index }) => String(index)}
      empty={null}
      columns={[
        { key: "what", header: t("receipts.what"), cell: ({ kind }) => <UntrustedText text={kind} /> },
        { key: "at", header: t("receipts.at"), cell: ({ at }) => (at ? <DateTime at={at} /> : "") },
        {
          key: "file",
          header: t("receipts.file"),
          cell: ({ receipt, kind, index }) => (
            <DownloadButton
              label={t("receipts.download", { kind })}
              fileName={`receipt-${index + 1}.json`}
              read={async () => `${JSON.stringify(receipt, null, 2)}\n`}
            />
          ),
        },
      ]}
    />
  );
}
