import { useQuery } from "@tanstack/react-query";
import { Alert, AlertHeading, AlertText } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { AnyOf, InstantField, TextField } from "../parts/fields.tsx";
import { readChoices, readInstant, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { clientsQuery } from "./account.query.ts";
import type { MachineClient } from "./account.query.ts";

export function ClientsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles="everyone">{() => <Clients />}</ForRoles>
    </div>
  );
}

function Clients() {
  const clients = useQuery(clientsQuery);
  return (
    <>
      <PageHeading title={t("clients.title")} lead={t("clients.lead")} />
      <QueryView query={clients}>
        {(found) => (
          <>
            <Panel heading={t("clients.list")}>
              <DataTable
                caption={t("clients.list")}
                captionHidden
                rows={found.clients}
                rowKey={(row) => row.id}
                empty={<EmptyState title={t("clients.none")} />}
                columns={[
                  { key: "name", header: t("clients.name"), cell: (row) => <UntrustedText text={row.name} /> },
                  { key: "scopes", header: t("clients.scopes"), cell: (row) => row.scopes.join(", ") },
                  { key: "made", header: t("clients.madeBy"), cell: (row) => <UntrustedText text={row.madeByName} /> },
                  { key: "used", header: t("clients.used"), cell: (row) => (row.lastUsedAt ? <DateTime at={row.lastUsedAt} /> : t("passkey.never")) },
                  { key: "end", header: t("clients.until"), cell: (row) => <Ending client={row} /> },
                ]}
              />
            </Panel>
            {found.scopes.length > 0 && <MakeClient scopes={found.scopes} />}
          </>
        )}
      </QueryView>
    </>
  );
}

function Ending({ client }: { readonly client: MachineClient }) {
  const end = useAct({ perform: () => api.call("DELETE /clients/{id}", { params: { id: client.id } }), said: t("clients.ended") });
  if (client.revokedAt) return <>{t("clients.isEnded")}</>;
  return (
    <div className="bw-stack">
      <DateTime at={client.expiresAt} />
      <ConfirmDialog trigger={t("clients.end")} heading={t("clients.end")} confirm={t("clients.end")} onConfirm={() => end.mutateAsync()} ends>
        {t("clients.endWords")}
      </ConfirmDialog>
    </div>
  );
}

/** The secret is on the page once and nowhere else; leaving the page forgets it. */
function MakeClient({ scopes }: { readonly scopes: readonly string[] }) {
  const [made, setMade] = useState<{ readonly id: string; readonly secret: string }>();
  const make = async (form: FormData) => {
    const body = { name: readText(form, "name"), scopes: readChoices<string>(form, "scopes"), expiresAt: readInstant(form, "expiresAt") ?? "", publicKey: null };
    const { client, secret } = await api.call("POST /clients", { body });
    setMade({ id: client.id, secret: secret ?? "" });
  };
  return (
    <Panel heading={t("clients.make")}>
      {made && (
        <Alert type="success">
          <AlertHeading level="h3">{t("clients.once")}</AlertHeading>
          <AlertText>{t("clients.onceWords")}</AlertText>
          <dl className="bw-secret">
            <dt>{t("clients.id")}</dt>
            <dd>
              <code>{made.id}</code>
            </dd>
            <dt>{t("clients.secret")}</dt>
            <dd>
              <code>{made.secret}</code>
            </dd>
          </dl>
          <div>
            <CopyButton text={made.secret} what={t("clients.secretWord")} />
          </div>
        </Alert>
      )}
      <ActForm label={t("clients.make")} submit={t("clients.make")} said={t("clients.made")} fields={["name", "expiresAt"]} act={make}>
        {(error) => (
          <>
            <TextField label={t("clients.name")} name="name" maxLength={100} error={error} />
            <AnyOf legend={t("clients.scopes")} name="scopes" hint={t("clients.scopesHint")} choices={scopes.map((scope) => ({ value: scope, label: scope }))} />
            <InstantField label={t("clients.until")} name="expiresAt" at={null} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
