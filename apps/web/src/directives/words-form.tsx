import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { AreaField, SelectField, TextField } from "../parts/fields.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { ActionFields } from "./action-fields.tsx";
import { KINDS } from "./directive-words.ts";
import type { Words } from "./directives.query.ts";
import { FieldRows } from "./field-rows.tsx";
import { readWords } from "./read-words.ts";

interface WordsFormProps {
  /** What stands there already; none for a first draft. */
  readonly words?: Words | undefined;
  readonly submit: string;
  readonly said: string;
  readonly act: (words: Words) => Promise<unknown>;
}

/** All that officers write of a directive. A refusal names the field by its place, as the rows have no number on the wire until then. */
export function WordsForm({ words, submit, said, act }: WordsFormProps) {
  return (
    <ActForm label={t("directives.form")} submit={submit} said={said} fields={[]} act={(form) => act(readWords(form))}>
      {() => (
        <>
          <div className="bw-pair">
            <TextField label={t("directives.number")} name="number" hint={t("directives.form.numberHint")} maxLength={30} defaultValue={words?.number} />
            <SelectField label={t("directives.form.kind")} name="kind" choices={toChoices(KINDS)} defaultValue={words?.kind} />
            <TextField label={t("directives.effectiveOn")} name="effectiveOn" type="date" defaultValue={words?.effectiveOn} />
          </div>
          <TextField label={t("directives.form.title")} name="title" maxLength={200} defaultValue={words?.title} />
          <AreaField label={t("directives.form.summary")} name="summary" maxLength={1000} defaultValue={words?.summary} />
          <AreaField label={t("directives.scope")} name="scope" hint={t("directives.form.scopeHint")} maxLength={2000} defaultValue={words?.scope} />
          <FieldRows label="directives.form.action" add={t("directives.form.addAction")} rows={words?.actions ?? []} most={30}>
            {(row, action) => <ActionFields row={row} action={action} />}
          </FieldRows>
          <FieldRows label="directives.form.phase" add={t("directives.form.addPhase")} rows={words?.phases ?? []} most={12}>
            {(row, phase) => (
              <>
                <TextField label={t("directives.form.day")} name={`phases.${row}.on`} type="date" optional defaultValue={phase?.on} />
                <TextField label={t("directives.form.what")} name={`phases.${row}.what`} maxLength={400} optional defaultValue={phase?.what} />
              </>
            )}
          </FieldRows>
          <FieldRows label="directives.form.section" add={t("directives.form.addSection")} rows={words?.sections ?? []} most={20}>
            {(row, section) => (
              <>
                <TextField label={t("directives.form.heading")} name={`sections.${row}.heading`} maxLength={160} optional defaultValue={section?.heading} />
                <AreaField label={t("directives.form.text")} name={`sections.${row}.text`} maxLength={4000} optional defaultValue={section?.text} />
              </>
            )}
          </FieldRows>
          <FieldRows label="directives.form.definition" add={t("directives.form.addDefinition")} rows={words?.definitions ?? []} most={40}>
            {(row, definition) => (
              <>
                <TextField label={t("directives.form.term")} name={`definitions.${row}.term`} maxLength={80} optional defaultValue={definition?.term} />
                <TextField label={t("directives.form.meaning")} name={`definitions.${row}.meaning`} maxLength={600} optional defaultValue={definition?.meaning} />
              </>
            )}
          </FieldRows>
          <FieldRows label="directives.form.note" add={t("directives.form.addNote")} rows={words?.notes ?? []} most={12}>
            {(row, note) => <AreaField label={t("directives.form.noteText")} name={`notes.${row}.note`} maxLength={600} rows={2} optional defaultValue={note} />}
          </FieldRows>
          <TextField label={t("directives.source")} name="source" type="url" hint={t("directives.form.sourceHint")} maxLength={500} optional defaultValue={words?.source ?? undefined} />
          <TextField label={t("directives.supersedes")} name="supersedes" hint={t("directives.form.supersedesHint")} maxLength={400} optional defaultValue={words?.supersedes.join(", ")} />
          <AreaField label={t("directives.changes")} name="changes" hint={t("directives.form.changesHint")} maxLength={1000} optional defaultValue={words?.changes ?? undefined} />
        </>
      )}
    </ActForm>
  );
}
