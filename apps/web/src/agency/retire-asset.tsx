import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { TextField } from "../parts/fields.tsx";
import { useAct } from "../parts/use-act.ts";
import type { Asset } from "./agency.query.ts";

/** Takes an asset out of use, once the agency has said why. */
export function RetireAsset({ asset: { id, name } }: { readonly asset: Asset }) {
  const [reason, setReason] = useState("");
  const retiring = useAct({ perform: () => api.call("POST /agency/assets/{id}/retirement", { params: { id }, body: { reason } }), said: t("agency.assets.retired") });
  return (
    <ConfirmDialog trigger={t("agency.assets.retire")} heading={t("agency.assets.retireOf", { name: toVisibleText(name) })} confirm={t("agency.assets.retireYes")} onConfirm={() => retiring.mutateAsync()} ends quiet>
      <p>{t("agency.assets.retireWords")}</p>
      <TextField label={t("agency.assets.retireWhy")} name="reason" maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} error={retiring.error} />
    </ConfirmDialog>
  );
}
