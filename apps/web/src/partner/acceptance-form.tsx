import { api } from "../api.ts";
import { readAcceptance } from "../early-access/read-forms.ts";
import { SystemRows } from "../early-access/system-rows.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { StatementField, TextField } from "../parts/fields.tsx";

interface AcceptanceFormProps {
  readonly id: string;
  readonly termsDigest: string;
}

/** The signatory accepts these very terms, for systems named one by one, right after a fresh proof that it is they. */
export function AcceptanceForm({ id, termsDigest }: AcceptanceFormProps) {
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
            <SystemRows systems={[]} />
            <TextField label={t("partner.accept.signatoryName")} name="signatory.name" maxLength={200} autoComplete="name" />
            <TextField label={t("partner.accept.signatoryTitle")} name="signatory.title" maxLength={200} autoComplete="organization-title" />
            <StatementField name="controls" statement={t("partner.accept.controls")} />
          </>
        )}
      </ActForm>
    </>
  );
}
