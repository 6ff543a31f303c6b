import { useQuery } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Panel } from "../parts/panel.tsx";
import { QueryView } from "../parts/query-view.tsx";
import { useAct } from "../parts/use-act.ts";
import { ClaimModel } from "./claim-model.tsx";
import { DeterminationCard } from "./determination-card.tsx";
import { determinationsQuery, isOver } from "./developer.query.ts";

interface DeterminationPanelProps {
  readonly engagement: Engagement;
  readonly manage: boolean;
}

/** Whether the model meets the designation: asked by the developer, answered by the Director of NSA. */
export function DeterminationPanel({ engagement, manage }: DeterminationPanelProps) {
  const determinations = useQuery(determinationsQuery(engagement.id));
  const asking = manage && !isOver(engagement) && determinations.data?.length === 0;
  return (
    <Panel heading={t("developer.determination.heading")} actions={asking && <AskForDetermination engagementId={engagement.id} />}>
      <QueryView query={determinations}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState title={t("developer.determination.none")}>
              <p>{t("developer.determination.noneWords")}</p>
            </EmptyState>
          ) : (
            <div className="bw-cards">
              {found.map((determination) => (
                <DeterminationCard key={determination.id} determination={determination} mayAsk={manage && !isOver(engagement)} />
              ))}
            </div>
          )
        }
      </QueryView>
      {manage && !isOver(engagement) && <ClaimModel engagementId={engagement.id} />}
    </Panel>
  );
}

function AskForDetermination({ engagementId }: { readonly engagementId: string }) {
  const ask = useAct({
    perform: () => api.call("POST /determinations", { body: { engagementId } }),
    said: t("developer.determination.asked"),
  });
  return (
    <ConfirmDialog
      trigger={t("developer.determination.ask")}
      heading={t("developer.determination.askHeading")}
      confirm={t("developer.determination.ask")}
      onConfirm={() => ask.mutateAsync()}
    >
      <p>{t("developer.determination.askWords")}</p>
    </ConfirmDialog>
  );
}
