import { useQuery } from "@tanstack/react-query";
import { Alert, AlertText } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { addPasskey } from "../sign-in/use-passkey.ts";
import { passkeysQuery } from "./account.query.ts";
import type { Passkey } from "./account.query.ts";

/** Passkeys of the person, and a new one. Beside others it takes a fresh proof, which the form then offers. */
export function PasskeysPanel() {
  const passkeys = useQuery(passkeysQuery);
  return (
    <Panel heading={t("passkey.heading")}>
      <p>{t("passkey.words")}</p>
      <QueryView query={passkeys}>
        {(rows) => (
          <DataTable
            caption={t("passkey.heading")}
            captionHidden
            rows={rows}
            rowKey={(row) => row.id}
            empty={
              <Alert type="warning" slim>
                <AlertText>{t("passkey.none")}</AlertText>
              </Alert>
            }
            columns={[
              { key: "name", header: t("passkey.name"), cell: (row) => <UntrustedText text={row.name} /> },
              { key: "where", header: t("passkey.where"), cell: (row) => t(row.onSeveralDevices ? "passkey.several" : "passkey.one") },
              { key: "used", header: t("passkey.used"), cell: (row) => (row.lastUsedAt ? <DateTime at={row.lastUsedAt} /> : t("passkey.never")) },
              { key: "remove", header: t("passkey.remove"), cell: (row) => <RemovePasskey passkey={row} /> },
            ]}
          />
        )}
      </QueryView>
      <ActForm label={t("passkey.add")} submit={t("passkey.add")} said={t("passkey.added")} fields={["name"]} act={(form) => addPasskey(readText(form, "name"))}>
        {(error) => <TextField label={t("passkey.nameOf")} name="name" hint={t("passkey.nameHint")} maxLength={60} error={error} />}
      </ActForm>
    </Panel>
  );
}

function RemovePasskey({ passkey }: { readonly passkey: Passkey }) {
  const remove = useAct({ perform: () => api.call("DELETE /passkeys/{id}", { params: { id: passkey.id } }), said: t("passkey.removed") });
  return (
    <ConfirmDialog trigger={t("passkey.remove")} heading={t("passkey.remove")} confirm={t("passkey.remove")} onConfirm={() => remove.mutateAsync()} ends>
      {t("passkey.removeWords")}
    </ConfirmDialog>
  );
}
