import type { Engagement } from "../engagement/engagement.words.ts";
import { t } from "../messages.ts";
import { Disclosure } from "../parts/disclosure.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Meter } from "../parts/meter.tsx";
import { Panel } from "../parts/panel.tsx";
import { findLiveWindow, hasEnded, toDays } from "./access.rules.ts";
import { isOver } from "./developer.query.ts";
import { OfferForm } from "./offer-form.tsx";
import { WaitingOfferCard } from "./waiting-offer.tsx";
import { WindowCard } from "./window-card.tsx";

interface AccessPanelProps {
  readonly engagement: Engagement;
  readonly manage: boolean;
}

/** Access for named evaluators: its budget, the window that stands or is prepared, and those before it. */
export function AccessPanel({ engagement, manage }: AccessPanelProps) {
  const { budget, windows, waitingOffers } = engagement;
  const live = findLiveWindow(engagement);
  const past = windows.filter(hasEnded);
  return (
    <Panel heading={t("developer.access.heading")}>
      <Meter
        label={t("developer.access.used")}
        used={toDays(budget.usedSeconds)}
        of={toDays(budget.limitSeconds)}
        unit={t("developer.access.days")}
        note={t("developer.access.usedNote")}
      />
      <div className="bw-cards bw-after-heading">
        {waitingOffers.map((offer) => (
          <WaitingOfferCard key={offer.id} engagementId={engagement.id} offer={offer} />
        ))}
        {live && <WindowCard engagement={engagement} window={live} manage={manage} />}
        {windows.length === 0 && waitingOffers.length === 0 && (
          <EmptyState title={t("developer.access.none")}>
            <p>{t("developer.access.noneWords")}</p>
          </EmptyState>
        )}
        {!live && manage && !isOver(engagement) && (
          <Disclosure summary={t("developer.offer.heading")}>
            <OfferForm engagementId={engagement.id} />
          </Disclosure>
        )}
        {past.map((window) => (
          <WindowCard key={window.id} engagement={engagement} window={window} manage={manage} />
        ))}
      </div>
    </Panel>
  );
}
