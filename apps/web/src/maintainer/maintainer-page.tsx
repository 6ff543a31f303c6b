import { useQuery } from "@tanstack/react-query";
import { AiLabel } from "../findings/ai-label.tsx";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { AnswerPanel } from "./answer-panel.tsx";
import { EmbargoPanel } from "./embargo-panel.tsx";
import { LinkPasskeysPanel } from "./link-passkeys-panel.tsx";
import { MailedPage, MailedView } from "./mailed-page.tsx";
import { maintainerQuery } from "./maintainer.query.ts";
import { MessagesPanel } from "./messages-panel.tsx";
import { PacePanel } from "./pace-panel.tsx";
import { PatchesPanel } from "./patches-panel.tsx";
import { ReportPanels } from "./report-panels.tsx";

export function MaintainerPage() {
  return <MailedPage mailedTo="maintainer">{(token) => <TheCase token={token} />}</MailedPage>;
}

/** One report at a time; what holds for the whole project is one click away. */
function TheCase({ token }: { readonly token: string }) {
  const query = useQuery(maintainerQuery(token));
  return (
    <MailedView query={query} mailedTo="maintainer">
      {(view) => (
        <>
          <PageHeading
            eyebrow={t("maintainer.eyebrow")}
            title={t("maintainer.title", { product: view.product, version: view.affectedVersion })}
            status={view.aiGenerated && <AiLabel />}
            lead={t(view.aiGenerated ? "maintainer.lead.model" : "maintainer.lead.person")}
          />
          <EmbargoPanel token={token} view={view} />
          {view.report && <ReportPanels token={token} view={view} report={view.report} />}
          {view.report && <AnswerPanel token={token} view={view} report={view.report} />}
          {view.report && <PatchesPanel token={token} view={view} />}
          <MessagesPanel token={token} messages={view.messages} />
          <PacePanel token={token} view={view} />
          <LinkPasskeysPanel />
          <p className="bw-note">
            {t("maintainer.linkUntil")} <DateTime at={view.linkExpiresAt} />
          </p>
        </>
      )}
    </MailedView>
  );
}
