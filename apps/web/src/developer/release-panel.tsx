import { api } from "../api.ts";
import { AUDIENCES } from "../engagement/engagement.words.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Panel } from "../parts/panel.tsx";
import { Timeline } from "../parts/timeline.tsx";
import { useAct } from "../parts/use-act.ts";
import { isOver } from "./developer.query.ts";

interface ReleasePanelProps {
  readonly engagement: Engagement;
  readonly manage: boolean;
}

type Audience = Engagement["releases"][number]["audience"];

/** A release is said here, never asked for: there is no state in which it could be refused. */
export function ReleasePanel({ engagement, manage }: ReleasePanelProps) {
  const { releases } = engagement;
  return (
    <Panel heading={t("developer.release.heading")}>
      <p className="bw-measure">{t("developer.release.lead")}</p>
      {releases.length > 0 && (
        <Timeline
          label={t("developer.release.heading")}
          events={releases.map(({ audience, declaredAt }) => ({ key: `${audience} ${declaredAt}`, at: declaredAt, title: t(AUDIENCES[audience]) }))}
        />
      )}
      {manage && (
        <div className="bw-actions bw-after-heading">
          <DeclareRelease engagementId={engagement.id} audience="partners" />
          <DeclareRelease engagementId={engagement.id} audience="public" />
          {!isOver(engagement) && <CloseEngagement engagementId={engagement.id} />}
        </div>
      )}
    </Panel>
  );
}

function DeclareRelease({ engagementId, audience }: { readonly engagementId: string; readonly audience: Audience }) {
  const declare = useAct({
    perform: () => api.call("POST /engagements/{id}/releases", { params: { id: engagementId }, body: { audience } }),
    said: t("developer.release.said"),
  });
  return (
    <ConfirmDialog
      trigger={t(`developer.release.${audience}`)}
      heading={t("developer.release.confirmHeading")}
      confirm={t(`developer.release.${audience}`)}
      onConfirm={() => declare.mutateAsync()}
    >
      <p>{t("developer.release.words")}</p>
    </ConfirmDialog>
  );
}

function CloseEngagement({ engagementId }: { readonly engagementId: string }) {
  const close = useAct({
    perform: () => api.call("POST /engagements/{id}/close", { params: { id: engagementId } }),
    said: t("developer.close.said"),
  });
  return (
    <ConfirmDialog
      trigger={t("developer.close.trigger")}
      heading={t("developer.close.heading")}
      confirm={t("developer.close.trigger")}
      onConfirm={() => close.mutateAsync()}
    >
      <p>{t("developer.close.words")}</p>
    </ConfirmDialog>
  );
}
