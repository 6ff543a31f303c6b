import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api.ts";
import { RM_WORDS } from "../clearinghouse/case-words.ts";
import { AiLabel } from "../findings/ai-label.tsx";
import { LinkPasskeysPanel } from "../maintainer/link-passkeys-panel.tsx";
import { MailedPage, MailedView } from "../maintainer/mailed-page.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { DraftsPanel } from "./drafts-panel.tsx";
import { OffersPanel } from "./offers-panel.tsx";
import { participantQuery } from "./participant.query.ts";
import { ReportPanel } from "./report-panel.tsx";
import { StandingPanel } from "./standing-panel.tsx";
import { TasksPanel } from "./tasks-panel.tsx";
import { ThreadPanel } from "./thread-panel.tsx";

export function ParticipantPage() {
  return <MailedPage mailedTo="participant">{(token) => <OwnPart key={token} token={token} />}</MailedPage>;
}

/** One's own part of the case: what is asked first, then what the case says, then what one says to it. */
function OwnPart({ token }: { readonly token: string }) {
  const query = useQuery(participantQuery(token));
  const [left, setLeft] = useState(false);
  if (left) return <PageHeading title={t("participant.left.title")} lead={t("participant.left.lead")} />;
  return (
    <MailedView query={query} mailedTo="participant">
      {(view) => (
        <>
          <PageHeading
            eyebrow={t("participant.eyebrow")}
            title={t("participant.title", { product: view.product ?? view.name })}
            status={
              <>
                <StatusTag state={view.rm} words={RM_WORDS} />
                {view.report?.aiGenerated && <AiLabel />}
              </>
            }
            lead={t(view.report ? "participant.lead.open" : "participant.lead.closed")}
          />
          <OffersPanel token={token} view={view} />
          {view.tasks.length > 0 && <TasksPanel token={token} tasks={view.tasks} />}
          {view.report && <ReportPanel report={view.report} />}
          {view.report && <StandingPanel token={token} view={view} />}
          {view.drafts.length > 0 && <DraftsPanel token={token} drafts={view.drafts} />}
          {view.threads.map((thread) => (
            <ThreadPanel key={thread.id} token={token} thread={thread} participantId={view.participantId} files={view.files.filter(({ threadId }) => threadId === thread.id)} />
          ))}
          <Panel heading={t("maintainer.mails.heading")}>
            <p className="bw-measure">{t("participant.mails.words")}</p>
            <p>
              <strong>{t(view.mails === "send" ? "participant.mails.come" : "participant.mails.stopped")}</strong>
            </p>
            <div className="bw-actions bw-after-heading">
              {view.mails === "send" ? (
                <ActButton label={t("participant.mails.stop")} said={t("participant.mails.stopped")} act={() => api.call("POST /participant/mails", { body: { token, mails: "stop" } })} outline />
              ) : (
                <ActButton label={t("maintainer.mails.send")} said={t("participant.mails.come")} act={() => api.call("POST /participant/mails", { body: { token, mails: "send" } })} outline />
              )}
            </div>
          </Panel>
          <LinkPasskeysPanel />
          <Panel heading={t("participant.leave.heading")}>
            <p className="bw-measure">{t("participant.leave.words")}</p>
            <div className="bw-actions bw-after-heading">
              <ConfirmDialog
                trigger={t("participant.leave.act")}
                heading={t("participant.leave.ask")}
                confirm={t("participant.leave.act")}
                onConfirm={async () => {
                  await api.call("POST /participant/leave", { body: { token } });
                  setLeft(true);
                }}
                ends
              >
                <p>{t("participant.leave.means")}</p>
              </ConfirmDialog>
            </div>
          </Panel>
          {view.linkExpiresAt && (
            <p className="bw-note">
              {t("maintainer.linkUntil")} <DateTime at={view.linkExpiresAt} />
            </p>
          )}
        </>
      )}
    </MailedView>
  );
}
