import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { BriefCard } from "../engagement/brief-card.tsx";
import { RECIPIENTS, SOFTWARE_CLASSES } from "../engagement/work.words.ts";
import type { Brief, SoftwareClass } from "../engagement/work.words.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { AreaField, SelectField } from "../parts/fields.tsx";
import { readChoice, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import { DraftButton } from "./draft-button.tsx";
import type { BenchProps } from "./evaluator.query.ts";

const MOST_CLASSES = Object.keys(SOFTWARE_CLASSES).length;

/** What helps software that the model may put at risk. It stays in the window until its developer says otherwise. */
export function BriefPanel({ id, bench, canSend }: BenchProps) {
  const draft = bench.drafts.find(({ kind }) => kind === "preparedness-brief");
  return (
    <Panel heading={t("work.brief.heading")}>
      <p className="bw-measure">{t("work.brief.lead")}</p>
      {bench.briefs.length > 0 && (
        <div className="bw-cards">
          {bench.briefs.map((brief) => (
            <BriefCard key={brief.id} heading={<><span>{t("work.brief.sent")} </span><DateTime at={brief.sentAt} /></>} brief={brief}>
              <p className="bw-note">{whereItIs(brief)}</p>
            </BriefCard>
          ))}
        </div>
      )}
      {canSend && <BriefForm key={`${bench.briefs.length} ${draft?.savedAt}`} id={id} text={draft?.text} />}
    </Panel>
  );
}

function whereItIs({ releases }: Brief): string {
  const standing = releases.filter(({ takenBackAt }) => takenBackAt === null).map(({ recipients }) => t(RECIPIENTS[recipients]));
  return standing.length === 0 ? t("work.brief.inWindow") : t("work.brief.reaches", { recipients: standing.join(", ") });
}

function BriefForm({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  const [rows, setRows] = useState(1);
  const read = (form: FormData) => ({
    classes: Array.from({ length: rows }, (_, row) => ({ softwareClass: readChoice<SoftwareClass>(form, `class.${row}`), defences: readText(form, `defences.${row}`) })),
    text: readText(form, "text"),
  });
  return (
    <ActForm label={t("work.brief.heading")} submit={t("work.brief.submit")} said={t("work.brief.said")} fields={["text"]} act={(form) => api.call("POST /evaluator/engagements/{id}/briefs", { params: { id }, body: read(form) })}>
      {(error) => (
        <>
          <AreaField label={t("work.brief.text")} name="text" hint={t("work.brief.hint")} rows={5} maxLength={8000} {...(text === undefined ? {} : { defaultValue: text })} error={error} />
          {Array.from({ length: rows }, (_, row) => (
            <fieldset key={row} className="usa-fieldset">
              <legend className="usa-legend">{t("work.brief.class", { number: row + 1 })}</legend>
              <SelectField label={t("work.brief.softwareClass")} name={`class.${row}`} choices={toChoices(SOFTWARE_CLASSES)} defaultValue={Object.keys(SOFTWARE_CLASSES)[row] ?? ""} />
              <AreaField label={t("work.brief.defences")} name={`defences.${row}`} rows={3} maxLength={2000} />
            </fieldset>
          ))}
          <div className="bw-actions bw-after-heading">
            {rows < MOST_CLASSES && (
              <Button type="button" outline className="bw-small-button" onClick={() => setRows(rows + 1)}>
                {t("work.brief.another")}
              </Button>
            )}
            {rows > 1 && (
              <Button type="button" outline className="bw-small-button" onClick={() => setRows(rows - 1)}>
                {t("work.brief.fewer")}
              </Button>
            )}
          </div>
          <DraftButton id={id} kind="preparedness-brief" field="text" />
        </>
      )}
    </ActForm>
  );
}
