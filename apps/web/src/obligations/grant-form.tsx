import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { AMOUNT_WORDS, FUNDS_WORDS, GRANT_STEPS } from "./grant-words.ts";
import type { Programme } from "./obligations.query.ts";
import { readSaid, SAID_FIELDS, SaidFields } from "./said-fields.tsx";

/** How a programme stands now; what was said before stays. */
export function GrantForm({ programmes }: { readonly programmes: readonly Programme[] }) {
  const act = (form: FormData) =>
    api.call("POST /trackers/grants", {
      body: {
        programmeId: readOptionalText(form, "programmeId"), name: readText(form, "name"), payer: readText(form, "payer"), funds: readChoice<Programme["funds"]>(form, "funds"),
        amountBand: readChoice<Programme["amountBand"]>(form, "amountBand"), step: readChoice<Programme["step"]>(form, "step"), ...readSaid(form),
      },
    });
  return (
    <Panel heading={t("obligations.grants.record")}>
      <ActForm label={t("obligations.grants.record")} submit={t("obligations.grants.record")} said={t("obligations.recorded")} fields={["name", "payer", ...SAID_FIELDS]} act={act}>
        {(error) => (
          <>
            <SelectField label={t("obligations.grants.programme")} name="programmeId" optional choices={[{ value: "", label: t("obligations.grants.new") }, ...programmes.map(({ id, name }) => ({ value: id, label: name }))]} />
            <TextField label={t("obligations.grants.name")} name="name" maxLength={200} error={error} />
            <TextField label={t("obligations.grants.payer")} name="payer" maxLength={200} error={error} />
            <OneOf legend={t("obligations.grants.funds")} name="funds" choices={Object.entries(FUNDS_WORDS).map(([value, { label }]) => ({ value, label: t(label) }))} />
            <SelectField label={t("obligations.grants.amount")} name="amountBand" choices={toChoices(AMOUNT_WORDS)} />
            <SelectField label={t("obligations.grants.step")} name="step" choices={toChoices(GRANT_STEPS)} />
            <SaidFields error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
