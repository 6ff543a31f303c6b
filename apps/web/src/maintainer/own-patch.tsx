import { useState } from "react";
import { api } from "../api.ts";
import { PatchForm, readPatch } from "../clearinghouse/patch-form.tsx";
import { t } from "../messages.ts";
import { TextField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { toBase64 } from "./to-base64.ts";

// The server's own bound, told before any byte is sent.
const MAX_INPUT_BYTES = 64 * 1024;

/** A patch of the maintainer's own, with the regression test that belongs to it where there is one. */
export function OwnPatch({ token }: { readonly token: string }) {
  const [sent, setSent] = useState(0);
  const [path, setPath] = useState("");
  const [input, setInput] = useState<File>();
  const act = async (form: FormData) => {
    // Half a test is sent too: the server says what is missing.
    const regressionTest = path === "" && !input ? {} : { regressionTest: { path, input: input ? await toBase64(input) : "" } };
    await api.call("POST /maintainer/patches/propose", { body: { token, ...readPatch(form), ...regressionTest } });
    setPath("");
    setInput(undefined);
    setSent(sent + 1);
  };
  return (
    <>
      <p className="bw-measure">{t("maintainer.test.words")}</p>
      <TextField label={t("maintainer.test.path")} name="regressionTest.path" hint={t("maintainer.test.pathHint")} maxLength={200} value={path} onChange={(event) => setPath(event.target.value.trim())} optional />
      <FileDrop key={sent} label={t("maintainer.test.input")} name="regressionTest.input" hint={t("maintainer.test.inputHint")} accept="" maxBytes={MAX_INPUT_BYTES} onFile={setInput} optional />
      <PatchForm act={act} />
    </>
  );
}
