import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@trussworks/react-uswds";
import { useEffect, useState } from "react";
import { api } from "../api.ts";
import { t, tCount } from "../messages.ts";
import { ActForm } from "../parts/act-form.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { AreaField } from "../parts/fields.tsx";
import { FileDrop } from "../parts/file-drop.tsx";
import { toGivenName } from "../parts/file-names.ts";
import { FormProblem } from "../parts/form-problem.tsx";
import { readText } from "../parts/form-values.ts";
import { QueryView } from "../parts/query-view.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { participantsQuery, threadQuery, threadsQuery } from "./cases.query.ts";
import type { Thread } from "./cases.query.ts";
import { CaseFiles } from "./files-table.tsx";

interface ThreadProps {
  readonly caseId: string;
  readonly threadId: string;
}

/** One thread: who reads it, what was written, its files, and the way to write. */
export function ThreadView({ caseId, threadId, mayWrite }: ThreadProps & { readonly mayWrite: boolean }) {
  const query = useQuery(threadQuery(caseId, threadId));
  useCountAsRead(caseId, query.data);
  return (
    <QueryView query={query}>
      {(thread) => (
        <>
          <Members caseId={caseId} members={thread.members} />
          {thread.earlier > 0 && <p className="bw-note">{tCount("cases.thread.earlier", thread.earlier)}</p>}
          <Messages messages={thread.messages} />
          <CaseFiles caseId={caseId} threadId={threadId} />
          {mayWrite && (
            <>
              <ActForm
                label={t("cases.thread.write", { title: toVisibleText(thread.title) })}
                submit={t("clearinghouse.messages.send")}
                said={t("clearinghouse.messages.said")}
                fields={["text"]}
                outline
                act={(form) => api.call("POST /cases/{id}/threads/messages", { params: { id: caseId }, body: { threadId, text: readText(form, "text") } })}
              >
                {(error) => <AreaField label={t("clearinghouse.messages.text")} name="text" hint={t("cases.thread.writeHint")} maxLength={10_000} error={error} />}
              </ActForm>
              <GiveFile caseId={caseId} threadId={threadId} />
            </>
          )}
        </>
      )}
    </QueryView>
  );
}

/** Looking at a thread makes its messages read; the list is asked again so that it says so. */
function useCountAsRead(caseId: string, thread: Thread | undefined) {
  const queryClient = useQueryClient();
  const newest = thread?.messages.at(-1)?.id;
  useEffect(() => {
    if (newest !== undefined) void queryClient.invalidateQueries({ queryKey: threadsQuery(caseId).queryKey });
  }, [queryClient, caseId, newest]);
}

function Members({ caseId, members }: { readonly caseId: string; readonly members: readonly string[] }) {
  const { data } = useQuery(participantsQuery(caseId));
  const names = members.map((id) => data?.participants.find((one) => one.id === id)?.name ?? "");
  return (
    <p className="bw-note">
      {t("cases.thread.readers")} <UntrustedText text={names.filter(Boolean).join(", ")} />
    </p>
  );
}

const FROM = { coordinator: "clearinghouse.messages.coordinator", maintainer: "clearinghouse.messages.maintainer", participant: "cases.thread.participant" } as const;

function Messages({ messages }: Pick<Thread, "messages">) {
  if (messages.length === 0) return <p className="bw-note">{t("clearinghouse.messages.none")}</p>;
  return (
    <ol className="bw-thread">
      {messages.map(({ id, from, channel, sender, text, at }) => (
        <li key={id} className={`bw-thread__message bw-thread__message--${from === "coordinator" ? "coordinator" : "maintainer"}`}>
          <p className="bw-thread__from">
            <strong>{t(FROM[from])}</strong> <UntrustedText text={sender} />
            {channel === "mail" && <span className="bw-note"> {t("clearinghouse.messages.byMail")}</span>}
          </p>
          <DateTime at={at} />
          <p className="bw-prose">
            <UntrustedText text={text} />
          </p>
        </li>
      ))}
    </ol>
  );
}

// The bounds that the server keeps, told before any byte is sent.
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MOST_NAME_CHARACTERS = 120;

function GiveFile({ caseId, threadId }: ThreadProps) {
  const [file, setFile] = useState<File>();
  const [round, setRound] = useState(0);
  const giving = useAct({
    perform: async (chosen: File) => {
      await api.call("POST /cases/{id}/files", { params: { id: caseId }, query: { threadId, name: toGivenName(chosen).slice(0, MOST_NAME_CHARACTERS) }, body: chosen });
      setFile(undefined);
      setRound((count) => count + 1);
    },
    said: t("cases.file.said"),
  });
  return (
    <Disclosure summary={t("cases.file.give")}>
      <FormProblem error={giving.error} />
      {/* A file that was given leaves the field empty for the next. */}
      <FileDrop key={round} label={t("cases.file.label")} name="file" hint={t("cases.file.hint")} accept="" maxBytes={MAX_FILE_BYTES} onFile={setFile} />
      <div className="bw-actions bw-after-heading">
        <Button type="button" outline disabled={!file || giving.isPending} onClick={() => file && giving.mutate(file)}>
          {t(giving.isPending ? "parts.dialog.running" : "cases.file.submit")}
        </Button>
      </div>
    </Disclosure>
  );
}
