import { useQuery } from "@tanstack/react-query";
import { ApiError, request } from "../api.ts";
import { t } from "../messages.ts";
import { DateTime } from "../parts/date-time.tsx";
import { FunnelChart } from "../parts/funnel-chart.tsx";
import type { FunnelStage } from "../parts/funnel-chart.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";

interface Funnel {
  readonly asOf: string;
  readonly stages: readonly FunnelStage[];
}

/** From found to deployed, for all to see; no panel in an installation that has no such counts. */
export function FunnelPanel() {
  const funnel = useQuery({
    queryKey: ["oversight", "funnel"],
    queryFn: () => request<Funnel>("GET", "/api/oversight/funnel"),
  });
  if (funnel.error instanceof ApiError && funnel.error.status === 404) return null;
  return (
    <Panel heading={t("public.funnel.heading")}>
      <p className="bw-measure">{t("public.funnel.lead")}</p>
      <QueryView query={funnel}>
        {(found) => (
          <>
            <FunnelChart label={t("public.funnel.heading")} stages={found.stages} />
            <p className="bw-note">
              {t("public.funnel.asOf")} <DateTime at={found.asOf} />
            </p>
          </>
        )}
      </QueryView>
    </Panel>
  );
}
