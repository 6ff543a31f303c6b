import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { PageSections } from "../parts/page-sections.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { BriefPanel } from "./brief-panel.tsx";
import { evaluatorEngagementQuery, workbenchQuery } from "./evaluator.query.ts";
import { KeysPanel } from "./keys-panel.tsx";
import { PlanPanel } from "./plan-panel.tsx";
import { WeaknessPanel } from "./weakness-panel.tsx";

/** Where an evaluator plans, keeps drafts, and hands over what is for the developer. */
export function WorkbenchPage() {
  const { id } = useParams({ from: "/evaluator/engagements/$id/workbench" });
  return (
    <div className="bw-page">
      <ForRoles roles={["agency-evaluator"]}>{() => <WorkbenchView key={id} id={id} />}</ForRoles>
    </div>
  );
}

function WorkbenchView({ id }: { readonly id: string }) {
  const engagement = useQuery(evaluatorEngagementQuery(id));
  const query = useQuery(workbenchQuery(id));
  const canSend = engagement.data?.accessUntil !== null && engagement.data !== undefined;
  return (
    <QueryView query={query}>
      {(bench) => (
        <>
          <PageHeading
            eyebrow={t("evaluator.eyebrow")}
            title={t("work.title")}
            lead={
              <>
                {t(canSend ? "work.lead" : "work.leadOver")}{" "}
                <Link to="/evaluator/engagements/$id" params={{ id }} className="usa-link">
                  {t("work.back")}
                </Link>
              </>
            }
          />
          <PageSections
            label={t("developer.sections")}
            sections={[
              { id: "plan", title: t("work.plan.heading"), content: <PlanPanel id={id} bench={bench} canSend={canSend} /> },
              { id: "weaknesses", title: t("work.weakness.heading"), content: <WeaknessPanel id={id} bench={bench} canSend={canSend} /> },
              { id: "brief", title: t("work.brief.heading"), content: <BriefPanel id={id} bench={bench} canSend={canSend} /> },
              { id: "keys", title: t("work.keys.heading"), content: <KeysPanel id={id} bench={bench} canSend={canSend} /> },
            ]}
          />
        </>
      )}
    </QueryView>
  );
}
