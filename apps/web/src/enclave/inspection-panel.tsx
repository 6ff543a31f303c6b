import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { AreaField, TextField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";

type Inspection = Request["inspections"][number];

/** Standard and results for an inspector: one proposes, another gives it out, one of the two is the Director or a delegate. */
export function InspectionPanel({ request }: { readonly request: Request }) {
  return (
    <Panel heading={t("enclave.inspection.heading")}>
      <p className="bw-measure">{t("enclave.inspection.words")}</p>
      {request.inspections.map((inspection) => (
        <Opening key={inspection.id} requestId={request.id} inspection={inspection} />
      ))}
      {request.acts.includes("open-to-inspector") && (
        <Disclosure summary={t("enclave.inspection.submit")}>
          <ActForm
            label={t("enclave.inspection.heading")}
            submit={t("enclave.inspection.submit")}
            said={t("enclave.inspection.said")}
            fields={["inspector", "reason"]}
            outline
            act={(form) => enclaveApi.call("POST /requests/{id}/inspections", { params: { id: request.id }, body: { inspector: readText(form, "inspector"), reason: readText(form, "reason") } })}
          >
            {(error) => (
              <>
                <TextField label={t("enclave.inspection.inspector")} name="inspector" error={error} />
                <AreaField label={t("enclave.inspection.reason")} name="reason" rows={3} maxLength={1000} error={error} />
              </>
            )}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}

function Opening({ requestId, inspection }: { readonly requestId: string; readonly inspection: Inspection }) {
  const params = { id: requestId, inspectionId: inspection.id };
  return (
    <div className="bw-after-heading">
      <DefinitionList
        items={[
          { term: t("enclave.inspection.inspector"), detail: <UntrustedText text={inspection.inspector} /> },
          { term: t("enclave.inspection.reason"), detail: <UntrustedText text={inspection.reason} /> },
          { term: t("enclave.inspection.proposedBy"), detail: <><UntrustedText text={inspection.proposedBy} />, <DateTime at={inspection.proposedAt} /></> },
          { term: t("enclave.inspection.confirmedBy"), detail: inspection.confirmedBy === null ? t("enclave.inspection.awaited") : <UntrustedText text={inspection.confirmedBy} /> },
          { term: t("enclave.inspection.until"), detail: <DateTime at={inspection.expiresAt} /> },
        ]}
      />
      {inspection.mayConfirm && <ActButton label={t("enclave.inspection.confirm")} said={t("enclave.inspection.confirmed")} act={() => enclaveApi.call("POST /requests/{id}/inspections/{inspectionId}/confirmation", { params })} />}
      {inspection.mayFetch && <DownloadButton label={t("enclave.inspection.fetch")} fileName={`inspection-${requestId}.json`} read={() => enclaveApi.call("GET /requests/{id}/inspections/{inspectionId}/file", { params })} />}
    </div>
  );
}
