import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { t } from "../messages.ts";
import { ForOwner, forWhom } from "../operator/for-owner.tsx";
import type { Shown } from "../operator/for-owner.tsx";
import { toQuery } from "../operator/operator.query.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { planGrantsQuery } from "./assistance.query.ts";
import { GrantList } from "./grant-list.tsx";

/** What could pay for the steps of a plan. */
export function PlanGrantsPage() {
  return <ForOwner>{(shown) => <PlanGrants {...shown} />}</ForOwner>;
}

function PlanGrants({ owner, actingFor }: Shown) {
  const grants = useQuery(planGrantsQuery(toQuery(owner)));
  return (
    <>
      <PageHeading {...forWhom(actingFor)} title={t("assistance.planGrants.title")} lead={t("assistance.planGrants.lead")} />
      <QueryView query={grants}>{(found) => (found.length === 0 ? <EmptyState title={t("assistance.planGrants.none")} /> : <GrantList grants={found} owner={owner} />)}</QueryView>
      <p className="bw-measure bw-after-heading">
        <Link to="/assistance/grants" className="usa-link">
          {t("assistance.planGrants.all")}
        </Link>
      </p>
    </>
  );
}
