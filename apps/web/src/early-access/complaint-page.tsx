import { queryOptions, useQuery } from "@tanstack/react-query";
import { useLocation, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { api, ApiError } from "../api.ts";
import { keepSecret } from "../maintainer/maintainer-link.ts";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { Panel } from "../parts/panel.tsx";
import { problemInWords } from "../parts/problem-in-words.ts";
import { QueryView } from "../parts/query-view.tsx";
import { StatusTag } from "../parts/status-tag.tsx";
import { ComplaintFacts } from "./complaint-facts.tsx";
import { COMPLAINT_STATES } from "./complaint-words.ts";

const KEPT_AS = "breakwater.complaint";
// In the tab's own storage, beside no other link's secret.
const KEEPER = { getItem: () => window.sessionStorage.getItem(KEPT_AS), setItem: (_name: string, secret: string) => window.sessionStorage.setItem(KEPT_AS, secret) };

const complaintQuery = (token: string) => queryOptions({ queryKey: ["complaint", token], queryFn: () => api.call("POST /complaints/open", { body: { token } }), retry: false });

/** For whoever complained: by the mailed link, without an account. */
export function ComplaintPage() {
  const router = useRouter();
  const fragment = useLocation({ select: (location) => location.hash });
  useEffect(() => {
    if (fragment) router.history.replace("/complaint");
  }, [fragment, router]);
  const token = keepSecret(fragment, KEEPER);
  return <div className="bw-page">{token ? <TheComplaint token={token} /> : <PageHeading title={t("complaint.noLink.title")} lead={t("complaint.noLink.lead")} />}</div>;
}

function TheComplaint({ token }: { readonly token: string }) {
  const query = useQuery(complaintQuery(token));
  if (query.data === undefined && query.error instanceof ApiError) return <PageHeading title={t("complaint.noLink.title")} lead={problemInWords(query.error)} />;
  return (
    <QueryView query={query}>
      {(complaint) => (
        <>
          <PageHeading title={t("complaint.title")} status={<StatusTag state={complaint.state} words={COMPLAINT_STATES} />} lead={t(`complaint.now.${complaint.state}`)} />
          <Panel heading={t("complaint.yours")}>
            <ComplaintFacts complaint={complaint} />
            {complaint.state !== "closed" && (
              <div className="bw-stack bw-after-heading">
                <ActButton label={t("complaint.close")} said={t("complaint.closeSaid")} act={() => api.call("POST /complaints/close", { body: { token } })} outline />
              </div>
            )}
          </Panel>
        </>
      )}
    </QueryView>
  );
}
