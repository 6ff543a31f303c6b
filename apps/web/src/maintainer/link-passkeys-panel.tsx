import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { bindPasskey } from "../sign-in/use-passkey.ts";
import { useMailedLink } from "./mailed-page.tsx";
import { linkPasskeysQuery } from "./maintainer.query.ts";

type Passkey = Reply<"POST /link/passkeys">["passkeys"][number];

/** The passkeys that the holder's mailed links ask for, and a new one. */
export function LinkPasskeysPanel() {
  const { held, prove } = useMailedLink();
  const query = useQuery(linkPasskeysQuery(held));
  return (
    <Panel heading={t("linkPasskey.heading")}>
      <QueryView query={query}>
        {(passkeys) => (
          <>
            <p className="bw-measure">{t(passkeys.length > 0 ? "linkPasskey.bound" : "linkPasskey.words")}</p>
            {passkeys.length > 0 && (
              <DataTable
                caption={t("passkey.heading")}
                captionHidden
                rows={passkeys}
                rowKey={({ id }) => id}
                empty={null}
                columns={[
                  { key: "name", header: t("passkey.name"), cell: ({ name }) => <UntrustedText text={name} /> },
                  { key: "used", header: t("passkey.used"), cell: ({ lastUsedAt }) => (lastUsedAt ? <DateTime at={lastUsedAt} /> : t("passkey.never")) },
                  { key: "remove", header: t("passkey.remove"), cell: (passkey) => <RemovePasskey passkey={passkey} isLast={passkeys.length === 1} /> },
                ]}
              />
            )}
          </>
        )}
      </QueryView>
      <Disclosure summary={t("linkPasskey.add")}>
        <ActForm label={t("linkPasskey.add")} submit={t("linkPasskey.bind")} said={t("linkPasskey.said")} fields={["name"]} outline act={async (form) => prove(await bindPasskey(held, readText(form, "name")))}>
          {(error) => <TextField label={t("passkey.nameOf")} name="name" hint={t("passkey.nameHint")} maxLength={60} error={error} />}
        </ActForm>
      </Disclosure>
    </Panel>
  );
}

function RemovePasskey({ passkey: { id }, isLast }: { readonly passkey: Passkey; readonly isLast: boolean }) {
  const { held } = useMailedLink();
  const remove = useAct({ perform: () => api.call("POST /link/passkeys/removal", { body: { ...held, passkeyId: id } }), said: t("passkey.removed") });
  return (
    <ConfirmDialog trigger={t("passkey.remove")} heading={t("linkPasskey.remove.ask")} confirm={t("passkey.remove")} onConfirm={() => remove.mutateAsync()} ends>
      <p>{t(isLast ? "linkPasskey.remove.last" : "linkPasskey.remove.words")}</p>
    </ConfirmDialog>
  );
}
