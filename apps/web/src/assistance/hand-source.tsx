import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { useAct } from "../parts/use-act.ts";

// The server's own bound, told before any byte is sent.
const MAX_SOURCE_BYTES = 8 * 1024 * 1024;

/** The operator hands over exactly what may be examined: a file, or an address it is fetched from once. */
export function HandSource({ id, isThere }: { readonly id: string; readonly isThere: boolean }) {
  const [file, setFile] = useState<File>();
  const params = { id };
  const sending = useAct({ perform: async (chosen: File) => api.call("POST /assistance/scans/{id}/source", { params, body: new Uint8Array(await chosen.arrayBuffer()) }), said: t("scan.sourceSaid") });
  return (
    <Disclosure summary={t(isThere ? "scan.sourceAgain" : "scan.sourceHand")}>
      <p className="bw-measure">{t("scan.sourceWords")}</p>
      <FormProblem error={sending.error} />
      <FileDrop label={t("scan.sourceFile")} name={`source-${id}`} hint={t("scan.sourceFileHint")} accept=".tar,.tgz,.gz,application/x-tar,application/gzip" maxBytes={MAX_SOURCE_BYTES} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" disabled={!file || sending.isPending} onClick={() => file && sending.mutate(file)}>
          {t(sending.isPending ? "parts.dialog.running" : "scan.sourceSend")}
        </Button>
      </div>
      <ActForm
        label={t("parts.numbered", { label: t("scan.sourceFetch"), reference: id.slice(-4) })}
        submit={t("scan.sourceFetch")}
        said={t("scan.sourceSaid")}
        fields={["url"]}
        outline
        act={(form) => api.call("POST /assistance/scans/{id}/source-address", { params, body: { url: readText(form, "url") } })}
      >
        {(error) => <TextField label={t("scan.sourceUrl")} name="url" type="url" hint={t("scan.sourceUrlHint")} maxLength={500} error={error} />}
      </ActForm>
    </Disclosure>
  );
}
