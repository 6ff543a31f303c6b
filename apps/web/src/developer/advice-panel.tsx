import { AdviceList } from "../engagement/advice-list.tsx";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Panel } from "../parts/panel.tsx";

export function AdvicePanel({ engagement: { advice } }: { readonly engagement: Engagement }) {
  return (
    <Panel heading={t("developer.advice.heading")}>
      {advice.length === 0 ? (
        <EmptyState title={t("developer.advice.none")}>
          <p>{t("developer.advice.noneWords")}</p>
        </EmptyState>
      ) : (
        <>
          <p className="bw-measure">{t("developer.advice.lead")}</p>
          <AdviceList label={t("developer.advice.heading")} advice={advice} />
        </>
      )}
    </Panel>
  );
}
