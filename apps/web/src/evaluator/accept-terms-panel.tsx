import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { StatementField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import type { EvaluatorEngagement } from "./evaluator.query.ts";

/** The evaluator accepts the terms as they are shown on this page, and no others. */
export function AcceptTermsPanel({ engagement: { id, termsDigest } }: { readonly engagement: EvaluatorEngagement }) {
  return (
    <Panel heading={t("evaluator.accept.heading")}>
      <p className="bw-measure">{t("evaluator.accept.words")}</p>
      <ActForm
        label={t("evaluator.accept.heading")}
        submit={t("evaluator.accept.submit")}
        said={t("evaluator.accept.said")}
        fields={[]}
        act={() => api.call("POST /evaluator/engagements/{id}/acceptance", { params: { id }, body: { termsDigest, noConflict: true } })}
      >
        {() => (
          <>
            <StatementField name="read" statement={t("evaluator.accept.read")} />
            <StatementField name="noConflict" statement={t("evaluator.accept.noConflict")} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
