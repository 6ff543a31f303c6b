import { api } from "../api.ts";
import { ACCESS_MODES, CONSENT_SCOPES } from "../engagement/engagement.words.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { LineageWords } from "../engagement/lineage-words.tsx";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AnyOf, TextField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { isOver } from "./developer.query.ts";
import { readConsent } from "./read-forms.ts";

interface ModelPanelProps {
  readonly engagement: Engagement;
  readonly manage: boolean;
}

/** Which model this is, and what the developer takes part in with it. */
export function ModelPanel({ engagement, manage }: ModelPanelProps) {
  const { model, signatory, consentScope, openedAt, closedAt } = engagement;
  return (
    <Panel heading={t("developer.modelPanel.heading")}>
      <DefinitionList
        items={[
          { term: t("developer.consent.legend"), detail: consentScope.map((scope) => t(CONSENT_SCOPES[scope])).join(", ") },
          { term: t("developer.signatory"), detail: <UntrustedText text={`${signatory.name}, ${signatory.title}`} /> },
          { term: t("developer.openedAt"), detail: openedAt && <DateTime at={openedAt} /> },
          { term: t("developer.closedAt"), detail: closedAt && <DateTime at={closedAt} /> },
          { term: t("developer.accessMode"), detail: t(ACCESS_MODES[model.accessMode]) },
          { term: t("developer.endpoint"), detail: <UntrustedText text={model.endpoint} /> },
          { term: t("developer.endpointModel"), detail: <UntrustedText text={model.endpointModel} /> },
          { term: t("developer.reducedEndpointModel"), detail: model.reducedEndpointModel && <UntrustedText text={model.reducedEndpointModel} /> },
          { term: t("work.lineage"), detail: model.lineage && <LineageWords lineage={model.lineage} /> },
          { term: t("developer.digest"), detail: <code className="bw-code">{model.digest}</code> },
        ]}
      />
      {manage && !isOver(engagement) && engagement.state !== "draft" && (
        <Disclosure summary={t("developer.consent.change")}>
          <ConsentForm key={consentScope.join(" ")} engagement={engagement} />
        </Disclosure>
      )}
    </Panel>
  );
}

function ConsentForm({ engagement }: { readonly engagement: Engagement }) {
  const { id, consentScope, signatory } = engagement;
  return (
    <ActForm
      label={t("developer.consent.change")}
      submit={t("developer.consent.submit")}
      said={t("developer.consent.said")}
      fields={["signatory.name", "signatory.title"]}
      act={(form) => api.call("POST /engagements/{id}/consent", { params: { id }, body: readConsent(form) })}
    >
      {(error) => (
        <>
          <AnyOf legend={t("developer.consent.legend")} name="consentScope" hint={t("developer.consent.hint")} choices={toChoices(CONSENT_SCOPES)} chosen={consentScope} />
          <TextField label={t("developer.signatoryName")} name="signatory.name" defaultValue={signatory.name} error={error} />
          <TextField label={t("developer.signatoryTitle")} name="signatory.title" defaultValue={signatory.title} error={error} />
        </>
      )}
    </ActForm>
  );
}
