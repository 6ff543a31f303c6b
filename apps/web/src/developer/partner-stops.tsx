import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { useAct } from "../parts/use-act.ts";

export function SuspendPartner({ id }: { readonly id: string }) {
  const suspend = useAct({
    perform: () => api.call("POST /early-access/{id}/suspension", { params: { id } }),
    said: t("developer.partner.suspendSaid"),
  });
  return (
    <ConfirmDialog
      trigger={t("developer.partner.suspend")}
      heading={t("developer.partner.suspendHeading")}
      confirm={t("developer.partner.suspend")}
      onConfirm={() => suspend.mutateAsync()}
    >
      <p>{t("developer.partner.suspendWords")}</p>
    </ConfirmDialog>
  );
}

export function RevokePartner({ id }: { readonly id: string }) {
  const revoke = useAct({
    perform: () => api.call("POST /early-access/{id}/revocation", { params: { id } }),
    said: t("developer.partner.revokeSaid"),
  });
  return (
    <ConfirmDialog
      trigger={t("developer.partner.revoke")}
      heading={t("developer.partner.revokeHeading")}
      confirm={t("developer.partner.revoke")}
      onConfirm={() => revoke.mutateAsync()}
      ends
    >
      <p>{t("developer.partner.revokeWords")}</p>
    </ConfirmDialog>
  );
}

/** The kill switch for all partners: of one model, or of all models when none is named. */
export function StopAllPartners({ engagementId }: { readonly engagementId?: string }) {
  const stop = useAct({
    perform: () => api.call("POST /early-access/stop", { body: engagementId === undefined ? {} : { engagementId } }),
    said: t("developer.partners.stopSaid"),
  });
  const of = engagementId === undefined ? "developer.partners.stopEverywhere" : "developer.partners.stop";
  return (
    <ConfirmDialog trigger={t(of)} heading={t(`${of}Heading`)} confirm={t(of)} onConfirm={() => stop.mutateAsync()} ends>
      <p>{t(`${of}Words`)}</p>
    </ConfirmDialog>
  );
}
