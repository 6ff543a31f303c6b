import { enclaveApi } from "../api.ts";
import { OUTCOMES } from "../determination/determination.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { AreaField, OneOf } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { Request } from "./enclave.query.ts";

type Recommendation = NonNullable<Request["recommendation"]>;

/** Two people decide: the analyst recommends, the Director signs. No other role has a button here. */
export function DecisionPanel({ request }: { readonly request: Request }) {
  const { recommendation, determination, acts } = request;
  return (
    <Panel heading={t("enclave.decision.heading")}>
      {acts.includes("recommend") && <RecommendForm request={request} />}
      {acts.includes("recommend-standing") && <StandingForm request={request} />}
      {recommendation && (
        <>
          <h3>{t("enclave.decision.recommendation")}</h3>
          <DefinitionList
            items={[
              { term: t("enclave.decision.outcome"), detail: <strong>{t(recommendation.stands ? "enclave.stands" : OUTCOMES[recommendation.outcome])}</strong> },
              { term: t("enclave.decision.by"), detail: <UntrustedText text={recommendation.recommendedBy} /> },
              { term: t("enclave.decision.at"), detail: <DateTime at={recommendation.recommendedAt} /> },
            ]}
          />
          <h3>{t("enclave.decision.releasable")}</h3>
          <p className="bw-measure">
            <UntrustedText text={recommendation.releasableText} />
          </p>
        </>
      )}
      {acts.includes("sign") && recommendation && <Sign request={request} recommendation={recommendation} />}
      {determination && (
        <>
          <h3>{t("enclave.decision.determination")}</h3>
          <p className="bw-outcome">{t(OUTCOMES[determination.outcome])}</p>
          <p className="bw-measure">
            <UntrustedText text={determination.releasableText} />
          </p>
          <p className="bw-note">
            {t("enclave.decision.signedAt")} <DateTime at={determination.signedAt} />
          </p>
        </>
      )}
    </Panel>
  );
}

function RecommendForm({ request }: { readonly request: Request }) {
  return (
    <ActForm
      label={t("enclave.decision.recommendation")}
      submit={t("enclave.recommend.submit")}
      said={t("enclave.recommend.said")}
      fields={["releasableText"]}
      act={(form) =>
        enclaveApi.call("POST /requests/{id}/recommendation", {
          params: { id: request.id },
          body: { outcome: readChoice<Recommendation["outcome"]>(form, "outcome"), releasableText: readText(form, "releasableText") },
        })
      }
    >
      {(error) => (
        <>
          <OneOf
            legend={t("enclave.recommend.outcome")}
            name="outcome"
            hint={t("enclave.recommend.outcomeHint")}
            choices={toChoices(OUTCOMES)}
            chosen={request.results ? [request.results.outcomeByRule] : []}
            required
          />
          <AreaField label={t("enclave.decision.releasable")} name="releasableText" rows={5} maxLength={4000} hint={t("enclave.recommend.textHint")} error={error} />
        </>
      )}
    </ActForm>
  );
}

/** After the developer's facts were looked at: the determination stays as it was signed. */
function StandingForm({ request }: { readonly request: Request }) {
  return (
    <ActForm
      label={t("enclave.standing.heading")}
      submit={t("enclave.standing.submit")}
      said={t("enclave.standing.said")}
      fields={["releasableText"]}
      act={(form) => enclaveApi.call("POST /requests/{id}/standing", { params: { id: request.id }, body: { releasableText: readText(form, "releasableText") } })}
    >
      {(error) => (
        <>
          <h3>{t("enclave.standing.heading")}</h3>
          <p className="bw-measure">{t("enclave.standing.words")}</p>
          <AreaField label={t("enclave.decision.releasable")} name="releasableText" rows={5} maxLength={4000} hint={t("enclave.recommend.textHint")} error={error} />
        </>
      )}
    </ActForm>
  );
}

/** The Director says the outcome again, so that what is signed is what was read. */
function Sign({ request, recommendation }: { readonly request: Request; readonly recommendation: Recommendation }) {
  const { outcome } = recommendation;
  const sign = useAct({
    perform: () => enclaveApi.call("POST /requests/{id}/signature", { params: { id: request.id }, body: { outcome } }),
    said: t("enclave.sign.said"),
  });
  return (
    <div className="bw-actions bw-after-heading">
      <ConfirmDialog trigger={t("enclave.sign.trigger")} heading={t(recommendation.stands ? "enclave.sign.standsHeading" : "enclave.sign.heading")} confirm={t("enclave.sign.as")} onConfirm={() => sign.mutateAsync()}>
        <p className="bw-outcome">{t(recommendation.stands ? "enclave.stands" : OUTCOMES[outcome])}</p>
        <p>
          <UntrustedText text={recommendation.releasableText} />
        </p>
        <p>{t("enclave.sign.words")}</p>
      </ConfirmDialog>
    </div>
  );
}
