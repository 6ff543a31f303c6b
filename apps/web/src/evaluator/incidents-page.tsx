import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { IncidentsView } from "../engagement/incidents-view.tsx";
import { t } from "../messages.ts";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { ForRoles } from "../shell/for-roles.tsx";
import { evaluatorIncidentsQuery } from "./evaluator.query.ts";

export function EvaluatorIncidentsPage() {
  const { id } = useParams({ from: "/evaluator/engagements/$id/incidents" });
  return (
    <div className="bw-page">
      <ForRoles roles={["agency-evaluator"]}>{() => <Incidents key={id} id={id} />}</ForRoles>
    </div>
  );
}

function Incidents({ id }: { readonly id: string }) {
  const query = useQuery(evaluatorIncidentsQuery(id));
  return (
    <QueryView query={query}>
      {({ incidents }) => (
        <>
          <PageHeading
            eyebrow={t("evaluator.eyebrow")}
            title={t("incident.title")}
            lead={
              <>
                {t("incident.lead")}{" "}
                <Link to="/evaluator/engagements/$id" params={{ id }} className="usa-link">
                  {t("work.back")}
                </Link>
              </>
            }
          />
          <IncidentsView id={id} side="evaluator" incidents={incidents} />
        </>
      )}
    </QueryView>
  );
}
