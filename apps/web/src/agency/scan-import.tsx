import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { OneOf, SelectField, TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { readChoice, readOptionalText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { toScannerChoices } from "./agency-words.ts";
import type { Scanner, Template } from "./agency.query.ts";

// The server bounds a scan by its records and reads it as it comes; this bounds only what a browser sends in one go.
const MOST_BYTES = 1024 ** 3;

/** Whether the scan looked at every asset, and what becomes of what it names no more: stated, never silent. */
type Reach = "part" | "propose" | "fix";

/** A scanner's export. What became of it stands below, with each line that was not taken. */
export function ScanImport({ templates }: { readonly templates: readonly Template[] }) {
  const [file, setFile] = useState<File>();
  const [round, setRound] = useState(0);
  const act = async (form: FormData) => {
    if (file === undefined) return;
    const [scannedOn, reach] = [readOptionalText(form, "scannedOn"), readChoice<Reach>(form, "reach")];
    await api.call("POST /agency/imports", { query: { scanner: readChoice<Scanner>(form, "scanner"), ...(scannedOn && { scannedOn }), ...(reach !== "part" && { complete: "yes", gone: reach }) }, body: file });
    setFile(undefined);
    setRound(round + 1);
  };
  return (
    <Panel heading={t("agency.scans.add")}>
      <ActForm label={t("agency.scans.add")} submit={t("agency.scans.take")} said={t("agency.scans.taken")} fields={["scanner", "scannedOn"]} act={act}>
        {(error) => (
          <>
            <SelectField label={t("agency.scans.scanner")} name="scanner" choices={toScannerChoices(templates)} error={error} />
            <FileDrop key={round} label={t("agency.scans.file")} name="file" hint={t("agency.scans.fileHint")} accept=".csv,.ndjson,.jsonl,text/csv,application/x-ndjson" maxBytes={MOST_BYTES} onFile={setFile} />
            <TextField label={t("agency.scans.day")} name="scannedOn" type="date" hint={t("agency.scans.dayHint")} optional error={error} />
            <OneOf
              legend={t("agency.scans.reach")}
              name="reach"
              choices={[
                { value: "part", label: t("agency.scans.part"), description: t("agency.scans.partWords") },
                { value: "propose", label: t("agency.scans.complete"), description: t("agency.scans.completeWords") },
                { value: "fix", label: t("agency.scans.fix"), description: t("agency.scans.fixWords") },
              ]}
            />
          </>
        )}
      </ActForm>
    </Panel>
  );
}
