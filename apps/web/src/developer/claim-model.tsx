import { api } from "../api.ts";
import { t } from "../messages.ts";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { Disclosure } from "../parts/disclosure.tsx";
import { useAct } from "../parts/use-act.ts";

/** The developer says that the model is its own. The answer is one and the same, whether or not the government began anything. */
export function ClaimModel({ engagementId }: { readonly engagementId: string }) {
  const claim = useAct({ perform: () => api.call("POST /determinations/claims", { body: { engagementId } }), said: t("developer.claim.said") });
  return (
    <Disclosure summary={t("developer.claim.heading")}>
      <p className="bw-measure">{t("developer.claim.words")}</p>
      <ConfirmDialog trigger={t("developer.claim.trigger")} heading={t("developer.claim.ask")} confirm={t("developer.claim.trigger")} onConfirm={() => claim.mutateAsync()}>
        <p>{t("developer.claim.askWords")}</p>
      </ConfirmDialog>
    </Disclosure>
  );
}
