import type { ReactNode } from "react";
import { PURPOSES } from "../engagement/engagement.words.ts";
import { formatBytes } from "../format.ts";
import { t } from "../messages.ts";
import { DownloadButton } from "../parts/download-button.tsx";
import { toVisibleText } from "../parts/escape-controls.ts";
import { toKeptName } from "../parts/file-names.ts";
import { Panel } from "../parts/panel.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { Entry, Question } from "./questions.query.ts";

interface QuestionThreadProps {
  readonly question: Question;
  readonly readFile: (entryId: string) => Promise<Uint8Array | string>;
  /** What the reader may write under it. */
  readonly children?: ReactNode;
}

/** One question with all that was said under it, oldest first. */
export function QuestionThread({ question, readFile, children }: QuestionThreadProps) {
  const { askedByName, organisationName, purpose, entries } = question;
  return (
    <Panel heading={toVisibleText(t("parts.numbered", { label: t("questions.from", { person: askedByName, organisation: organisationName }), reference: question.id.slice(-4) }))}>
      <p className="bw-note">{t("questions.for", { purpose: t(PURPOSES[purpose]) })}</p>
      <Timeline
        label={t("questions.entries")}
        events={entries.map((entry) => ({
          key: entry.id,
          at: entry.at,
          title: <UntrustedText text={t(entry.side === "developer" ? "questions.byDeveloper" : "questions.byEvaluator", { person: entry.byName })} />,
          detail: <EntryWords entry={entry} readFile={readFile} />,
        }))}
      />
      {children}
    </Panel>
  );
}

function EntryWords({ entry, readFile }: { readonly entry: Entry; readonly readFile: QuestionThreadProps["readFile"] }) {
  if (!entry.file) return <UntrustedText block text={entry.text ?? ""} />;
  const { name, bytes } = entry.file;
  return (
    <>
      <p>
        <UntrustedText text={name} /> ({formatBytes(bytes)})
      </p>
      <DownloadButton label={t("questions.download")} fileName={toKeptName(name)} read={() => readFile(entry.id)} />
    </>
  );
}
