import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IncidentsView } from "../engagement/incidents-view.tsx";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { DEVELOPER_ROLES } from "./developer-roles.ts";
import { incidentsQuery } from "./developer.query.ts";

export function DeveloperIncidentsPage() {
  const { id } = useParams({ from: "/developer/engagements/$id/incidents" });
  return (
    <div className="bw-page">
      <ForRoles roles={DEVELOPER_ROLES}>{() => <Incidents key={id} id={id} />}</ForRoles>
    </div>
  );
}

function Incidents({ id }: { readonly id: string }) {
  const query = useQuery(incidentsQuery(id));
  return (
    <QueryView query={query}>
      {({ incidents }) => (
        <>
          <PageHeading
            eyebrow={t("developer.engagement")}
            title={t("incident.title")}
            lead={
              <>
                {t("incident.lead")}{" "}
                <Link to="/developer/engagements/$id" params={{ id }} className="usa-link">
                  {t("work.backDeveloper")}
                </Link>
              </>
            }
          />
          <IncidentsView id={id} side="developer" incidents={incidents} />
        </>
      )}
    </QueryView>
  );
}
