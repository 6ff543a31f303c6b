import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AnyOf } from "../parts/fields.tsx";
import { readChoices } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { AGREEMENT_STATES, agreementsQuery, linkedAgreementsQuery } from "./agreements.query.ts";

/** Under which standing agreements an engagement is: for the record, and for nothing that follows. */
export function LinkedAgreementsPanel({ engagementId, manage }: { readonly engagementId: string; readonly manage: boolean }) {
  const linked = useQuery(linkedAgreementsQuery(engagementId));
  return (
    <Panel heading={t("agreements.linked.heading")}>
      <p className="bw-measure">{t("agreements.linked.lead")}</p>
      <QueryView query={linked}>
        {({ agreements }) => (
          <>
            {agreements.length === 0 ? (
              <p className="bw-note">{t("agreements.linked.none")}</p>
            ) : (
              <ul className="usa-list">
                {agreements.map(({ id, state, agencyNames }) => (
                  <li key={id}>
                    <Link to="/agreements/$id" params={{ id }} className="usa-link">
                      {toVisibleText(agencyNames.join(", "))}
                    </Link>{" "}
                    <StatusTag state={state} words={AGREEMENT_STATES} />
                  </li>
                ))}
              </ul>
            )}
            {manage && <LinkForm key={agreements.map(({ id }) => id).join(" ")} engagementId={engagementId} linked={agreements.map(({ id }) => id)} />}
          </>
        )}
      </QueryView>
    </Panel>
  );
}

function LinkForm({ engagementId, linked }: { readonly engagementId: string; readonly linked: readonly string[] }) {
  const { data } = useQuery(agreementsQuery);
  const choices = (data?.agreements ?? []).filter(({ id, state }) => state !== "awaiting-confirmation" || linked.includes(id));
  if (choices.length === 0) return null;
  return (
    <ActForm
      label={t("agreements.linked.change")}
      submit={t("agreements.linked.submit")}
      said={t("agreements.linked.said")}
      fields={[]}
      outline
      act={(form) => api.call("POST /engagements/{id}/agreements", { params: { id: engagementId }, body: { agreementIds: readChoices<string>(form, "agreementIds") } })}
    >
      {() => <AnyOf legend={t("agreements.linked.change")} name="agreementIds" choices={choices.map(({ id, agencyNames }) => ({ value: id, label: toVisibleText(agencyNames.join(", ")) }))} chosen={linked} />}
    </ActForm>
  );
}
