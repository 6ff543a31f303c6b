import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { VoluntaryNotice } from "../parts/voluntary-notice.tsx";
import { CriteriaPanel } from "./criteria-panel.tsx";
import { invitationCriteriaQuery } from "./invitations.query.ts";

/** For everyone: by what an agency may invite a developer, and what follows from an answer or from none. */
export function InvitationCriteriaPage() {
  const query = useQuery(invitationCriteriaQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("invitations.criteria.title")} lead={t("invitations.criteria.lead")} />
      <QueryView query={query}>{(criteria) => <CriteriaPanel criteria={criteria} />}</QueryView>
      <VoluntaryNotice />
    </div>
  );
}
