import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { Request } from "./enclave.query.ts";

/** What comes after a determination: it is lifted, or it was looked at again and stands. */
export function LaterPanel({ request }: { readonly request: Request }) {
  const { laterActs, lifting, acts } = request;
  if (laterActs.length === 0 && lifting === null && !acts.includes("propose-lifting")) return null;
  return (
    <Panel heading={t("enclave.later.heading")}>
      {laterActs.map(({ act, releasableText, signedAt }) => (
        <div key={signedAt}>
          <p className="bw-outcome">{t(`enclave.later.${act}`)}</p>
          <p className="bw-measure">
            <UntrustedText text={releasableText} />
          </p>
          <p className="bw-note">
            {t("enclave.decision.signedAt")} <DateTime at={signedAt} />
          </p>
        </div>
      ))}
      {lifting && (
        <>
          <h3>{t("enclave.lift.proposed")}</h3>
          <DefinitionList
            items={[
              { term: t("enclave.decision.by"), detail: <UntrustedText text={lifting.proposedBy} /> },
              { term: t("enclave.decision.at"), detail: <DateTime at={lifting.proposedAt} /> },
              { term: t("enclave.decision.releasable"), detail: <UntrustedText text={lifting.releasableText} /> },
            ]}
          />
          {acts.includes("lift") && <SignLifting requestId={request.id} text={lifting.releasableText} />}
        </>
      )}
      {acts.includes("propose-lifting") && lifting === null && <ProposeLifting requestId={request.id} />}
    </Panel>
  );
}

function ProposeLifting({ requestId }: { readonly requestId: string }) {
  return (
    <Disclosure summary={t("enclave.lift.heading")}>
      <p className="bw-measure">{t("enclave.lift.words")}</p>
      <ActForm
        label={t("enclave.lift.heading")}
        submit={t("enclave.lift.submit")}
        said={t("enclave.lift.said")}
        fields={["releasableText"]}
        outline
        act={(form) => enclaveApi.call("POST /requests/{id}/lifting", { params: { id: requestId }, body: { releasableText: readText(form, "releasableText") } })}
      >
        {(error) => <AreaField label={t("enclave.decision.releasable")} name="releasableText" rows={5} maxLength={4000} hint={t("enclave.recommend.textHint")} error={error} />}
      </ActForm>
    </Disclosure>
  );
}

function SignLifting({ requestId, text }: { readonly requestId: string; readonly text: string }) {
  const sign = useAct({ perform: () => enclaveApi.call("POST /requests/{id}/lifting/signature", { params: { id: requestId } }), said: t("enclave.lift.signed") });
  return (
    <div className="bw-actions bw-after-heading">
      <ConfirmDialog trigger={t("enclave.lift.sign")} heading={t("enclave.lift.signHeading")} confirm={t("enclave.sign.as")} onConfirm={() => sign.mutateAsync()}>
        <p>
          <UntrustedText text={text} />
        </p>
      </ConfirmDialog>
    </div>
  );
}
