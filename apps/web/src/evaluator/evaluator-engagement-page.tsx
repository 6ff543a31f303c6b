import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../api.ts";
import { AskModel } from "../engagement/ask-model.tsx";
import { END_REASONS, PURPOSES, WINDOW_STATES } from "../engagement/engagement.words.ts";
import { TermsList } from "../engagement/terms-list.tsx";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AcceptTermsPanel } from "./accept-terms-panel.tsx";
import { AdvicePanel } from "./advice-panel.tsx";
import { CleanupPanel } from "./cleanup-panel.tsx";
import { evaluatorEngagementQuery } from "./evaluator.query.ts";
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
          />
          {engagement.cleanup.state !== "not-due" && <CleanupPanel id={id} cleanup={engagement.cleanup} />}
          {engagement.accessUntil && <ModelPanel engagement={engagement} />}
          {engagement.acceptedAt === null && engagement.windowState !== "ended" && <AcceptTermsPanel engagement={engagement} />}
          {engagement.acceptedAt && <AdvicePanel engagement={engagement} />}
          <Panel heading={t("evaluator.terms.heading")}>
            <DefinitionList
              items={[
                { term: t("evaluator.developer"), detail: <UntrustedText text={engagement.developerName} /> },
                { term: t("evaluator.acceptedAt"), detail: engagement.acceptedAt && <DateTime at={engagement.acceptedAt} /> },
                { term: t("evaluator.accessUntil"), detail: engagement.accessUntil && <DateTime at={engagement.accessUntil} /> },
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
  if (engagement.windowState === "ended") return t("evaluator.now.ended");
  if (engagement.acceptedAt === null) return t("evaluator.now.accept");
  if (engagement.accessUntil === null) return t("evaluator.now.wait");
  return (
    <>
      {t("evaluator.now.open")} <DateTime at={engagement.accessUntil} />
    </>
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
