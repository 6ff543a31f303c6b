import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";

const readAuthority = (form: FormData) => ({ authorityId: readText(form, "authorityId") });

/** An authority sees how far the organisation is only after it was let, and until it is let no more. */
export function AuthorityPanel() {
  return (
    <Panel heading={t("operator.authority.heading")}>
      <p className="bw-measure">{t("operator.authority.words")}</p>
      <Disclosure summary={t("operator.authority.open")}>
        <ActForm label={t("operator.authority.open")} submit={t("operator.authority.openSubmit")} said={t("operator.authority.opened")} fields={["authorityId"]} outline act={(form) => api.call("POST /operator/opt-ins", { body: readAuthority(form) })}>
          {(error) => <TextField label={t("operator.authority.identifier")} name="authorityId" hint={t("operator.authority.identifierHint")} maxLength={40} error={error} />}
        </ActForm>
      </Disclosure>
      <Disclosure summary={t("operator.authority.close")}>
        <ActForm label={t("operator.authority.close")} submit={t("operator.authority.closeSubmit")} said={t("operator.authority.closed")} fields={["authorityId"]} outline act={(form) => api.call("POST /operator/opt-ins/end", { body: readAuthority(form) })}>
          {(error) => <TextField label={t("operator.authority.identifier")} name="authorityId" maxLength={40} error={error} />}
        </ActForm>
      </Disclosure>
    </Panel>
  );
}
