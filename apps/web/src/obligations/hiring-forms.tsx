import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { SelectField, TextField } from "../parts/fields.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { PATHWAY_STEPS } from "./grant-words.ts";
import type { Pathway } from "./obligations.query.ts";
import { readSaid, SAID_FIELDS, SaidFields } from "./said-fields.tsx";

interface FormProps {
  readonly pathways: readonly Pathway[];
}

/** A new way, or the next step of one. */
export function PathwayForm({ pathways }: FormProps) {
  const act = (form: FormData) =>
    api.call("POST /trackers/hiring/pathways", { body: { pathwayId: readOptionalText(form, "pathwayId"), name: readText(form, "name"), step: readChoice<Pathway["step"]>(form, "step"), ...readSaid(form) } });
  return (
    <Panel heading={t("obligations.hiring.record")}>
      <ActForm label={t("obligations.hiring.record")} submit={t("obligations.hiring.record")} said={t("obligations.recorded")} fields={["name", ...SAID_FIELDS]} act={act} outline>
        {(error) => (
          <>
            <SelectField label={t("obligations.hiring.pathway")} name="pathwayId" optional choices={[{ value: "", label: t("obligations.hiring.new") }, ...toOptions(pathways)]} />
            <TextField label={t("obligations.hiring.name")} name="name" maxLength={120} error={error} />
            <SelectField label={t("obligations.hiring.step")} name="step" choices={toChoices(PATHWAY_STEPS)} />
            <SaidFields error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

/** Posts of one quarter; a later count of the same quarter takes its place. */
export function CountForm({ pathways }: FormProps) {
  const act = (form: FormData) =>
    api.call("POST /trackers/hiring/counts", { body: { pathwayId: readText(form, "pathwayId"), quarter: readText(form, "quarter"), openings: Number(readText(form, "openings")), filled: Number(readText(form, "filled")), ...readSaid(form) } });
  return (
    <Panel heading={t("obligations.hiring.count")}>
      <p className="bw-measure">{t("obligations.hiring.countWords")}</p>
      <ActForm label={t("obligations.hiring.count")} submit={t("obligations.hiring.count")} said={t("obligations.recorded")} fields={["quarter", "openings", "filled", ...SAID_FIELDS]} act={act}>
        {(error) => (
          <>
            <SelectField label={t("obligations.hiring.pathway")} name="pathwayId" choices={toOptions(pathways)} />
            <TextField label={t("obligations.hiring.quarter")} name="quarter" hint={t("obligations.hiring.quarterHint")} maxLength={7} error={error} />
            <TextField label={t("obligations.hiring.openings")} name="openings" type="number" min={0} error={error} />
            <TextField label={t("obligations.hiring.filled")} name="filled" type="number" min={0} error={error} />
            <SaidFields error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}

function toOptions(pathways: readonly Pathway[]) {
  return pathways.map(({ id, name }) => ({ value: id, label: name }));
}
