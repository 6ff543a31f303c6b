import { useQuery } from "@tanstack/react-query";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { AgencyLinks } from "./agency-links.tsx";
import { CISO } from "./agency-words.ts";
import { forensicsQuery } from "./agency.query.ts";
import { ForensicPanel } from "./forensic-panel.tsx";

/** Looking for traces of an attack, where the directive's table asks for it. */
export function ForensicsPage() {
  return (
    <div className="bw-page">
      <ForRoles roles={CISO}>
        {() => (
          <>
            <PageHeading title={t("agency.forensics.title")} lead={t("agency.forensics.lead")} />
            <AgencyLinks />
            <Tasks />
          </>
        )}
      </ForRoles>
    </div>
  );
}

function Tasks() {
  const forensics = useQuery(forensicsQuery);
  return (
    <QueryView query={forensics}>
      {({ tasks }) => (tasks.length === 0 ? <EmptyState title={t("agency.forensics.none")}>{t("agency.forensics.noneWords")}</EmptyState> : tasks.map((task) => <ForensicPanel key={task.id} task={task} />))}
    </QueryView>
  );
}
