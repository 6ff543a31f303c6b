import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { BASES } from "../early-access/early-access.words.ts";
import { readAcceptance } from "../early-access/read-forms.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, StatementField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";

interface AcceptanceFormProps {
  readonly id: string;
  readonly termsDigest: string;
}

/** The signatory accepts these very terms, for systems named one by one. */
export function AcceptanceForm({ id, termsDigest }: AcceptanceFormProps) {
  const [rows, setRows] = useState(1);
  return (
    <>
      <p className="bw-measure">{t("partner.accept.words")}</p>
      <ActForm
        label={t("partner.accept.heading")}
        submit={t("partner.accept.submit")}
        said={t("partner.accept.said")}
        fields={[]}
        act={(form) => api.call("POST /partner/early-access/{id}/acceptance", { params: { id }, body: readAcceptance(form, termsDigest) })}
      >
        {() => (
          <>
            {Array.from({ length: rows }, (_, row) => (
              <fieldset key={row} className="usa-fieldset bw-choices">
                <legend className="usa-legend">{t("partner.accept.system", { number: row + 1 })}</legend>
                <TextField label={t("earlyAccess.system")} name="system.name" maxLength={200} optional={row > 0} />
                <SelectField label={t("earlyAccess.basis")} name="system.basis" choices={toChoices(BASES)} />
              </fieldset>
            ))}
            <div className="bw-after-heading">
              <Button type="button" outline className="bw-small-button" onClick={() => setRows(rows + 1)}>
                {t("partner.accept.another")}
              </Button>
            </div>
            <StatementField name="controls" statement={t("partner.accept.controls")} />
          </>
        )}
      </ActForm>
    </>
  );
}
