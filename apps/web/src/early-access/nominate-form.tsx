import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { toChoices } from "../parts/to-choices.ts";
import { SECTORS } from "../operator/operator-words.ts";
import type { Sector } from "./early-access.words.ts";

/** Either side may propose a partner; neither selects alone. */
export function NominateForm({ engagementId }: { readonly engagementId: string }) {
  return (
    <ActForm
      label={t("earlyAccess.nominate.label", { engagementId })}
      submit={t("earlyAccess.nominate.submit")}
      said={t("earlyAccess.nominate.said")}
      fields={["partnerEmail", "reason"]}
      act={(form) => api.call("POST /early-access", { body: { engagementId, partnerEmail: readText(form, "partnerEmail"), sector: readChoice<Sector>(form, "sector"), reason: readText(form, "reason") } })}
    >
      {(error) => (
        <>
          <TextField label={t("earlyAccess.nominate.email")} name="partnerEmail" type="email" hint={t("earlyAccess.nominate.emailHint")} error={error} />
          <SelectField label={t("earlyAccess.record.sector")} name="sector" choices={toChoices(SECTORS)} />
          <AreaField label={t("earlyAccess.record.reason")} name="reason" rows={2} maxLength={1000} hint={t("earlyAccess.nominate.reasonHint")} error={error} />
        </>
      )}
    </ActForm>
  );
}
