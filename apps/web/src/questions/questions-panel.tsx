import { t } from "../messages.ts";
import { LinkButton } from "../parts/link-button.tsx";
import { Panel } from "../parts/panel.tsx";

/** The way to the questions of an engagement, for either side. */
export function QuestionsPanel({ engagementId, side }: { readonly engagementId: string; readonly side: "developer" | "evaluator" }) {
  const params = { id: engagementId };
  return (
    <Panel heading={t("questions.panel.heading")}>
      <p className="bw-measure">{t(`questions.panel.${side}`)}</p>
      {side === "developer" ? (
        <LinkButton to="/developer/engagements/$id/questions" params={params} outline>
          {t("questions.panel.open")}
        </LinkButton>
      ) : (
        <LinkButton to="/evaluator/engagements/$id/questions" params={params} outline>
          {t("questions.panel.open")}
        </LinkButton>
      )}
    </Panel>
  );
}
