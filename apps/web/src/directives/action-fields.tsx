import { t } from "../messages.ts";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { DEADLINE_KINDS } from "./directive-words.ts";
import type { Words } from "./directives.query.ts";

interface ActionFieldsProps {
  readonly row: number;
  readonly action: Words["actions"][number] | undefined;
}

/** One action: what is asked, of what, and by when. Only the field of the chosen kind of deadline counts. */
export function ActionFields({ row, action }: ActionFieldsProps) {
  const name = (field: string) => `actions.${row}.${field}`;
  const deadline = action?.deadline;
  return (
    <>
      <div className="bw-pair">
        <TextField label={t("directives.form.actionId")} name={name("id")} hint={t("directives.form.actionIdHint")} maxLength={40} optional defaultValue={action?.id} />
        <TextField label={t("directives.form.actionTitle")} name={name("title")} maxLength={160} optional defaultValue={action?.title} />
      </div>
      <AreaField label={t("directives.form.actionWords")} name={name("words")} maxLength={2000} optional defaultValue={action?.words} />
      <TextField label={t("directives.appliesTo")} name={name("appliesTo")} maxLength={400} optional defaultValue={action?.appliesTo} />
      <div className="bw-pair">
        <SelectField label={t("directives.due")} name={name("deadline")} choices={toChoices(DEADLINE_KINDS)} defaultValue={deadline?.kind} />
        <TextField label={t("directives.form.dueDay")} name={name("on")} type="date" optional defaultValue={deadline?.kind === "day" ? deadline.on : undefined} />
        <TextField label={t("directives.form.dueDays")} name={name("days")} type="number" min={1} max={1825} optional defaultValue={deadline?.kind === "days-after-issue" ? deadline.days : undefined} />
      </div>
    </>
  );
}
