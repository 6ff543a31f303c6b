import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import { formatBytes } from "../format.ts";
import { toBase64 } from "../maintainer/to-base64.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AreaField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { toGivenName, toKeptName } from "../parts/file-names.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import type { CaseFile, Thread } from "./participant.query.ts";

// The server's own bounds, told before any byte is sent.
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_NAME = 120;

interface ThreadPanelProps {
  readonly token: string;
  readonly thread: Thread;
  /** Whoever reads. */
  readonly participantId: string;
  readonly files: readonly CaseFile[];
}

/** One conversation with the coordinator, and the files that belong to it. */
export function ThreadPanel({ token, thread, participantId, files }: ThreadPanelProps) {
  const title = toVisibleText(thread.title);
  return (
    <Panel heading={t("participant.thread.heading", { title })}>
      {thread.messages.length === 0 ? (
        <p className="bw-note">{t("clearinghouse.messages.none")}</p>
      ) : (
        <ol className="bw-thread">
          {thread.messages.map((message) => (
            <li key={message.id} className={message.participantId === participantId ? "bw-thread__message bw-thread__message--maintainer" : "bw-thread__message"}>
              <p className="bw-thread__from">
                <strong>{message.participantId === participantId ? t("participant.thread.you") : <UntrustedText text={message.sender || t("clearinghouse.messages.coordinator")} />}</strong>
              </p>
              <DateTime at={message.at} />
              <p className="bw-prose">
                <UntrustedText text={message.text} />
              </p>
            </li>
          ))}
        </ol>
      )}
      <ActForm
        label={t("participant.thread.write", { title })}
        submit={t("clearinghouse.messages.send")}
        said={t("clearinghouse.messages.said")}
        fields={["text"]}
        outline
        act={(form) => api.call("POST /participant/messages", { body: { token, threadId: thread.id, text: readText(form, "text") } })}
      >
        {(error) => <AreaField label={t("clearinghouse.messages.text")} name="text" hint={t("participant.thread.hint")} maxLength={10_000} error={error} />}
      </ActForm>
      {files.length > 0 && (
        <>
          <h3>{t("participant.files.heading")}</h3>
          <ul className="bw-points">
            {files.map((file) => (
              <li key={file.id}>
                <FileRow token={token} file={file} />
              </li>
            ))}
          </ul>
        </>
      )}
      <GiveFile token={token} threadId={thread.id} />
    </Panel>
  );
}

function FileRow({ token, file: { id, name, bytes, at, acknowledgedAt } }: { readonly token: string; readonly file: CaseFile }) {
  return (
    <>
      <UntrustedText text={name} />
      <p className="bw-note">
        {formatBytes(bytes)} <DateTime at={at} />
      </p>
      <div className="bw-actions bw-after-heading">
        <DownloadButton label={t("files.download")} fileName={toKeptName(name)} read={() => api.call("POST /participant/file", { body: { token, fileId: id } })} />
        {!acknowledgedAt && <ActButton label={t("participant.files.acknowledge")} said={t("participant.files.said")} outline act={() => api.call("POST /participant/file/acknowledgement", { body: { token, fileId: id } })} />}
      </div>
      {acknowledgedAt && (
        <p className="bw-note">
          {t("participant.files.received")} <DateTime at={acknowledgedAt} />
        </p>
      )}
    </>
  );
}

function GiveFile({ token, threadId }: { readonly token: string; readonly threadId: string }) {
  const [file, setFile] = useState<File>();
  const giving = useAct({
    perform: async (chosen: File) => api.call("POST /participant/files", { body: { token, threadId, name: toGivenName(chosen).slice(0, MAX_NAME), content: await toBase64(chosen) } }),
    said: t("questions.file.said"),
  });
  return (
    <Disclosure summary={t("questions.file.heading")}>
      <FormProblem error={giving.error} fields={["content"]} />
      <FileDrop label={t("questions.file.label")} name="content" hint={t("participant.files.hint")} accept="" maxBytes={MAX_FILE_BYTES} onFile={setFile} error={giving.error} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" outline disabled={!file || giving.isPending} onClick={() => file && giving.mutate(file)}>
          {t(giving.isPending ? "parts.dialog.running" : "questions.file.submit")}
        </Button>
      </div>
    </Disclosure>
  );
}
