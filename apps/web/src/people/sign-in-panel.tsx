import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AnyOf, TextField } from "../parts/fields.tsx";
import { readChoices, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { House } from "./people.query.ts";

interface SignInPanelProps {
  readonly house: House;
  /** The organisation's own manager; what makes coming in easier is nobody else's to decide. */
  readonly manages: boolean;
}

/** How the organisation's people come in: its own identity provider, and how long sessions last. */
export function SignInPanel({ house, manages }: SignInPanelProps) {
  const params = { id: house.organisation.id };
  const { provider, settings } = house;
  return (
    <Panel heading={t("people.signIn")}>
      <p>{provider ? <>{t("people.provider.present")} <UntrustedText text={provider.issuer} /></> : t("people.provider.none")}</p>
      {provider && <p>{t("people.provider.address", { address: `${location.origin}/sign-in/provider?with=${provider.id}` })}</p>}
      {provider && manages && <RemoveProvider organisationId={params.id} />}
      <Disclosure summary={t("people.provider.register")}>
        <ActForm label={t("people.provider.register")} submit={t("people.provider.register")} said={t("people.provider.sent")} fields={["issuer", "clientId", "clientSecret"]} outline act={(form) => api.call("PUT /organisations/{id}/provider", { params, body: { issuer: readText(form, "issuer"), clientId: readText(form, "clientId"), clientSecret: readText(form, "clientSecret") } })}>
          {(error) => (
            <>
              <TextField label={t("people.provider.issuer")} name="issuer" type="url" hint={t("people.provider.issuerHint")} error={error} />
              <TextField label={t("people.provider.clientId")} name="clientId" error={error} />
              <TextField label={t("people.provider.clientSecret")} name="clientSecret" type="password" hint={t("people.provider.return", { address: `${location.origin}/sign-in/provider/return` })} error={error} />
            </>
          )}
        </ActForm>
      </Disclosure>
      {manages && <Settings organisationId={params.id} settings={settings} />}
    </Panel>
  );
}

function Settings({ organisationId, settings }: { readonly organisationId: string; readonly settings: House["settings"] }) {
  const params = { id: organisationId };
  const more = [...(settings.mailedLinks ? ["mailedLinks"] : []), ...(settings.bindNetwork ? ["bindNetwork"] : [])];
  return (
    <Disclosure summary={t("people.settings")}>
      <ActForm label={t("people.settings")} submit={t("people.settings.save")} said={t("people.settings.saved")} fields={["idleMinutes", "sessionHours"]} outline act={(form) => api.call("PUT /organisations/{id}/sign-in-settings", { params, body: readSettings(form) })}>
        {(error) => (
          <>
            <TextField label={t("people.settings.idle")} name="idleMinutes" type="number" min={5} max={720} optional defaultValue={settings.idleMinutes ?? ""} error={error} />
            <TextField label={t("people.settings.hours")} name="sessionHours" type="number" min={1} max={24} optional defaultValue={settings.sessionHours ?? ""} error={error} />
            <AnyOf legend={t("people.settings.more")} name="more" choices={[{ value: "mailedLinks", label: t("people.settings.mailedLinks") }, { value: "bindNetwork", label: t("people.settings.bindNetwork") }]} chosen={more} />
          </>
        )}
      </ActForm>
    </Disclosure>
  );
}

function RemoveProvider({ organisationId }: { readonly organisationId: string }) {
  const remove = useAct({ perform: () => api.call("DELETE /organisations/{id}/provider", { params: { id: organisationId } }), said: t("people.provider.removed") });
  return (
    <ConfirmDialog trigger={t("people.provider.remove")} heading={t("people.provider.removeHeading")} confirm={t("people.provider.remove")} onConfirm={() => remove.mutateAsync()} ends>
      {t("people.provider.removeWords")}
    </ConfirmDialog>
  );
}

function readSettings(form: FormData): House["settings"] {
  const more = readChoices<string>(form, "more");
  const number = (name: string) => (readText(form, name) === "" ? null : Number(readText(form, name)));
  return { mailedLinks: more.includes("mailedLinks"), bindNetwork: more.includes("bindNetwork"), idleMinutes: number("idleMinutes"), sessionHours: number("sessionHours") };
}
