import { useState } from "react";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { Panel } from "../parts/panel.tsx";

type Statements = Operations["POST /obligations/milestones"]["body"]["statements"];
const MOST_BYTES = 65_536;

/** Takes in the file that another installation gave; the server checks who signed what is in it. */
export function TakeInForm() {
  const [file, setFile] = useState<File>();
  return (
    <Panel heading={t("obligations.installations.takeIn")}>
      <p className="bw-measure">{t("obligations.installations.takeInWords")}</p>
      <ActForm
        label={t("obligations.installations.takeIn")}
        submit={t("obligations.installations.takeIn")}
        said={t("obligations.installations.takeInSaid")}
        fields={["file"]}
        act={async () => api.call("POST /obligations/milestones", { body: { statements: file === undefined ? [] : readStatements(await file.text()) } })}
      >
        {(error) => <FileDrop label={t("obligations.installations.file")} name="file" accept=".json,application/json" maxBytes={MOST_BYTES} onFile={setFile} error={error} />}
      </ActForm>
    </Panel>
  );
}

/** The list in the file, as it stands there: what it must be is the server's to say. A file that is none has no statements. */
function readStatements(text: string): Statements {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return []; // The server answers that statements are missing.
  }
  return typeof parsed === "object" && parsed !== null && "statements" in parsed ? (parsed.statements as Statements) : [];
}
