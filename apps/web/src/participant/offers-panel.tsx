import { api } from "../api.ts";
import { EmbargoFacts } from "../clearinghouse/embargo-facts.tsx";
import { t } from "../messages.ts";
import { ActButton } from "../parts/act-button.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { DateTime } from "../parts/date-time.tsx";
import { DefinitionList } from "../parts/definition-list.tsx";
import { Panel } from "../parts/panel.tsx";
import { useAct } from "../parts/use-act.ts";
import { CONSENT_WORDS } from "./participant-words.ts";
import type { Offer, ParticipantView } from "./participant.query.ts";

/** Where the embargo stands, what one has said to it, and what can be accepted or declined now. */
export function OffersPanel({ token, view: { embargo, consent, offers, report } }: { readonly token: string; readonly view: ParticipantView }) {
  // Who declined is asked anew by a person, not by this page.
  const open = consent === "DECLINED" ? [] : offers;
  return (
    <Panel heading={t(report === null && open.length > 0 ? "maintainer.terms.heading" : "maintainer.embargo.heading")}>
      <EmbargoFacts embargo={embargo} />
      <p className="bw-measure bw-after-heading">{t(CONSENT_WORDS[consent])}</p>
      {report === null && open.length > 0 && (
        <ul className="bw-points bw-after-heading">
          <li>{t("participant.terms.quiet")}</li>
          <li>{t("participant.terms.end")}</li>
          <li>{t("participant.terms.free")}</li>
        </ul>
      )}
      {open.map((offer) => (
        <OfferCard key={offer.embargoId} token={token} offer={offer} />
      ))}
    </Panel>
  );
}

function OfferCard({ token, offer: { embargoId, endsAt, state, replyBy } }: { readonly token: string; readonly offer: Offer }) {
  const decline = useAct({ perform: () => api.call("POST /participant/embargo", { body: { token, embargoId, answer: "decline" } }), said: t("participant.offer.declined") });
  return (
    <div className="bw-given">
      <h3>{t(state === "ACTIVE" ? "participant.offer.active" : "participant.offer.proposed")}</h3>
      <DefinitionList
        items={[
          { term: t("participant.offer.ends"), detail: <DateTime at={endsAt} /> },
          { term: t("participant.offer.replyBy"), detail: replyBy && <DateTime at={replyBy} /> },
        ]}
      />
      <div className="bw-actions bw-after-heading">
        <ActButton label={t("participant.offer.accept")} said={t("participant.offer.accepted")} act={() => api.call("POST /participant/embargo", { body: { token, embargoId, answer: "agree" } })} />
        <ConfirmDialog trigger={t("participant.offer.decline")} heading={t("participant.offer.declineAsk")} confirm={t("participant.offer.decline")} onConfirm={() => decline.mutateAsync()}>
          <p>{t("participant.offer.declineMeans")}</p>
        </ConfirmDialog>
      </div>
    </div>
  );
}
