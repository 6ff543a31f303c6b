import { useState } from "react";
import { enclaveApi } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { AreaField, SelectField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Request } from "./enclave.query.ts";
import { OFFICES, VIEW_STATES } from "./enclave.words.ts";

type Consultation = NonNullable<Request["consultation"]>;
type Office = Consultation["offices"][number]["office"];

interface ConsultationPanelProps {
  readonly request: Request;
  readonly consultation: Consultation;
}

/** The four offices that section 3(a) of the order names. A view is not a vote. */
export function ConsultationPanel({ request, consultation }: ConsultationPanelProps) {
  return (
    <Panel heading={t("enclave.consultation.heading")}>
      <p className="bw-measure">
        {t(consultation.complete ? "enclave.consultation.complete" : "enclave.consultation.open")} {!consultation.complete && <DateTime at={consultation.lapsesAt} />}
      </p>
      <DataTable
        caption={t("enclave.consultation.heading")}
        captionHidden
        rows={consultation.offices}
        rowKey={({ office }) => office}
        empty={null}
        columns={[
          { key: "office", header: t("enclave.consultation.office"), cell: ({ office }) => t(OFFICES[office]) },
          { key: "state", header: t("enclave.stateColumn"), cell: ({ state }) => <StatusTag state={state} words={VIEW_STATES} /> },
          { key: "at", header: t("enclave.consultation.heardAt"), cell: ({ heardAt }) => (heardAt ? <DateTime at={heardAt} /> : "–") },
          { key: "view", header: t("enclave.consultation.view"), cell: ({ view }) => (view === null ? t("enclave.consultation.notShown") : <UntrustedText text={view} />) },
        ]}
      />
      {request.acts.includes("give-view") && <ViewForm request={request} consultation={consultation} />}
    </Panel>
  );
}

function ViewForm({ request, consultation }: ConsultationPanelProps) {
  const [awaited] = useState(consultation.offices.filter(({ state }) => state === "awaited"));
  return (
    <ActForm
      label={t("enclave.consultation.give")}
      submit={t("enclave.consultation.submit")}
      said={t("enclave.consultation.said")}
      fields={["office", "view"]}
      act={(form) =>
        enclaveApi.call("POST /requests/{id}/views", {
          params: { id: request.id },
          body: { office: readChoice<Office>(form, "office"), view: readText(form, "view") },
        })
      }
    >
      {(error) => (
        <>
          <h3>{t("enclave.consultation.give")}</h3>
          <SelectField
            label={t("enclave.consultation.forOffice")}
            name="office"
            choices={awaited.map(({ office }) => ({ value: office, label: t(OFFICES[office]) }))}
            error={error}
          />
          <AreaField label={t("enclave.consultation.view")} name="view" maxLength={4000} hint={t("enclave.consultation.hint")} error={error} />
        </>
      )}
    </ActForm>
  );
}
