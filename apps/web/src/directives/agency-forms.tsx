import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { BRANCHES } from "./directive-words.ts";
import type { AgencyList, Branch } from "./directives.query.ts";

/** The way onto the list. Any branch can be named, so that the reason why it is not bound is told (INV-19). */
export function ListForm({ candidates }: Pick<AgencyList, "candidates">) {
  const act = (form: FormData) =>
    api.call("POST /directive-work/agencies/list", {
      body: { organisationId: readText(form, "other") || readText(form, "organisationId"), branch: readChoice<Branch>(form, "branch"), reason: readText(form, "reason") },
    });
  return (
    <Panel heading={t("directives.agencies.propose")}>
      <p className="bw-measure">{t("directives.agencies.proposeWords")}</p>
      <ActForm label={t("directives.agencies.propose")} submit={t("directives.agencies.propose")} said={t("directives.waitsForSecond")} fields={["organisationId", "branch", "reason"]} act={act}>
        {(error) => (
          <>
            <SelectField label={t("directives.agency")} name="organisationId" optional choices={[{ value: "", label: t("directives.agencies.choose") }, ...toOptions(candidates)]} error={error} />
            <TextField label={t("directives.agencies.other")} name="other" hint={t("directives.agencies.otherHint")} optional maxLength={40} />
            <SelectField label={t("directives.agencies.branch")} name="branch" choices={toChoices(BRANCHES)} error={error} />
            <AreaField label={t("directives.reason")} name="reason" maxLength={500} rows={2} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

/** The way off it: what is open is closed, what was done is kept. */
export function StrikeOffForm({ agencies }: Pick<AgencyList, "agencies">) {
  const act = (form: FormData) => api.call("POST /directive-work/agencies/strike", { body: { organisationId: readText(form, "organisationId"), reason: readText(form, "reason") } });
  return (
    <Panel heading={t("directives.agencies.strike")}>
      <p className="bw-measure">{t("directives.agencies.strikeWords")}</p>
      <ActForm label={t("directives.agencies.strike")} submit={t("directives.agencies.strike")} said={t("directives.waitsForSecond")} fields={["organisationId", "reason"]} act={act} outline>
        {(error) => (
          <>
            <SelectField label={t("directives.agency")} name="organisationId" choices={toOptions(agencies)} error={error} />
            <AreaField label={t("directives.reason")} name="reason" maxLength={500} rows={2} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

function toOptions(organisations: readonly { readonly organisationId: string; readonly name: string }[]) {
  return organisations.map(({ organisationId, name }) => ({ value: organisationId, label: name }));
}
