import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { hasRole } from "../shell/menu.rules.ts";
import { useSession } from "../shell/session.ts";
import { BriefCard } from "./brief-card.tsx";
import { BRIEF_READERS } from "./work-roles.ts";

const publicBriefsQuery = queryOptions({ queryKey: ["briefs", "public"], queryFn: () => api.call("GET /preparedness-briefs/public") });
const ownBriefsQuery = queryOptions({ queryKey: ["briefs", "own"], queryFn: () => api.call("GET /preparedness-briefs") });

/** Briefs that their developers released: to everybody, and to the reader's own group. */
export function PreparednessPage() {
  const session = useSession();
  const isReader = session.state === "signed-in" && hasRole({ roles: BRIEF_READERS }, session.person.roles);
  const query = useQuery(isReader ? ownBriefsQuery : publicBriefsQuery);
  return (
    <div className="bw-page">
      <PageHeading title={t("preparedness.title")} lead={t("preparedness.lead")} />
      <QueryView query={query}>
        {({ briefs }) =>
          briefs.length === 0 ? (
            <EmptyState title={t("preparedness.none")}>
              <p>{t("preparedness.noneWords")}</p>
            </EmptyState>
          ) : (
            <div className="bw-cards">
              {briefs.map((brief) => (
                <BriefCard
                  key={brief.id}
                  heading={
                    <>
                      {t("preparedness.released")} <DateTime at={brief.releasedAt} />
                    </>
                  }
                  level={2}
                  brief={brief}
                />
              ))}
            </div>
          )
        }
      </QueryView>
      <p className="bw-note">{t("preparedness.note")}</p>
    </div>
  );
}
