import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import { progressQuery } from "../exercise/exercise.query.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { FunnelChart } from "../parts/funnel-chart.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";

const WHILE_EXERCISE_RUNS_MS = 3_000;

/** From found to applied, for all to see. It moves while an exercise is played. */
export function FunnelPanel() {
  const { data: exercise } = useQuery(progressQuery);
  const funnel = useQuery({
    queryKey: ["oversight", "funnel"],
    queryFn: () => api.call("GET /oversight/funnel"),
    refetchInterval: exercise && !exercise.done ? WHILE_EXERCISE_RUNS_MS : false,
  });
  return (
    <Panel heading={t("public.funnel.heading")}>
      <p className="bw-measure">{t("public.funnel.lead")}</p>
      <QueryView query={funnel}>
        {({ stages, smallCell, asOf }) => (
          <>
            <FunnelChart label={t("public.funnel.heading")} stages={stages} />
            <p className="bw-note">{t("public.funnel.withheld", { smallCell })}</p>
            <p className="bw-note">
              {t("public.funnel.asOf")} <DateTime at={asOf} />
            </p>
          </>
        )}
      </QueryView>
    </Panel>
  );
}
