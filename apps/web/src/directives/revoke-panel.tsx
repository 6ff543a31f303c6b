import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField } from "../parts/fields.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { revocationsQuery } from "./directives.query.ts";
import type { Directive } from "./directives.query.ts";

/** One officer proposes to revoke a directive, another one does it. */
export function RevokePanel({ directive: { id, number } }: { readonly directive: Directive }) {
  const revocations = useQuery(revocationsQuery);
  return (
    <Panel heading={t("directives.revoke")}>
      <QueryView query={revocations}>
        {({ waiting }) => {
          const proposed = waiting.find((one) => one.id === id);
          if (proposed === undefined) return <ProposeForm id={id} number={number} />;
          return (
            <>
              <p className="bw-measure">
                {t("directives.revoke.proposedBy", { name: proposed.proposedByName })} <UntrustedText text={proposed.reason} />
              </p>
              <div className="bw-actions">
                {proposed.mayConfirm && <ActButton label={t("directives.revoke.confirm", { number })} said={t("directives.revoke.confirmed")} act={() => api.call("POST /directives/{id}/revocation/confirmation", { params: { id } })} />}
                <ActButton label={t("directives.takeBack")} said={t("directives.takenBack")} act={() => api.call("POST /directives/{id}/revocation/withdrawal", { params: { id } })} outline />
              </div>
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

function ProposeForm({ id, number }: { readonly id: string; readonly number: string }) {
  return (
    <>
      <p className="bw-measure">{t("directives.revoke.words")}</p>
      <ActForm label={t("directives.revoke")} submit={t("directives.revoke.propose", { number })} said={t("directives.waitsForSecond")} fields={["reason"]} act={(form) => api.call("POST /directives/{id}/revocation", { params: { id }, body: { reason: readText(form, "reason") } })} outline>
        {(error) => <AreaField label={t("directives.reason")} name="reason" maxLength={1000} error={error} />}
      </ActForm>
    </>
  );
}
