import { useState } from "react";
import { Button } from "@trussworks/react-uswds";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { useAct } from "../parts/use-act.ts";
import { MAX_FILE_BYTES } from "./questions.query.ts";

/** A file under a question, of any kind: to its reader it is bytes to keep, and never a page. */
export function PutFile({ send }: { readonly send: (file: File) => Promise<unknown> }) {
  const [file, setFile] = useState<File>();
  const sending = useAct({ perform: send, said: t("questions.file.said") });
  return (
    <Disclosure summary={t("questions.file.heading")}>
      <FormProblem error={sending.error} />
      <FileDrop label={t("questions.file.label")} name="file" hint={t("questions.file.hint")} accept="" maxBytes={MAX_FILE_BYTES} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" outline disabled={!file || sending.isPending} onClick={() => file && sending.mutate(file)}>
          {t(sending.isPending ? "parts.dialog.running" : "questions.file.submit")}
        </Button>
      </div>
    </Disclosure>
  );
}
