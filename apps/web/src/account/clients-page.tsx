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

interface Secret {
  readonly id: string;
  readonly secret: string;
}

/** A secret is on the page once and nowhere else; leaving the page forgets it. */
function Clients() {
  const clients = useQuery(clientsQuery);
  const [given, setGiven] = useState<Secret>();
  return (
    <>
      <PageHeading title={t("clients.title")} lead={t("clients.lead")} />
      {given && <SecretOnce {...given} />}
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
                  { key: "scopes", header: t("clients.scopes"), cell: (row) => row.scopes.map((scope) => <div key={scope}>{scope}</div>) },
                  { key: "made", header: t("clients.madeBy"), cell: (row) => <UntrustedText text={row.madeByName} /> },
                  { key: "used", header: t("clients.used"), cell: (row) => (row.lastUsedAt ? <DateTime at={row.lastUsedAt} /> : t("passkey.never")) },
                  { key: "end", header: t("clients.until"), cell: (row) => (row.revokedAt ? t("clients.isEnded") : <DateTime at={row.expiresAt} />) },
                  { key: "acts", header: t("people.acts"), cell: (row) => !row.revokedAt && <Acts client={row} give={setGiven} /> },
                ]}
              />
            </Panel>
            {found.scopes.length > 0 && <MakeClient scopes={found.scopes} give={setGiven} />}
          </>
        )}
      </QueryView>
    </>
  );
}

function SecretOnce({ id, secret }: Secret) {
  return (
    <Alert type="success">
      <AlertHeading level="h2">{t("clients.once")}</AlertHeading>
      <AlertText>{t("clients.onceWords")}</AlertText>
      <dl className="bw-secret">
        <dt>{t("clients.id")}</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>{t("clients.secret")}</dt>
        <dd>
          <code>{secret}</code>
        </dd>
      </dl>
      <CopyButton text={secret} what={t("clients.secretWord")} />
    </Alert>
  );
}

function Acts({ client, give }: { readonly client: MachineClient; readonly give: (secret: Secret) => void }) {
  const params = { id: client.id };
  const end = useAct({ perform: () => api.call("DELETE /clients/{id}", { params }), said: t("clients.ended") });
  const renew = useAct({
    perform: async () => {
      const made = await api.call("POST /clients/{id}/secret", { params });
      give({ id: client.id, secret: made.secret ?? "" });
    },
    said: t("clients.renewed"),
  });
  return (
    <div className="bw-actions">
      {client.proof === "secret" && (
        <ConfirmDialog trigger={t("clients.renew")} heading={t("clients.renewOf", { name: client.name })} confirm={t("clients.renew")} onConfirm={() => renew.mutateAsync()}>
          {t("clients.renewWords")}
        </ConfirmDialog>
      )}
      <ConfirmDialog trigger={t("clients.end")} heading={t("clients.endOf", { name: client.name })} confirm={t("clients.end")} onConfirm={() => end.mutateAsync()} ends>
        {t("clients.endWords")}
      </ConfirmDialog>
    </div>
  );
}

function MakeClient({ scopes, give }: { readonly scopes: readonly string[]; readonly give: (secret: Secret) => void }) {
  const make = async (form: FormData) => {
    const body = { name: readText(form, "name"), scopes: readChoices<string>(form, "scopes"), expiresAt: readInstant(form, "expiresAt") ?? "", publicKey: null };
    const { client, secret } = await api.call("POST /clients", { body });
    give({ id: client.id, secret: secret ?? "" });
  };
  return (
    <Panel heading={t("clients.make")}>
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
