import { ACCESS_MODES, CONSENT_SCOPES } from "../engagement/engagement.words.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { AnyOf, InstantField, OneOf, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";

export const ENGAGEMENT_FIELDS = ["model.name", "model.digest", "model.endpoint", "model.endpointModel", "model.reducedEndpointModel", "model.lineage.descendsFrom", "model.credential", "signatory.name", "signatory.title", "partnerReleaseAt", "publicReleaseAt"];

interface EngagementFieldsProps {
  readonly error: unknown;
  /** What the fields begin with; its credential is never shown again. */
  readonly draft?: Engagement;
}

/** All that an engagement is opened with. */
export function EngagementFields({ error, draft }: EngagementFieldsProps) {
  const { model, signatory } = draft ?? {};
  return (
    <div className="bw-columns">
      <div>
        <h3>{t("developer.open.model")}</h3>
        <TextField label={t("developer.modelName")} name="model.name" hint={t("developer.modelNameHint")} defaultValue={model?.name} error={error} />
        <TextField label={t("developer.digest")} name="model.digest" hint={t("developer.digestHint")} defaultValue={model?.digest} pattern="[0-9a-f]{64}" spellCheck={false} error={error} />
        <TextField label={t("developer.endpoint")} name="model.endpoint" hint={t("developer.endpointHint")} defaultValue={model?.endpoint} type="url" error={error} />
        <OneOf legend={t("developer.accessMode")} name="model.accessMode" choices={toChoices(ACCESS_MODES)} chosen={[model?.accessMode ?? "developer-hosted"]} />
        <TextField label={t("developer.endpointModel")} name="model.endpointModel" hint={t("developer.endpointModelHint")} defaultValue={model?.endpointModel} error={error} />
        <TextField label={t("developer.reducedEndpointModel")} name="model.reducedEndpointModel" hint={t("developer.reducedEndpointModelHint")} defaultValue={model?.reducedEndpointModel ?? ""} optional error={error} />
        <TextField label={t("developer.descendsFrom")} name="model.lineage.descendsFrom" hint={t("developer.descendsFromHint")} defaultValue={model?.lineage?.descendsFrom ?? ""} pattern="[0-9a-f]{64}" spellCheck={false} optional error={error} />
        <AnyOf
          legend={t("developer.newLegend")}
          name="materiallyNew"
          choices={[{ value: "yes", label: t("developer.materiallyNew"), description: t("developer.materiallyNewWords") }]}
          chosen={model?.lineage?.materiallyNew ? ["yes"] : []}
        />
        <TextField
          label={t(draft ? "developer.draft.credential" : "developer.credential")}
          name="model.credential"
          hint={t(draft ? "developer.draft.credentialHint" : "developer.credentialHint")}
          type="password"
          autoComplete="new-password"
          optional={draft !== undefined}
          error={error}
        />
      </div>
      <div>
        <h3>{t("developer.open.part")}</h3>
        <AnyOf
          legend={t("developer.consent.legend")}
          name="consentScope"
          hint={t("developer.consent.hint")}
          choices={toChoices(CONSENT_SCOPES)}
          chosen={draft?.consentScope ?? Object.keys(CONSENT_SCOPES)}
        />
        <TextField label={t("developer.signatoryName")} name="signatory.name" defaultValue={signatory?.name} error={error} />
        <TextField label={t("developer.signatoryTitle")} name="signatory.title" defaultValue={signatory?.title} error={error} />
        <h3>{t("developer.open.dates")}</h3>
        <InstantField label={t("developer.partnerReleaseAt")} name="partnerReleaseAt" at={draft?.partnerReleaseAt ?? null} optional error={error} />
        <InstantField label={t("developer.publicReleaseAt")} name="publicReleaseAt" at={draft?.publicReleaseAt ?? null} optional error={error} />
      </div>
    </div>
  );
}
