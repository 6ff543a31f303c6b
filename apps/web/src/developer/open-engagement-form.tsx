import { useNavigate } from "@tanstack/react-router";
import { api } from "../api.ts";
import { CONSENT_SCOPES } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf, InstantField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { readOpenEngagement } from "./read-forms.ts";

const FIELDS = ["model.name", "model.digest", "model.endpoint", "model.endpointModel", "model.credential", "signatory.name", "signatory.title", "partnerReleaseAt", "publicReleaseAt"];

export function OpenEngagementForm() {
  const navigate = useNavigate();

  async function open(form: FormData) {
    const { id } = await api.call("POST /engagements", { body: readOpenEngagement(form) });
    await navigate({ to: "/developer/engagements/$id", params: { id } });
  }

  return (
    <ActForm label={t("developer.open.heading")} submit={t("developer.open.submit")} said={t("developer.open.said")} fields={FIELDS} act={open}>
      {(error) => (
        <>
      <p className="bw-measure">{t("developer.open.lead")}</p>
      <div className="bw-columns">
        <div>
          <h3>{t("developer.open.model")}</h3>
          <TextField label={t("developer.modelName")} name="model.name" hint={t("developer.modelNameHint")} error={error} />
          <TextField label={t("developer.digest")} name="model.digest" hint={t("developer.digestHint")} pattern="[0-9a-f]{64}" spellCheck={false} error={error} />
          <TextField label={t("developer.endpoint")} name="model.endpoint" hint={t("developer.endpointHint")} type="url" error={error} />
          <TextField label={t("developer.endpointModel")} name="model.endpointModel" hint={t("developer.endpointModelHint")} error={error} />
          <TextField label={t("developer.credential")} name="model.credential" hint={t("developer.credentialHint")} type="password" autoComplete="new-password" error={error} />
        </div>
        <div>
          <h3>{t("developer.open.part")}</h3>
          <AnyOf
            legend={t("developer.consent.legend")}
            name="consentScope"
            hint={t("developer.consent.hint")}
            choices={toChoices(CONSENT_SCOPES)}
            chosen={Object.keys(CONSENT_SCOPES)}
          />
          <TextField label={t("developer.signatoryName")} name="signatory.name" error={error} />
          <TextField label={t("developer.signatoryTitle")} name="signatory.title" error={error} />
          <h3>{t("developer.open.dates")}</h3>
          <InstantField label={t("developer.partnerReleaseAt")} name="partnerReleaseAt" at={null} optional error={error} />
          <InstantField label={t("developer.publicReleaseAt")} name="publicReleaseAt" at={null} optional error={error} />
        </div>
      </div>
        </>
      )}
    </ActForm>
  );
}
