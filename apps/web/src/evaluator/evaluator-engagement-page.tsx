import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../api.ts";
import { AskModel } from "../engagement/ask-model.tsx";
import { END_REASONS, PURPOSES, WINDOW_STATES } from "../engagement/engagement.words.ts";
import { LineageWords } from "../engagement/lineage-words.tsx";
import { TermsList } from "../engagement/terms-list.tsx";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { UndertakingsPanel } from "../nondisclosure/undertakings-panel.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { QuestionsPanel } from "../questions/questions-panel.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AcceptTermsPanel } from "./accept-terms-panel.tsx";
import { AdvicePanel } from "./advice-panel.tsx";
import { CleanupPanel } from "./cleanup-panel.tsx";
import { evaluatorEngagementQuery, hasEnded } from "./evaluator.query.ts";
import type { EvaluatorEngagement } from "./evaluator.query.ts";

export function EvaluatorEngagementPage() {
  const { id } = useParams({ from: "/evaluator/engagements/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={["agency-evaluator"]}>{() => <EvaluatorEngagementView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function EvaluatorEngagementView({ id }: { readonly id: string }) {
  const query = useQuery(evaluatorEngagementQuery(id));
  return (
    <QueryView query={query}>
      {(engagement) => (
        <>
          <PageHeading
            eyebrow={t("evaluator.eyebrow")}
            title={engagement.modelName ?? t("evaluator.unnamed", { developer: engagement.developerName })}
            status={<StatusTag state={engagement.windowState} words={WINDOW_STATES} />}
            lead={<WhatNow engagement={engagement} />}
            actions={
              <>
                <LinkButton to="/evaluator/engagements/$id/workbench" params={{ id }} outline>
                  {t("work.title")}
                </LinkButton>
                <LinkButton to="/evaluator/engagements/$id/incidents" params={{ id }} outline>
                  {t("incident.title")}
                </LinkButton>
                {mayFinish(engagement) && <Finish id={id} />}
              </>
            }
          />
          {engagement.cleanup.state !== "not-due" && <CleanupPanel id={id} cleanup={engagement.cleanup} holdsWeights={engagement.terms.weights === "government"} />}
          {engagement.accessUntil && <ModelPanel engagement={engagement} />}
          {engagement.acceptedAt === null && !hasEnded(engagement) && <AcceptTermsPanel engagement={engagement} />}
          {engagement.acceptedAt && <AdvicePanel engagement={engagement} />}
          <UndertakingsPanel engagementId={id} onlyWhereAsked />
          {engagement.acceptedAt && <QuestionsPanel engagementId={id} side="evaluator" />}
          <Panel heading={t("evaluator.terms.heading")}>
            <DefinitionList
              items={[
                { term: t("evaluator.developer"), detail: <UntrustedText text={engagement.developerName} /> },
                { term: t("evaluator.acceptedAt"), detail: engagement.acceptedAt && <DateTime at={engagement.acceptedAt} /> },
                { term: t("evaluator.accessUntil"), detail: engagement.accessUntil && <DateTime at={engagement.accessUntil} /> },
                { term: t("evaluator.until"), detail: engagement.until && <DateTime at={engagement.until} /> },
                { term: t("evaluator.personEndedAt"), detail: engagement.personEndedAt && !engagement.finishedAt && <DateTime at={engagement.personEndedAt} /> },
                { term: t("work.lineage"), detail: engagement.lineage && <LineageWords lineage={engagement.lineage} /> },
                { term: t("evaluator.endedAt"), detail: engagement.endedAt && <DateTime at={engagement.endedAt} /> },
                { term: t("evaluator.endReason"), detail: engagement.endReason && t(END_REASONS[engagement.endReason]) },
              ]}
            />
            <div className="bw-after-heading">
              <TermsList terms={engagement.terms} digest={engagement.termsDigest} />
            </div>
          </Panel>
          <ReceiptsPanel subject={id} />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}

function WhatNow({ engagement }: { readonly engagement: EvaluatorEngagement }): ReactNode {
  if (hasEnded(engagement)) return t("evaluator.now.ended");
  if (engagement.acceptedAt === null) return t("evaluator.now.accept");
  if (engagement.finishedAt !== null) return t("evaluator.now.finished");
  if (engagement.personEndedAt !== null) return t("evaluator.now.personEnded");
  if (engagement.windowState === "paused") return t("evaluator.now.paused");
  if (engagement.accessUntil === null) return t("evaluator.now.wait");
  return (
    <>
      {t("evaluator.now.open")} <DateTime at={engagement.accessUntil} />
    </>
  );
}

function mayFinish({ windowState, acceptedAt, finishedAt }: EvaluatorEngagement): boolean {
  return (windowState === "open" || windowState === "paused") && acceptedAt !== null && finishedAt === null;
}

function Finish({ id }: { readonly id: string }) {
  const finish = useAct({ perform: () => api.call("POST /evaluator/engagements/{id}/finish", { params: { id } }), said: t("evaluator.finish.said") });
  return (
    <ConfirmDialog trigger={t("evaluator.finish.trigger")} heading={t("evaluator.finish.heading")} confirm={t("evaluator.finish.trigger")} onConfirm={() => finish.mutateAsync()} ends>
      <p>{t("evaluator.finish.words")}</p>
    </ConfirmDialog>
  );
}

/** The purpose goes with every question and cannot be chosen: it is the grant's. */
function ModelPanel({ engagement: { id, terms } }: { readonly engagement: EvaluatorEngagement }) {
  return (
    <Panel heading={t("evaluator.model.heading")}>
      <DefinitionList items={[{ term: t("engagement.terms.purpose"), detail: <strong>{t(PURPOSES[terms.purpose])}</strong> }]} />
      <p className="bw-note">{t("evaluator.model.seen")}</p>
      <AskModel ask={(messages) => api.call("POST /evaluator/engagements/{id}/model/messages", { params: { id }, body: { purpose: terms.purpose, messages } })} />
    </Panel>
  );
}
