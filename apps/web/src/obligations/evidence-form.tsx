import { Select } from "@trussworks/react-uswds";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { OneOf, TextField } from "../parts/fields.tsx";
import { FormField } from "../parts/form-field.tsx";
import { readChoice, readOptionalText, readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toChoices } from "../parts/to-choices.ts";
import type { EvidenceKind, Tasking } from "./obligations.query.ts";
import { EVIDENCE_KINDS } from "./tasking-words.ts";

/** Public evidence for one tasking: a page anybody can open, and the digest of its archived copy. */
export function EvidenceForm({ taskings }: { readonly taskings: readonly Tasking[] }) {
  const act = (form: FormData) =>
    api.call("POST /obligations/{paragraph}/evidence", {
      params: { paragraph: readText(form, "paragraph") },
      body: { kind: readChoice<EvidenceKind>(form, "kind"), link: readText(form, "link"), digest: readText(form, "digest").toLowerCase(), publishedOn: readText(form, "publishedOn"), archivedOn: readText(form, "archivedOn"), archiveLink: readOptionalText(form, "archiveLink") },
    });
  return (
    <Panel heading={t("obligations.add")}>
      <ActForm label={t("obligations.add")} submit={t("obligations.add")} said={t("obligations.added")} fields={["link", "digest", "publishedOn", "archivedOn", "archiveLink"]} act={act}>
        {(error) => (
          <>
            <FormField label={t("obligations.tasking")} name="paragraph" error={error}>
              {(control) => (
                <Select {...control}>
                  {taskings.map(({ paragraph, task }) => (
                    <option key={paragraph} value={paragraph}>
                      {t("obligations.option", { paragraph, task: task.slice(0, 60) })}
                    </option>
                  ))}
                </Select>
              )}
            </FormField>
            <OneOf legend={t("obligations.kind")} name="kind" chosen={[]} required choices={toChoices(EVIDENCE_KINDS)} />
            <TextField label={t("obligations.link")} name="link" type="url" hint={t("obligations.linkHint")} maxLength={500} error={error} />
            <TextField label={t("obligations.digest")} name="digest" hint={t("obligations.digestHint")} maxLength={64} error={error} />
            <TextField label={t("obligations.publishedOn")} name="publishedOn" type="date" error={error} />
            <TextField label={t("obligations.archivedOn")} name="archivedOn" type="date" error={error} />
            <TextField label={t("obligations.archiveLink")} name="archiveLink" type="url" optional hint={t("obligations.archiveLinkHint")} maxLength={500} error={error} />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
