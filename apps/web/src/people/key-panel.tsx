import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Panel } from "../parts/panel.tsx";
import { useAct } from "../parts/use-act.ts";

/** The installation's own key, for those who keep the installation. */
export function KeyPanel() {
  const rotate = useAct({ perform: () => api.call("POST /keys/rotation"), said: t("people.rotationSaid") });
  return (
    <Panel heading={t("people.rotation")}>
      <p>{t("people.rotationWords")}</p>
      <ConfirmDialog trigger={t("people.rotationAct")} heading={t("people.rotationHeading")} confirm={t("people.rotationAct")} onConfirm={() => rotate.mutateAsync()}>
        {t("people.rotationSure")}
      </ConfirmDialog>
    </Panel>
  );
}
