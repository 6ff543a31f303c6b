import { api } from "../api.ts";
import type { Engagement } from "../engagement/engagement.words.ts";
import { TermsList } from "../engagement/terms-list.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { UntrustedText } from "../parts/untrusted-text.tsx";
import { useAct } from "../parts/use-act.ts";

interface WaitingOfferProps {
  readonly engagementId: string;
  readonly offer: Engagement["waitingOffers"][number];
}

/** An offer that one lead may not make alone; no evaluator has heard of it. */
export function WaitingOfferCard({ engagementId, offer }: WaitingOfferProps) {
  const input = { params: { id: engagementId }, body: { offerId: offer.id } };
  const confirm = useAct({ perform: () => api.call("POST /engagements/{id}/offer/confirmation", input), said: t("developer.waiting.confirmed") });
  return (
    <article className="bw-card">
      <div className="bw-panel__top">
        <h3>{t("developer.waiting.heading")}</h3>
      </div>
      <p className="bw-measure">{t(offer.mayConfirm ? "developer.waiting.yours" : "developer.waiting.others")}</p>
      <DefinitionList
        items={[
          { term: t("developer.waiting.by"), detail: <UntrustedText text={offer.proposedByName} /> },
          { term: t("developer.waiting.at"), detail: <DateTime at={offer.proposedAt} /> },
          { term: t("developer.waiting.until"), detail: <DateTime at={offer.expiresAt} /> },
          { term: t("developer.waiting.evaluators"), detail: <UntrustedText text={offer.evaluators.map(({ email }) => email).join(", ")} /> },
        ]}
      />
      <div className="bw-after-heading">
        <TermsList terms={offer.terms} />
      </div>
      <div className="bw-actions bw-after-heading">
        {offer.mayConfirm && (
          <ConfirmDialog trigger={t("developer.waiting.confirm")} heading={t("developer.waiting.confirmHeading")} confirm={t("developer.waiting.confirm")} onConfirm={() => confirm.mutateAsync()}>
            <p>{t("developer.waiting.confirmWords")}</p>
          </ConfirmDialog>
        )}
        <ActButton outline label={t("developer.waiting.takeBack")} said={t("developer.waiting.takenBack")} act={() => api.call("POST /engagements/{id}/offer/withdrawal", input)} />
      </div>
    </article>
  );
}
