import { api } from "../api.ts";
import { t } from "../messages.ts";
import { toInstant } from "../operator/local-time.ts";
import { OwnTimeField } from "../operator/own-time-field.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf, AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readChoices, readText } from "../parts/form-values.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { ForRoles } from "../shell/for-roles.tsx";
import { ENTERING } from "./assistance-roles.ts";
import type { HelpKind, HelpRequest } from "./assistance.query.ts";
import { CONSENT_WAYS, HELP_KINDS } from "./help-words.ts";

type Way = NonNullable<HelpRequest["consent"]>["how"];

/** What an operator asked by telephone or on paper, entered for it with its word. */
export function EnterPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={ENTERING}>{() => <Enter />}</ForRoles>
    </div>
  );
}

function Enter() {
  return (
    <>
      <PageHeading title={t("assistance.enter.title")} lead={t("assistance.enter.lead")} />
      <Panel heading={t("assistance.enter.form")}>
        <ActForm
          label={t("assistance.enter.form")}
          submit={t("assistance.enter.send")}
          said={t("assistance.enter.said")}
          fields={["organisationId", "question", "consent.givenBy", "consent.at"]}
          act={(form) =>
            api.call("POST /assistance/entered-requests", {
              body: {
                organisationId: readText(form, "organisationId"), kind: readChoice<HelpKind>(form, "kind"), question: readText(form, "question"), touchesControl: readChoices(form, "touchesControl").length > 0,
                consent: { givenBy: readText(form, "consent.givenBy"), how: readChoice<Way>(form, "how"), at: toInstant(readText(form, "consent.at")) },
              },
            })
          }
        >
          {(error) => (
            <>
              <TextField label={t("assistance.enter.organisation")} name="organisationId" hint={t("assistance.enter.organisationHint")} maxLength={40} error={error} />
              <OneOf legend={t("operator.help.kind")} name="kind" choices={toChoices(HELP_KINDS)} />
              <AreaField label={t("assistance.enter.question")} name="question" maxLength={4000} error={error} />
              <AnyOf legend={t("assistance.control")} name="touchesControl" choices={[{ value: "yes", label: t("assistance.controlYes") }]} />
              <OneOf legend={t("assistance.enter.how")} name="how" choices={toChoices(CONSENT_WAYS)} />
              <TextField label={t("assistance.enter.givenBy")} name="consent.givenBy" hint={t("assistance.enter.givenByHint")} maxLength={200} error={error} />
              <OwnTimeField label={t("assistance.enter.at")} name="consent.at" error={error} />
            </>
          )}
        </ActForm>
      </Panel>
    </>
  );
}
