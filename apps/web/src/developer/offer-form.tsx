import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { LOGGING, PURPOSES, VARIANTS, WEIGHTS } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { NondisclosureField } from "../nondisclosure/undertakings-panel.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, InstantField, OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { readOffer } from "./read-forms.ts";

/** Terms of a window for people who are named one by one. Nothing opens by it. */
export function OfferForm({ engagementId }: { readonly engagementId: string }) {
  const [own, setOwn] = useState(0);
  return (
    <ActForm
      label={t("developer.offer.heading")}
      submit={t("developer.offer.submit")}
      said={t("developer.offer.said")}
      fields={["tools", "retentionDays", "text", "nondisclosure", "evaluators"]}
      act={(form) => api.call("POST /engagements/{id}/offer", { params: { id: engagementId }, body: readOffer(form) })}
    >
      {(error) => (
        <>
      <p className="bw-note">{t("developer.offer.lead")}</p>
      <AreaField label={t("developer.offer.evaluators")} name="evaluators" hint={t("developer.offer.evaluatorsHint")} rows={3} optional={own > 0} error={error} />
      <OwnTerms rows={own} />
      <div className="bw-actions">
        <Button type="button" outline className="bw-small-button" onClick={() => setOwn(own + 1)}>
          {t("developer.own.add")}
        </Button>
      </div>
      <div className="bw-columns">
        <OneOf legend={t("engagement.terms.purpose")} name="purpose" hint={t("developer.offer.purposeHint")} choices={toChoices(PURPOSES)} />
        <OneOf legend={t("engagement.terms.variant")} name="variant" hint={t("developer.offer.secondHint")} choices={toChoices(VARIANTS)} />
        <OneOf legend={t("engagement.terms.weights")} name="weights" hint={t("developer.offer.secondHint")} choices={toChoices(WEIGHTS)} />
        <OneOf legend={t("engagement.terms.logging")} name="logging" hint={t("developer.offer.loggingHint")} choices={toChoices(LOGGING)} chosen={["calls-and-digests"]} />
      </div>
      <AreaField label={t("engagement.terms.tools")} name="tools" hint={t("developer.offer.toolsHint")} rows={2} optional error={error} />
      <TextField label={t("developer.offer.retention")} name="retentionDays" type="number" min={0} max={90} defaultValue={14} error={error} />
      <AreaField label={t("engagement.terms.text")} name="text" maxLength={4000} optional error={error} />
      <NondisclosureField error={error} />
        </>
      )}
    </ActForm>
  );
}

/** People of whom something else is said than of all: their own purpose, variant or end. */
function OwnTerms({ rows }: { readonly rows: number }) {
  const asForAll = { value: "", label: t("developer.own.asForAll") };
  return Array.from({ length: rows }, (_, row) => (
    <fieldset key={row} className="usa-fieldset">
      <legend className="usa-legend">{t("developer.own.legend", { number: row + 1 })}</legend>
      <input type="hidden" name="own" value={row} />
      <TextField label={t("developer.own.email")} name={`own.${row}.email`} type="email" />
      <SelectField label={t("engagement.terms.purpose")} name={`own.${row}.purpose`} choices={[asForAll, ...toChoices(PURPOSES)]} optional />
      <SelectField label={t("engagement.terms.variant")} name={`own.${row}.variant`} choices={[asForAll, ...toChoices(VARIANTS)]} optional />
      <InstantField label={t("developer.own.until")} name={`own.${row}.until`} at={null} optional />
    </fieldset>
  ));
}
