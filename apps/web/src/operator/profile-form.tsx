import { Select } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { StatementField } from "../parts/fields.tsx";
import { FormField } from "../parts/form-field.tsx";
import { readChoice } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import { REGIONS, SECTORS, SIZES } from "./operator-words.ts";
import type { Profile, Region, Sector, SizeBand } from "./operator.query.ts";

interface ProfileFormProps {
  readonly submit: string;
  readonly said: string;
  readonly profile: Profile;
}

/** Three coarse answers and the terms: enough to plan help, too little to point at somebody. */
export function ProfileForm({ submit, said, profile }: ProfileFormProps) {
  const act = (form: FormData) =>
    api.call("POST /operator/profile", {
      body: { sector: readChoice<Sector>(form, "sector"), sizeBand: readChoice<SizeBand>(form, "sizeBand"), region: readChoice<Region>(form, "region"), acceptsTerms: true },
    });
  return (
    <ActForm label={t("operator.enrol.heading")} submit={submit} said={said} fields={["sector", "sizeBand", "region"]} act={act}>
      {(error) => (
        <>
          <ChoiceField label={t("operator.sector")} name="sector" choices={toChoices(SECTORS)} chosen={profile.sector} error={error} />
          <ChoiceField label={t("operator.size")} name="sizeBand" choices={toChoices(SIZES)} chosen={profile.sizeBand} error={error} />
          <ChoiceField label={t("operator.region")} name="region" choices={toChoices(REGIONS)} chosen={profile.region} error={error} />
          <StatementField name="acceptsTerms" statement={t("operator.enrol.terms")} />
        </>
      )}
    </ActForm>
  );
}

interface ChoiceFieldProps {
  readonly label: string;
  readonly name: string;
  readonly choices: ReturnType<typeof toChoices>;
  readonly chosen: string | undefined;
  readonly error: unknown;
}

function ChoiceField({ label, name, choices, chosen = "", error }: ChoiceFieldProps) {
  return (
    <FormField label={label} name={name} error={error}>
      {(control) => (
        <Select {...control} defaultValue={chosen}>
          <option value="">{t("operator.choose")}</option>
          {choices.map(({ value, label: words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
