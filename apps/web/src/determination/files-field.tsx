import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useState } from "react";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { toGivenName, toKeptName } from "../parts/file-names.ts";
import { FileTable } from "../parts/file-table.tsx";
import { FormProblem } from "../parts/form-problem.tsx";
import { useAct } from "../parts/use-act.ts";

type WaitingFiles = Reply<"GET /determinations/{id}/files">["files"];

/** The server's own bounds, told before any byte is sent. */
const MOST_FILES = 5;
const MAX_FILE_BYTES = 256 * 1024;
// A refusal of what was uploaded names the body.
const FIELD = "body";

export const waitingFilesQuery = (id: string) => queryOptions({ queryKey: ["determinations", id, "files"], queryFn: () => api.call("GET /determinations/{id}/files", { params: { id } }) });

interface FilesFieldProps {
  readonly id: string;
  readonly files: WaitingFiles;
  readonly chosen: File | undefined;
  /** How many were added from here. */
  readonly round: number;
  readonly onFile: (file: File | undefined) => void;
  readonly add: (file: File) => Promise<unknown>;
  /** Of the last attempt to send the request. */
  readonly error: unknown;
}

/** Files that wait for the coming request; one that was chosen is added by its button, or else when the request is sent. */
export function useWaitingFiles(id: string, files: WaitingFiles) {
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<File>();
  const [round, setRound] = useState(0);
  const add = async (file: File): Promise<WaitingFiles> => {
    const waiting = await api.call("POST /determinations/{id}/files", { params: { id }, query: { fileName: toGivenName(file) }, body: file });
    setChosen(undefined);
    setRound((count) => count + 1);
    queryClient.setQueryData(waitingFilesQuery(id).queryKey, waiting);
    return waiting.files;
  };
  return { field: { id, files, chosen, round, onFile: setChosen, add }, addChosen: async () => (chosen ? add(chosen) : files) };
}

/** The files that go with the request: kept as each is added, and sent with it. */
export function FilesField({ id, files, chosen, round, onFile, add, error }: FilesFieldProps) {
  const adding = useAct({ perform: add, said: t("determination.files.said") });
  const problem = adding.error ?? error;
  return (
    <div className="bw-after-heading">
      <FileTable caption={t("determination.files.waiting")} files={files} act={{ header: t("determination.files.takeBackColumn"), cell: (file) => <TakeBack id={id} fileId={file.id} /> }} />
      {files.length >= MOST_FILES ? (
        <p className="bw-note">{t("determination.files.full", { most: MOST_FILES })}</p>
      ) : (
        <>
          {/* A file that was added leaves the field empty for the next. */}
          <FileDrop key={round} label={t("determination.files.label")} name={FIELD} hint={t("determination.files.hint", { most: MOST_FILES })} optional accept="" maxBytes={MAX_FILE_BYTES} onFile={onFile} error={problem} />
          <FormProblem error={adding.error} fields={[FIELD]} />
          <div className="bw-actions bw-after-heading">
            <Button type="button" outline disabled={!chosen || adding.isPending} onClick={() => chosen && adding.mutate(chosen)}>
              {t(adding.isPending ? "parts.dialog.running" : "determination.files.add")}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}

function TakeBack({ id, fileId }: { readonly id: string; readonly fileId: string }) {
  return <ActButton label={t("determination.files.takeBack")} said={t("determination.files.takenBack")} outline act={() => api.call("POST /determinations/{id}/files/removal", { params: { id }, body: { fileId } })} />;
}

/** What went with a request, for whoever gave it. */
export function SentFiles({ id, files }: { readonly id: string; readonly files: WaitingFiles }) {
  return (
    <FileTable
      caption={t("determination.files.sent")}
      files={files}
      act={{
        header: t("files.download"),
        cell: ({ id: fileId, fileName }) => <DownloadButton label={t("files.download")} fileName={toKeptName(fileName)} read={() => api.call("GET /determinations/{id}/files/content", { params: { id }, query: { fileId } })} />,
      }}
    />
  );
}
