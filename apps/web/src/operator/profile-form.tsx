import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, StatementField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import { REGIONS, SECTORS, SIZES } from "./operator-words.ts";
import type { Enrolment, Profile, Region, SizeBand } from "./operator.query.ts";

interface ProfileFormProps {
  readonly submit: string;
  readonly said: string;
  readonly profile: Profile;
  readonly enrolment: Enrolment;
}

/** Three coarse answers, and the terms where they have changed: enough to plan help, too little to point at somebody. */
export function ProfileForm({ submit, said, profile, enrolment: { profile: own, sectors, terms } }: ProfileFormProps) {
  const hasNewTerms = terms.acceptedVersion !== terms.version;
  const act = async (form: FormData) => {
    await api.call("POST /operator/enrolment/profile", { body: { choice: readText(form, "choice"), sizeBand: readChoice<SizeBand>(form, "sizeBand"), region: readChoice<Region>(form, "region") } });
    if (hasNewTerms) await api.call("POST /operator/enrolment/terms", { body: { version: terms.version } });
  };
  const choice = own?.choice ?? sectors.find(({ code }) => code === profile.sector)?.code ?? "";
  // What it chose stays to be chosen after the sectors offered have changed.
  const offered = choice === "" || sectors.some(({ code }) => code === choice) ? sectors : [{ code: choice, name: t(SECTORS[profile.sector]) }, ...sectors];
  const choose = { value: "", label: t("operator.choose") };
  return (
    <ActForm label={t("operator.enrol.heading")} submit={submit} said={said} fields={["choice", "sizeBand", "region"]} act={act}>
      {(error) => (
        <>
          <SelectField label={t("operator.sector")} name="choice" choices={[choose, ...offered.map(({ code, name }) => ({ value: code, label: name }))]} defaultValue={choice} error={error} />
          <SelectField label={t("operator.size")} name="sizeBand" choices={[choose, ...toChoices(SIZES)]} defaultValue={profile.sizeBand} error={error} />
          <SelectField label={t("operator.region")} name="region" choices={[choose, ...toChoices(REGIONS)]} defaultValue={profile.region} error={error} />
          {hasNewTerms && <StatementField name="acceptsTerms" statement={t("operator.enrol.terms")} />}
        </>
      )}
    </ActForm>
  );
}
