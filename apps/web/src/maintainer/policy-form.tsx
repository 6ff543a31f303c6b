import { useRef, useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AnyOf, AreaField, OneOf, TextField } from "../parts/fields.tsx";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import type { Policy, ThreatModelRow } from "./maintainer.query.ts";
import { BATCHING, EVIDENCE, FORMATS, LOW_LANE } from "./policy-words.ts";
import { POLICY, readPolicy, rowFields } from "./read-policy.ts";
import { ThreatModelFields } from "./threat-model-fields.tsx";

const MAX_ROWS = 100;
const FIELDS = ["openAtOnce", "perWeek", "optOut", "endOfLife.says", "scope.include", "scope.exclude", "endOfLife.versions", "securityContacts"].map((field) => `${POLICY}.${field}`);

interface Row {
  readonly key: number;
  /** As it is set; undefined for one that was just added. */
  readonly set?: ThreatModelRow;
}

/** The whole policy as one form: a few figures first, which is all that most projects need. */
export function PolicyForm({ token, policy }: { readonly token: string; readonly policy: Policy }) {
  const [rows, setRows] = useState<readonly Row[]>(() => policy.threatModel.map((set, key) => ({ key, set })));
  const add = () => setRows([...rows, { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1 }]);
  const adder = useRef<HTMLButtonElement>(null);
  const remove = (gone: number) => {
    setRows(rows.filter(({ key }) => key !== gone));
    // The button that was pressed is gone with its row.
    adder.current?.focus();
  };
  const fields = [...FIELDS, ...rows.flatMap((_, at) => Object.values(rowFields(at)))];
  return (
    <ActForm label={t("maintainer.policy.title")} submit={t("maintainer.policy.save")} said={t("maintainer.policy.said")} fields={fields} act={(form) => api.call("POST /maintainer/policy/set", { body: { token, policy: readPolicy(form, rows.length) } })}>
      {(error) => (
        <div className="bw-policy">
          <PaceFields policy={policy} error={error} />
          <ReportFields policy={policy} error={error} />
          <Panel heading={t("maintainer.rows.heading")}>
            <p className="bw-measure">{t("maintainer.rows.words")}</p>
            {rows.map(({ key, set }, at) => (
              <ThreatModelFields key={key} at={at} row={set} remove={() => remove(key)} error={error} />
            ))}
            <div className="bw-actions bw-after-heading">
              <button ref={adder} type="button" className="usa-button usa-button--outline bw-small-button" disabled={rows.length >= MAX_ROWS} onClick={add}>
                {t("maintainer.rows.add")}
              </button>
            </div>
          </Panel>
          <EndFields policy={policy} error={error} />
        </div>
      )}
    </ActForm>
  );
}

interface FieldsProps {
  readonly policy: Policy;
  readonly error: unknown;
}

function PaceFields({ policy, error }: FieldsProps) {
  return (
    <Panel heading={t("maintainer.policy.pace")}>
      <TextField label={t("maintainer.policy.openAtOnce")} name={`${POLICY}.openAtOnce`} type="number" min={1} max={50} defaultValue={policy.openAtOnce} error={error} />
      <TextField label={t("maintainer.policy.perWeek")} name={`${POLICY}.perWeek`} type="number" min={1} max={200} hint={t("maintainer.policy.perWeekHint")} defaultValue={policy.perWeek ?? ""} optional error={error} />
      <OneOf legend={t("maintainer.policy.batching")} name={`${POLICY}.batching`} chosen={[policy.batching]} choices={toChoices(BATCHING)} />
      <OneOf legend={t("maintainer.policy.lowLane")} name={`${POLICY}.lowLane`} chosen={[policy.lowLane]} choices={toChoices(LOW_LANE)} />
      <AreaField label={t("maintainer.policy.contacts")} name={`${POLICY}.securityContacts`} hint={t("maintainer.policy.contactsHint")} rows={2} defaultValue={policy.securityContacts.join("\n")} optional error={error} />
    </Panel>
  );
}

function ReportFields({ policy, error }: FieldsProps) {
  return (
    <Panel heading={t("maintainer.policy.reports")}>
      <AreaField label={t("maintainer.policy.include")} name={`${POLICY}.scope.include`} hint={t("maintainer.policy.includeHint")} rows={2} defaultValue={policy.scope.include.join("\n")} optional error={error} />
      <AreaField label={t("maintainer.policy.exclude")} name={`${POLICY}.scope.exclude`} hint={t("maintainer.policy.excludeHint")} rows={2} defaultValue={policy.scope.exclude.join("\n")} optional error={error} />
      <AnyOf legend={t("maintainer.policy.evidence")} name={`${POLICY}.evidenceNeeded`} hint={t("maintainer.policy.evidenceHint")} chosen={policy.evidenceNeeded} choices={toChoices(EVIDENCE)} />
      <AnyOf legend={t("maintainer.policy.formats")} name={`${POLICY}.formats`} chosen={policy.formats} choices={toChoices(FORMATS)} />
    </Panel>
  );
}

function EndFields({ policy, error }: FieldsProps) {
  return (
    <Panel heading={t("maintainer.policy.ends")}>
      <AreaField label={t("maintainer.policy.endOfLife")} name={`${POLICY}.endOfLife.says`} hint={t("maintainer.policy.endOfLifeHint")} rows={2} maxLength={500} defaultValue={policy.endOfLife?.says ?? ""} optional error={error} />
      <AreaField label={t("maintainer.policy.versions")} name={`${POLICY}.endOfLife.versions`} hint={t("maintainer.policy.versionsHint")} rows={2} defaultValue={policy.endOfLife?.versions.join("\n") ?? ""} optional error={error} />
      <AreaField label={t("maintainer.policy.optOut")} name={`${POLICY}.optOut`} hint={t("maintainer.policy.optOutHint")} rows={2} maxLength={500} defaultValue={policy.optOut ?? ""} optional error={error} />
    </Panel>
  );
}
