import { Button, ErrorMessage } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { fieldProblem } from "../parts/problem-in-words.ts";
import { toChoices } from "../parts/to-choices.ts";
import type { ThreatModelRow } from "./maintainer.query.ts";
import { ROW_KINDS } from "./policy-words.ts";
import { rowFields } from "./read-policy.ts";

interface ThreatModelFieldsProps {
  /** Its place in the list, from 0. */
  readonly at: number;
  /** As it is set; undefined for one that was just added. */
  readonly row: ThreatModelRow | undefined;
  readonly remove: () => void;
  readonly error: unknown;
}

/** One row of the threat model: what is no weakness here, and which reports it is about. */
export function ThreatModelFields({ at, row, remove, error }: ThreatModelFieldsProps) {
  const names = rowFields(at);
  const noTerm = fieldProblem(error, names.matches);
  return (
    <fieldset className="usa-fieldset bw-choices">
      <legend className="usa-legend">{t("maintainer.row.legend", { number: at + 1 })}</legend>
      <TextField label={t("maintainer.row.id")} name={names.id} hint={t("maintainer.row.idHint")} maxLength={32} defaultValue={row?.id ?? `TM-${at + 1}`} error={error} />
      <SelectField label={t("maintainer.row.kind")} name={names.kind} choices={toChoices(ROW_KINDS)} {...(row ? { defaultValue: row.kind } : {})} />
      <AreaField label={t("maintainer.row.says")} name={names.says} hint={t("maintainer.row.saysHint")} rows={2} maxLength={1000} defaultValue={row?.says ?? ""} error={error} />
      {noTerm !== undefined && <ErrorMessage>{t("maintainer.row.noTerm")}</ErrorMessage>}
      <TextField label={t("maintainer.row.path")} name={names.path} hint={t("maintainer.row.pathHint")} maxLength={200} defaultValue={row?.matches.path ?? ""} optional error={error} />
      <TextField label={t("maintainer.row.weakness")} name={names.weakness} hint={t("maintainer.row.weaknessHint")} maxLength={30} defaultValue={row?.matches.weakness ?? ""} optional error={error} />
      <TextField label={t("maintainer.row.words")} name={names.words} hint={t("maintainer.row.wordsHint")} maxLength={100} defaultValue={row?.matches.words ?? ""} optional error={error} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" outline className="bw-small-button" onClick={remove}>
          {t("maintainer.row.remove", { number: at + 1 })}
        </Button>
      </div>
    </fieldset>
  );
}
