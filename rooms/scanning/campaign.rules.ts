import type { CampaignAnswer, CampaignState } from "#contracts/scanning";

export interface Amounts {
  readonly tokens: number;
  readonly usdCents: number;
  readonly sandboxMinutes: number;
}

export interface CampaignClock {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly isEnded: boolean;
  readonly budget: Amounts;
  readonly spent: Amounts;
}

const KINDS = ["tokens", "usdCents", "sandboxMinutes"] as const;
const WORDS: Readonly<Record<(typeof KINDS)[number], string>> = { tokens: "tokens", usdCents: "US cents", sandboxMinutes: "sandbox minutes" };

/** A budget of nothing sets no limit of its kind. */
export function findOverspent({ budget, spent }: Pick<CampaignClock, "budget" | "spent">): string | undefined {
  const kind = KINDS.find((one) => budget[one] > 0 && spent[one] >= budget[one]);
  return kind && `${spent[kind]} of ${budget[kind]} ${WORDS[kind]}`;
}

/** planned → open ⇄ over-budget → ended; a campaign ends at its date, or when the clearinghouse ends it. */
export function campaignStateAt(clock: CampaignClock, atMs: number): CampaignState {
  if (clock.isEnded || atMs >= clock.endsAtMs) return "ended";
  if (atMs < clock.startsAtMs) return "planned";
  return findOverspent(clock) === undefined ? "open" : "over-budget";
}

const ANSWERS: Readonly<Record<"accept" | "decline" | "leave", { readonly from: readonly CampaignAnswer[]; readonly to: CampaignAnswer }>> = {
  accept: { from: ["invited", "declined", "left"], to: "accepted" },
  decline: { from: ["invited"], to: "declined" },
  leave: { from: ["accepted"], to: "left" },
};

/** invited → accepted → left, or invited → declined; whoever declined or left may come back while it runs. */
export function answerAfter(answer: CampaignAnswer, given: "accept" | "decline" | "leave"): CampaignAnswer | undefined {
  const { from, to } = ANSWERS[given];
  return from.includes(answer) ? to : undefined;
}
