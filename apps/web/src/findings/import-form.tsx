import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { BulkOutcome } from "./bulk-outcome.tsx";
import { addReceipt, EMPTY_TALLY } from "./bulk-tally.ts";
import { readImport } from "./read-import.ts";

// The server's own bound, told before any byte is sent.
const MOST_BYTES = 32 * 1024 * 1024;
const FIELDS = ["format", "finder", "model", "modelVersion", "harness", "product", "version", "repository", "weakness"];
const FORMATS = ["sarif", "osv", "csaf", "csv", "aixcc"] as const;
const HUMAN = ["none", "reviewed", "directed", "authored"] as const;

/** A file of another tool. What its format has no place for is said once for all its items. */
export function ImportForm() {
  const [file, setFile] = useState<File>();
  const queryClient = useQueryClient();
  const importing = useMutation({
    mutationFn: async ({ content, form }: { readonly content: File; readonly form: FormData }) => addReceipt(EMPTY_TALLY, await api.call("POST /findings/import", { query: readImport(form), body: content })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["findings"] }),
  });
  const { error } = importing;
  return (
    <form
      aria-label={t("findings.import.heading")}
      onSubmit={(event) => {
        event.preventDefault();
        if (file) importing.mutate({ content: file, form: new FormData(event.currentTarget) });
      }}
    >
      <FormProblem error={error} fields={FIELDS} />
      <FileDrop label={t("findings.import.file")} name="file" hint={t("findings.import.fileHint")} accept=".sarif,.json,.csv" maxBytes={MOST_BYTES} onFile={setFile} />
      <SelectField label={t("findings.import.format")} name="format" optional choices={[{ value: "", label: t("findings.import.detect") }, ...FORMATS.map((format) => ({ value: format, label: t(`findings.import.format.${format}`) }))]} error={error} />
      <TextField label={t("findings.import.finder")} name="finder" hint={t("findings.import.finderHint")} maxLength={200} optional error={error} />
      <OneOf
        legend={t("findings.import.human")}
        name="human"
        hint={t("findings.import.humanHint")}
        chosen={[]}
        choices={HUMAN.map((part) => ({ value: part, label: t(`findings.import.human.${part}`) }))}
      />
      <div className="bw-questions">
        <TextField label={t("findings.model")} name="model" hint={t("findings.import.modelHint")} maxLength={200} optional error={error} />
        <TextField label={t("findings.import.modelVersion")} name="modelVersion" maxLength={200} optional error={error} />
        <TextField label={t("findings.harness")} name="harness" hint={t("findings.import.harnessHint")} maxLength={200} optional error={error} />
      </div>
      <Disclosure summary={t("findings.import.target")}>
        <p className="bw-note">{t("findings.import.targetWords")}</p>
        <div className="bw-questions">
          <TextField label={t("findings.claim.product")} name="product" maxLength={200} optional error={error} />
          <TextField label={t("findings.import.version")} name="version" maxLength={300} optional error={error} />
          <TextField label={t("findings.repository")} name="repository" type="url" maxLength={300} optional error={error} />
          <TextField label={t("findings.weakness")} name="weakness" hint={t("findings.import.weaknessHint")} maxLength={12} optional error={error} />
        </div>
      </Disclosure>
      <Button type="submit" disabled={!file || importing.isPending}>
        {t(importing.isPending ? "parts.dialog.running" : "findings.submit.send")}
      </Button>
      <div aria-live="polite">{importing.data && <BulkOutcome tally={importing.data} fileName={t("findings.bulk.fileName")} />}</div>
    </form>
  );
}
