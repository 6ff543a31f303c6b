import { api } from "../api.ts";
import type { Finding } from "../findings/findings.query.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";

/** A person's decision, with its reason; nothing reaches a maintainer without it. */
export function ValidatePanel({ finding }: { readonly finding: Finding }) {
  const act = (form: FormData) =>
    api.call("POST /findings/{id}/validation", {
      params: { id: finding.id },
      body: { decision: readChoice<"validated" | "rejected">(form, "decision"), reason: readText(form, "reason"), assistedByModel: readOptionalText(form, "assistedByModel") },
    });
  return (
    <Panel heading={t("clearinghouse.validate.heading")}>
      <p className="bw-measure">{t("clearinghouse.validate.words")}</p>
      <ActForm label={t("clearinghouse.validate.heading")} submit={t("clearinghouse.validate.send")} said={t("clearinghouse.validate.said")} fields={["reason", "assistedByModel"]} act={act}>
        {(error) => (
          <>
            <OneOf
              legend={t("clearinghouse.validate.decision")}
              name="decision"
              chosen={[]}
              required
              choices={[
                { value: "validated", label: t("clearinghouse.validate.validated"), description: t("clearinghouse.validate.validatedMeans") },
                { value: "rejected", label: t("clearinghouse.validate.rejected"), description: t("clearinghouse.validate.rejectedMeans") },
              ]}
            />
            <AreaField label={t("clearinghouse.reason")} name="reason" hint={t("clearinghouse.validate.reasonHint")} maxLength={2000} error={error} />
            <TextField label={t("clearinghouse.validate.model")} name="assistedByModel" hint={t("clearinghouse.validate.modelHint")} maxLength={200} optional error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
