import { useQuery } from "@tanstack/react-query";
import { enclaveApi } from "../api.ts";
import type { EnclaveReply } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { benchmarkSetsQuery } from "./enclave.query.ts";
import type { Measured } from "./enclave.query.ts";
import { RULES, SCOPES } from "./enclave.words.ts";
import { readStandard } from "./read-standard.ts";

type BenchmarkSet = EnclaveReply<"GET /benchmark-sets">["benchmarkSets"][number];

const EVERY_SCOPE = Object.keys(SCOPES) as readonly Measured["scope"][];

/** A draft: nothing is fixed and nothing leaves the enclave before it is published. */
export function WriteStandardForm() {
  const sets = useQuery(benchmarkSetsQuery);
  return (
    <QueryView query={sets}>
      {({ benchmarkSets }) => (
        <ActForm
          label={t("enclave.write.heading")}
          submit={t("enclave.write.submit")}
          said={t("enclave.write.said")}
          fields={["standardId", "version", "benchmarkSet", "epochs", "marking", "text"]}
          act={(form) => enclaveApi.call("POST /standards", { body: readStandard(form, EVERY_SCOPE) })}
        >
          {(error) => <StandardFields sets={benchmarkSets} error={error} />}
        </ActForm>
      )}
    </QueryView>
  );
}

interface StandardFieldsProps {
  readonly sets: readonly BenchmarkSet[];
  readonly error: unknown;
}

function StandardFields({ sets, error }: StandardFieldsProps) {
  return (
    <>
      <p className="bw-measure">{t("enclave.write.lead")}</p>
      <div className="bw-columns">
        <div>
          <TextField label={t("enclave.write.standardId")} name="standardId" hint={t("enclave.write.wordHint")} maxLength={100} error={error} />
          <TextField label={t("enclave.write.version")} name="version" maxLength={64} error={error} />
          <SelectField
            label={t("enclave.standards.set")}
            name="benchmarkSet"
            choices={sets.map(({ id, version, title, tasks }) => ({ value: `${id} ${version}`, label: t("enclave.write.setWords", { title, version, tasks: sum(tasks) }) }))}
            error={error}
          />
          <TextField label={t("enclave.standards.epochs")} name="epochs" type="number" min={1} max={20} defaultValue={1} error={error} />
          <OneOf legend={t("enclave.standards.rule")} name="rule" choices={toChoices(RULES)} />
          <TextField label={t("enclave.write.marking")} name="marking" maxLength={100} error={error} />
        </div>
        <div>
          <p className="bw-note">{t("enclave.write.thresholdHint")}</p>
          {EVERY_SCOPE.map((scope) => (
            <fieldset key={scope} className="usa-fieldset bw-choices">
              <legend className="usa-legend">{t(SCOPES[scope])}</legend>
              <div className="bw-pair">
                <TextField
                  label={t("enclave.write.threshold")}
                  name={`${scope}.threshold`}
                  type="number"
                  min={0.1}
                  max={100}
                  step={0.1}
                  optional
                />
                <TextField label={t("enclave.standards.minimum")} name={`${scope}.minimumSamples`} type="number" min={1} defaultValue={8} />
              </div>
            </fieldset>
          ))}
        </div>
      </div>
      <AreaField label={t("enclave.write.text")} name="text" maxLength={4000} error={error} />
    </>
  );
}

function sum(tasks: readonly { readonly count: number }[]): number {
  return tasks.reduce((total, { count }) => total + count, 0);
}
