import { api } from "../api.ts";
import { FindersList } from "../findings/finders-list.tsx";
import { PriorityFacts } from "../findings/priority-facts.tsx";
import { t } from "../messages.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { DownloadButton } from "../parts/download-button.tsx";
import { Panel } from "../parts/panel.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import type { MaintainerView, Report } from "./maintainer.query.ts";

interface ReportPanelsProps {
  readonly token: string;
  readonly view: MaintainerView;
  readonly report: Report;
}

/** What was found, how to see it happen, and the candidate patch as code. */
export function ReportPanels({ token, view, report }: ReportPanelsProps) {
  return (
    <>
      <Panel heading={t("maintainer.report.heading")}>
        <p className="bw-report__title">
          <UntrustedText text={report.title} />
        </p>
        <p className="bw-prose">
          <UntrustedText text={report.description} />
        </p>
        <DefinitionList
          items={[
            { term: t("findings.weakness"), detail: <UntrustedText text={report.weakness} /> },
            { term: t("findings.location"), detail: <UntrustedText text={report.location} /> },
            { term: t("maintainer.report.version"), detail: <UntrustedText text={view.affectedVersion} /> },
            { term: t("maintainer.report.reproduced"), detail: report.reproduced && t("findings.reproduction.runs", report.reproduced) },
            { term: t("maintainer.report.validated"), detail: <DateTime at={report.validatedAt} /> },
            { term: t("maintainer.report.finders"), detail: <FindersList finders={report.finders} /> },
          ]}
        />
        {report.priority && (
          <Disclosure summary={t("maintainer.report.priority")}>
            <PriorityFacts priority={report.priority} />
          </Disclosure>
        )}
      </Panel>
      <Panel heading={t("maintainer.replay.heading")}>
        <p>{t("maintainer.replay.words")}</p>
        <UntrustedText text={report.replayCommand} block />
        <div className="bw-actions">
          <CopyButton text={report.replayCommand} what={t("maintainer.replay.command")} />
          <DownloadButton label={t("maintainer.replay.download")} fileName={`${view.caseId}.tar`} read={() => api.call("POST /maintainer/bundle", { body: { token } })} />
        </div>
      </Panel>
      {report.candidatePatch !== null && (
        <Panel heading={t("maintainer.candidate.heading")}>
          <p>{t("maintainer.candidate.words")}</p>
          <UntrustedText text={report.candidatePatch} block />
          <div className="bw-actions">
            <CopyButton text={report.candidatePatch} what={t("maintainer.candidate.patch")} />
          </div>
        </Panel>
      )}
    </>
  );
}
