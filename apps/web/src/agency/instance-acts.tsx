import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { SelectField } from "../parts/fields.tsx";
import { readChoice } from "../parts/form-values.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { JUSTIFICATIONS } from "./agency-words.ts";
import type { Instance, Justification } from "./agency.query.ts";

/** What the agency says of an instance: fixed, not affected, open again; or that it needs more time. */
export function InstanceActs({ instance: { id, cveId, environment, state, goneOn, exceptionAsked } }: { readonly instance: Instance }) {
  const params = { id };
  const isClosed = state === "fixed" || state === "not_affected";
  return (
    <Panel heading={t("agency.acts")}>
      <div className="bw-actions">
        {!isClosed && <ActButton label={t("agency.act.fixed")} said={t("agency.act.fixedSaid")} act={() => api.call("POST /agency/instances/{id}/move", { params, body: { to: "fixed" } })} />}
        {(isClosed || goneOn !== null) && <ActButton label={t(isClosed ? "agency.act.open" : "agency.act.stillThere")} said={t("agency.act.openSaid")} act={() => api.call("POST /agency/instances/{id}/move", { params, body: { to: "open" } })} outline />}
        {!isClosed && !exceptionAsked && (
          <LinkButton to="/agency/exceptions" search={{ cveId, environment }} outline>
            {t(state === "exception" ? "agency.act.longer" : "agency.act.exception")}
          </LinkButton>
        )}
      </div>
      {!isClosed && (
        <Disclosure summary={t("agency.act.notAffected")}>
          <ActForm label={t("agency.act.notAffected")} submit={t("agency.act.notAffectedSubmit")} said={t("agency.act.notAffectedSaid")} fields={["justification"]} act={(form) => api.call("POST /agency/instances/{id}/move", { params, body: { to: "not_affected", justification: readChoice<Justification>(form, "justification") } })} outline>
            {(error) => <SelectField label={t("agency.act.why")} name="justification" choices={toChoices(JUSTIFICATIONS)} error={error} />}
          </ActForm>
        </Disclosure>
      )}
    </Panel>
  );
}
