import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { Link, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { ReactNode } from "react";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { DataTable } from "../parts/data-table.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { FINDERS } from "./finders.ts";
import type { BulkReceipt } from "./findings.query.ts";

// The server's own bounds, told before any byte is sent.
const MAX_BUNDLE_BYTES = 8 * 1024 * 1024;
const MAX_BULK_BYTES = 48 * 1024 * 1024;

export function SubmitPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={FINDERS}>{() => <Submit />}</ForRoles>
    </div>
  );
}

function Submit() {
  const { appealOf } = useSearch({ from: "/findings/submit" });
  return (
    <>
      <PageHeading eyebrow={t("findings.menu")} title={t(appealOf ? "findings.submit.appealTitle" : "findings.submit.title")} lead={t("findings.submit.lead")} />
      <Panel heading={t("findings.submit.one")}>
        <Upload
          label={t("findings.submit.bundle")}
          hint={t("findings.submit.bundleHint")}
          accept=".tar,application/x-tar"
          maxBytes={MAX_BUNDLE_BYTES}
          send={(file) => api.call("POST /findings", { query: appealOf ? { appealOf } : {}, body: file })}
        >
          {(receipt) => <Receipt receipt={receipt} />}
        </Upload>
      </Panel>
      {!appealOf && (
        <Panel heading={t("findings.submit.many")}>
          <Upload
            label={t("findings.submit.bulk")}
            hint={t("findings.submit.bulkHint")}
            accept=".ndjson,.jsonl,application/x-ndjson"
            maxBytes={MAX_BULK_BYTES}
            send={(file) => api.call("POST /findings/bulk", { body: file })}
          >
            {(receipt) => <BulkResults receipt={receipt} />}
          </Upload>
        </Panel>
      )}
    </>
  );
}

interface UploadProps<Reply> {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly maxBytes: number;
  readonly send: (file: File) => Promise<Reply>;
  readonly children: (reply: Reply) => ReactNode;
}

function Upload<Reply>({ label, hint, accept, maxBytes, send, children }: UploadProps<Reply>) {
  const [file, setFile] = useState<File>();
  const queryClient = useQueryClient();
  const sending = useMutation({ mutationFn: send, onSuccess: () => queryClient.invalidateQueries({ queryKey: ["findings"] }) });
  return (
    <>
      <FormProblem error={sending.error} />
      <FileDrop label={label} name="file" hint={hint} accept={accept} maxBytes={maxBytes} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" disabled={!file || sending.isPending} onClick={() => file && sending.mutate(file)}>
          {t(sending.isPending ? "parts.dialog.running" : "findings.submit.send")}
        </Button>
      </div>
      <div aria-live="polite">{sending.data && children(sending.data)}</div>
    </>
  );
}

function Receipt({ receipt }: { readonly receipt: Operations["POST /findings"]["reply"] }) {
  return (
    <div className="bw-after-heading">
      <p>
        {t(receipt.alreadyReceived ? "findings.submit.again" : "findings.submit.received")}{" "}
        <Link to="/findings/$id" params={{ id: receipt.findingId }} className="usa-link">
          {t("findings.submit.follow")}
        </Link>
      </p>
      <DefinitionList
        items={[
          { term: t("findings.submit.digest"), detail: <code className="bw-digest">{receipt.digest}</code> },
          { term: t("findings.submit.commitment"), detail: <code className="bw-digest">{receipt.commitment}</code> },
        ]}
      />
    </div>
  );
}

function BulkResults({ receipt }: { readonly receipt: BulkReceipt }) {
  return (
    <div className="bw-after-heading">
      <p>{t("findings.bulk.summary", { accepted: receipt.accepted, duplicates: receipt.duplicates, refused: receipt.refused })}</p>
      <DataTable
        caption={t("findings.bulk.caption")}
        columns={[
          { key: "line", header: t("findings.bulk.line"), numeric: true, cell: ({ line }) => line },
          { key: "result", header: t("findings.bulk.result"), cell: (result) => <BulkResult result={result} /> },
        ]}
        rows={receipt.results}
        rowKey={({ line }) => String(line)}
        empty={<p>{t("findings.bulk.empty")}</p>}
      />
    </div>
  );
}

function BulkResult({ result }: { readonly result: BulkReceipt["results"][number] }) {
  const { findingId, duplicateOf, refused } = result;
  if (refused) {
    return (
      <>
        <strong>{t("findings.bulk.refused")}</strong> <UntrustedText text={refused.message} />
      </>
    );
  }
  const id = findingId ?? duplicateOf;
  if (!id) return null;
  return (
    <>
      {t(findingId ? "findings.bulk.taken" : "findings.bulk.duplicate")}{" "}
      <Link to="/findings/$id" params={{ id }} className="usa-link">
        {id}
      </Link>
    </>
  );
}
