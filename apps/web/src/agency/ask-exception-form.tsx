import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { ENVIRONMENTS } from "./agency-words.ts";
import type { Environment, InstanceFilter } from "./agency.query.ts";
import { ExceptionFields, readException } from "./exception-fields.tsx";

interface AskExceptionFormProps {
  /** What the reader came from. */
  readonly asked: Pick<InstanceFilter, "cveId" | "environment">;
  readonly longestDays: number;
}

/** For all open instances of one vulnerability, or only those in one environment. */
export function AskExceptionForm({ asked, longestDays }: AskExceptionFormProps) {
  const act = (form: FormData) => {
    const environment = readOptionalText(form, "environment") as Environment | null;
    return api.call("POST /agency/instance-exceptions", { body: { cveId: readText(form, "cveId").toUpperCase(), ...(environment && { environment }), ...readException(form) } });
  };
  return (
    <Panel heading={t("agency.exceptions.ask")}>
      <ActForm label={t("agency.exceptions.ask")} submit={t("agency.item.askSubmit")} said={t("agency.exceptions.asked")} fields={["cveId", "environment", "reason", "control", "until"]} act={act}>
        {(error) => (
          <>
            <div className="bw-pair">
              <TextField label={t("agency.vulnerability")} name="cveId" maxLength={28} defaultValue={asked.cveId} error={error} />
              <SelectField label={t("agency.environment")} name="environment" optional choices={[{ value: "", label: t("agency.exceptions.everywhere") }, ...toChoices(ENVIRONMENTS)]} defaultValue={asked.environment ?? ""} error={error} />
            </div>
            <ExceptionFields longestDays={longestDays} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
