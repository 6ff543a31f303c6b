import { useQuery } from "@tanstack/react-query";
import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { ApiError } from "../api.ts";
import { AiLabel } from "../findings/ai-label.tsx";
import { t, tCount } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";
import { QueryView } from "../parts/query-view.tsx";
import { AnswerPanel } from "./answer-panel.tsx";
import { EmbargoPanel } from "./embargo-panel.tsx";
import { keepSecret } from "./maintainer-link.ts";
import { maintainerQuery } from "./maintainer.query.ts";
import { MessagesPanel } from "./messages-panel.tsx";
import { PatchesPanel } from "./patches-panel.tsx";
import { ReportPanels } from "./report-panels.tsx";

export function MaintainerPage() {
  const token = useSecret();
  return (
    <div className="bw-page bw-maintainer">
      {token ? <TheCase token={token} /> : <PageHeading title={t("maintainer.noLink.title")} lead={t("maintainer.noLink.lead")} />}
    </div>
  );
}

/** Reads the secret out of the address and takes it out of the address bar and the history. */
function useSecret(): string | undefined {
  const router = useRouter();
  const fragment = useLocation({ select: (location) => location.hash });
  useEffect(() => {
    if (fragment) router.history.replace("/maintainer");
  }, [fragment, router]);
  return keepSecret(fragment, window.sessionStorage);
}

function TheCase({ token }: { readonly token: string }) {
  const query = useQuery(maintainerQuery(token));
  if (query.data === undefined && query.error instanceof ApiError) {
    return <PageHeading title={t("maintainer.deadLink.title")} lead={`${problemInWords(query.error)} ${t("maintainer.deadLink.lead")}`} />;
  }
  return (
    <QueryView query={query}>
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
          <p className="bw-note">
            {view.waitingCases > 0 && `${tCount("maintainer.waiting", view.waitingCases)} `}
            {t("maintainer.linkUntil")} <DateTime at={view.linkExpiresAt} />
          </p>
        </>
      )}
    </QueryView>
  );
}
