import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { LinkedAgreementsPanel } from "../agreements/linked-agreements-panel.tsx";
import { api } from "../api.ts";
import type { Person } from "../api.ts";
import { ENGAGEMENT_STATES } from "../engagement/engagement.words.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { UndertakingsPanel } from "../nondisclosure/undertakings-panel.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { PageSections } from "../parts/page-sections.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { useAct } from "../parts/use-act.ts";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { QuestionsPanel } from "../questions/questions-panel.tsx";
import { ReceiptsPanel } from "../receipts/receipts-panel.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AccessPanel } from "./access-panel.tsx";
import { AdvicePanel } from "./advice-panel.tsx";
import { DatesPanel } from "./dates-panel.tsx";
import { DeterminationPanel } from "./determination-panel.tsx";
import { DEVELOPER_ROLES, mayManage } from "./developer-roles.ts";
import { engagementQuery } from "./developer.query.ts";
import { DraftPanel } from "./draft-panel.tsx";
import { ModelPanel } from "./model-panel.tsx";
import { PartnersPanel } from "./partners-panel.tsx";
import { ReadsPanel } from "./reads-panel.tsx";
import { ReleasePanel } from "./release-panel.tsx";
import { WorkPanel } from "./work-panel.tsx";

export function EngagementPage() {
  const { id } = useParams({ from: "/developer/engagements/$id" });
  return (
    <div className="bw-page">
      <ForRoles roles={DEVELOPER_ROLES}>{(person) => <EngagementView key={id} id={id} person={person} />}</ForRoles>
    </div>
  );
}

function EngagementView({ id, person }: { readonly id: string; readonly person: Person }) {
  const query = useQuery(engagementQuery(id));
  const manage = mayManage(person);
  return (
    <QueryView query={query}>
      {(engagement) => (
        <>
          <PageHeading
            eyebrow={t("developer.engagement")}
            title={engagement.model.name}
            status={<StatusTag state={engagement.state} words={ENGAGEMENT_STATES} />}
            lead={<WhatNow engagement={engagement} />}
            actions={
              <>
                {engagement.state !== "draft" && (
                  <>
                    <LinkButton to="/developer/engagements/$id/activity" params={{ id }} outline>
                      {t("activity.title")}
                    </LinkButton>
                    <LinkButton to="/developer/engagements/$id/incidents" params={{ id }} outline>
                      {t("incident.title")}
                    </LinkButton>
                  </>
                )}
                {engagement.state !== "withdrawn" && <Withdraw engagement={engagement} />}
              </>
            }
          />
          {engagement.state === "draft" && manage && <DraftPanel engagement={engagement} />}
          <PageSections
            label={t("developer.sections")}
            sections={engagement.state === "draft" ? sectionsOfDraft(engagement, manage) : [
              { id: "dates", title: t("developer.dates.heading"), content: <DatesPanel engagement={engagement} manage={manage} /> },
              { id: "determination", title: t("developer.determination.heading"), content: <DeterminationPanel engagement={engagement} manage={manage} /> },
              { id: "access", title: t("developer.access.heading"), content: <AccessPanel engagement={engagement} manage={manage} /> },
              { id: "nondisclosure", title: t("nondisclosure.list.heading"), content: <UndertakingsPanel engagementId={engagement.id} /> },
              { id: "questions", title: t("questions.panel.heading"), content: <QuestionsPanel engagementId={engagement.id} side="developer" /> },
              { id: "agreements", title: t("agreements.linked.heading"), content: <LinkedAgreementsPanel engagementId={engagement.id} manage={manage} /> },
              { id: "partners", title: t("developer.partners.heading"), content: <PartnersPanel engagement={engagement} manage={manage} /> },
              { id: "advice", title: t("developer.advice.heading"), content: <AdvicePanel engagement={engagement} /> },
              { id: "reads", title: t("developer.reads.heading"), content: <ReadsPanel subject={engagement.id} live={engagement.state === "window-open"} /> },
              { id: "work", title: t("developer.work.heading"), content: <WorkPanel id={engagement.id} live={engagement.state === "window-open"} manage={manage} /> },
              { id: "release", title: t("developer.release.heading"), content: <ReleasePanel engagement={engagement} manage={manage} /> },
              { id: "model", title: t("developer.modelPanel.heading"), content: <ModelPanel engagement={engagement} manage={manage} /> },
              { id: "receipts", title: t("receipts.heading"), content: <ReceiptsPanel subject={engagement.id} /> },
            ]}
          />
          <VoluntaryNotice />
        </>
      )}
    </QueryView>
  );
}

/** Nothing else has begun yet; a release can be said in every state. */
function sectionsOfDraft(engagement: Engagement, manage: boolean) {
  return [
    { id: "model", title: t("developer.modelPanel.heading"), content: <ModelPanel engagement={engagement} manage={manage} /> },
    { id: "release", title: t("developer.release.heading"), content: <ReleasePanel engagement={engagement} manage={manage} /> },
    { id: "receipts", title: t("receipts.heading"), content: <ReceiptsPanel subject={engagement.id} /> },
  ];
}

function WhatNow({ engagement }: { readonly engagement: Engagement }) {
  const running = engagement.windows.find((window) => window.state === "open" || window.state === "paused");
  if (engagement.withdrawnAt) {
    return (
      <>
        {t("developer.now.withdrawn")} <DateTime at={engagement.withdrawnAt} />
      </>
    );
  }
  if (running?.endsAt) {
    return (
      <>
        {t(running.state === "paused" ? "developer.now.paused" : "developer.now.window")} <DateTime at={running.endsAt} />
      </>
    );
  }
  return t(`developer.now.${engagement.state}`);
}

/** The one act that no state and nobody else can hold up; so it stands at the top of the page. */
function Withdraw({ engagement }: { readonly engagement: Engagement }) {
  const withdraw = useAct({
    perform: () => api.call("POST /engagements/{id}/withdrawal", { params: { id: engagement.id } }),
    said: t("developer.withdraw.said"),
  });
  return (
    <ConfirmDialog
      trigger={t("developer.withdraw.trigger")}
      heading={t("developer.withdraw.heading")}
      confirm={t("developer.withdraw.confirm")}
      onConfirm={() => withdraw.mutateAsync()}
      ends
    >
      <p>{t("developer.withdraw.words")}</p>
      <p>{t("developer.withdraw.again")}</p>
    </ConfirmDialog>
  );
}
