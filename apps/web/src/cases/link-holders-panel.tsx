import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { linkHoldersQuery } from "./cases.query.ts";

type Holder = Reply<"GET /cases/{id}/link-passkeys">["holders"][number];

/** Whose mailed links ask for a passkey; not there while nobody's do. */
export function LinkHoldersPanel({ caseId, mayAct }: { readonly caseId: string; readonly mayAct: boolean }) {
  const { data: holders = [] } = useQuery(linkHoldersQuery(caseId));
  if (holders.length === 0) return null;
  return (
    <Panel heading={t("linkPasskey.holders")}>
      <p className="bw-measure">{t("linkPasskey.holders.words")}</p>
      <DataTable
        caption={t("linkPasskey.holders")}
        captionHidden
        rows={holders}
        rowKey={({ kind, id, address }) => `${kind} ${id} ${address ?? ""}`}
        empty={null}
        columns={[
          { key: "kind", header: t("linkPasskey.holder"), cell: ({ kind }) => t(`linkPasskey.holder.${kind}`) },
          { key: "address", header: t("linkPasskey.address"), cell: ({ address }) => address && <UntrustedText text={address} /> },
          { key: "passkeys", header: t("passkey.heading"), numeric: true, cell: ({ passkeys }) => passkeys },
          ...(mayAct ? [{ key: "revoke", header: t("linkPasskey.revoke"), cell: (holder: Holder) => <Revoke caseId={caseId} holder={holder} /> }] : []),
        ]}
      />
    </Panel>
  );
}

function Revoke({ caseId, holder: { kind, id } }: { readonly caseId: string; readonly holder: Holder }) {
  const revoke = useAct({ perform: () => api.call("POST /cases/{id}/link-passkeys/revocation", { params: { id: caseId }, body: { kind, id } }), said: t("linkPasskey.revoke.said") });
  return (
    <ConfirmDialog trigger={t("linkPasskey.revoke")} heading={t("linkPasskey.revoke.ask")} confirm={t("linkPasskey.revoke")} onConfirm={() => revoke.mutateAsync()} ends>
      <p>{t("linkPasskey.revoke.words")}</p>
    </ConfirmDialog>
  );
}
