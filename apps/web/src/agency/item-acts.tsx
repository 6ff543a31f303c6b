import { api } from "../api.ts";
import { t } from "../messages.ts";
import type { ItemDetail } from "../directives/directives.query.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { ExceptionFields, readException } from "./exception-fields.tsx";

/** What the agency can do with an item now, as the server says it. */
export function ItemActs({ detail: { item, next, longestDays } }: { readonly detail: ItemDetail }) {
  if (next.length === 0) return null;
  const params = { id: item.id };
  return (
    <Panel heading={t("agency.item.acts")}>
      {next.includes("start") && <ActButton label={t("agency.item.start")} said={t("agency.item.started")} act={() => api.call("POST /agency/items/{id}/start", { params })} />}
      {next.includes("take-back") && <ActButton label={t("agency.item.takeBack")} said={t("directives.takenBack")} act={() => api.call("POST /agency/items/{id}/exception/withdrawal", { params })} outline />}
      {next.includes("finish") && (
        <Disclosure summary={t("agency.item.finish")}>
          <FinishForm id={item.id} />
        </Disclosure>
      )}
      {next.includes("ask-exception") && (
        <Disclosure summary={t(item.state === "exception_granted" ? "agency.item.extend" : "agency.item.ask")}>
          <ActForm label={t("agency.item.ask")} submit={t("agency.item.askSubmit")} said={t("agency.exceptions.asked")} fields={["reason", "control", "until"]} act={(form) => api.call("POST /agency/items/{id}/exception", { params, body: readException(form) })}>
            {(error) => <ExceptionFields longestDays={longestDays} error={error} />}
          </ActForm>
        </Disclosure>
      )}
      {next.includes("reopen") && (
        <Disclosure summary={t("agency.item.reopen")}>
          <ActForm label={t("agency.item.reopen")} submit={t("agency.item.reopenSubmit")} said={t("agency.item.reopened")} fields={["reason"]} act={(form) => api.call("POST /agency/items/{id}/reopening", { params, body: { reason: readText(form, "reason") } })} outline>
            {(error) => <AreaField label={t("directives.reason")} name="reason" maxLength={1000} rows={2} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

/** The document that shows it stays with the agency: a link to it, or its digest. */
function FinishForm({ id }: { readonly id: string }) {
  const act = (form: FormData) => {
    const [link, digest] = [readOptionalText(form, "link"), readOptionalText(form, "digest")?.toLowerCase()];
    return api.call("POST /agency/items/{id}/done", { params: { id }, body: { words: readText(form, "words"), ...(link && { link }), ...(digest && { digest }) } });
  };
  return (
    <ActForm label={t("agency.item.finish")} submit={t("agency.item.finishSubmit")} said={t("agency.item.finished")} fields={["words", "link", "digest"]} act={act}>
      {(error) => (
        <>
          <AreaField label={t("agency.item.words")} name="words" maxLength={2000} error={error} />
          <TextField label={t("agency.item.evidenceLink")} name="link" type="url" hint={t("agency.item.evidenceHint")} maxLength={500} optional error={error} />
          <TextField label={t("agency.item.evidenceDigest")} name="digest" hint={t("agency.digestHint")} maxLength={64} optional error={error} />
        </>
      )}
    </ActForm>
  );
}
