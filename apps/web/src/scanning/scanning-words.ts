import { formatCount } from "../format.ts";
import { t } from "../messages.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Amounts, Campaign, CampaignTarget, Claim, MemberPurpose } from "./scanning.query.ts";

export const CLAIM_WORDS: StatusWords<Claim["state"]> = {
  claimed: { label: "scanning.claim.state.claimed", tone: "good" },
  active: { label: "scanning.claim.state.active", tone: "good" },
  renewed: { label: "scanning.claim.state.renewed", tone: "good" },
  completed: { label: "scanning.claim.state.completed", tone: "ended" },
  expired: { label: "scanning.claim.state.expired", tone: "ended" },
  released: { label: "scanning.claim.state.released", tone: "ended" },
};

export const CAMPAIGN_WORDS: StatusWords<Campaign["state"]> = {
  planned: { label: "scanning.campaign.state.planned", tone: "info" },
  open: { label: "scanning.campaign.state.open", tone: "good" },
  "over-budget": { label: "scanning.campaign.state.over-budget", tone: "attention" },
  ended: { label: "scanning.campaign.state.ended", tone: "ended" },
};

export const ANSWER_WORDS: StatusWords<NonNullable<Campaign["yourAnswer"]>> = {
  invited: { label: "scanning.answer.invited", tone: "attention" },
  accepted: { label: "scanning.answer.accepted", tone: "good" },
  declined: { label: "scanning.answer.declined", tone: "ended" },
  left: { label: "scanning.answer.left", tone: "ended" },
};

export const TAKEN_WORDS: StatusWords<CampaignTarget["taken"]> = {
  free: { label: "scanning.taken.free", tone: "info" },
  yours: { label: "scanning.taken.yours", tone: "good" },
  taken: { label: "scanning.taken.taken", tone: "ended" },
};

export const PURPOSES: Readonly<Record<MemberPurpose, { readonly label: MessageKey; readonly means: MessageKey }>> = {
  campaigns: { label: "scanning.purpose.campaigns", means: "scanning.purpose.campaignsMeans" },
  "pulled-records": { label: "scanning.purpose.pulled-records", means: "scanning.purpose.pulled-recordsMeans" },
};

export const AUTHORISATIONS: Readonly<Record<Claim["authorisation"], MessageKey>> = { "open-source": "findings.claim.openSource", owner: "findings.claim.owner", "own-system": "findings.claim.ownSystem" };

/** A budget's three parts in words. Of nothing there is no limit. */
export function listBudget(budget: Amounts, spent: Amounts): readonly { readonly key: keyof Amounts; readonly label: string; readonly unit: string; readonly used: number; readonly of: number }[] {
  return [
    { key: "tokens", label: t("scanning.budget.tokens"), unit: t("scanning.budget.tokensUnit"), used: spent.tokens, of: budget.tokens },
    { key: "usdCents", label: t("scanning.budget.usd"), unit: t("scanning.budget.usdUnit"), used: spent.usdCents / 100, of: budget.usdCents / 100 },
    { key: "sandboxMinutes", label: t("scanning.budget.minutes"), unit: t("scanning.budget.minutesUnit"), used: spent.sandboxMinutes, of: budget.sandboxMinutes },
  ];
}

export function noLimit(label: string, used: number): string {
  return t("scanning.budget.noLimit", { label, used: formatCount(used) });
}
