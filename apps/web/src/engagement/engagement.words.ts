import type { Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Engagement = Reply<"GET /engagements/{id}">;
export type AccessWindow = Engagement["windows"][number];
export type Terms = AccessWindow["terms"];
export type Advice = Engagement["advice"][number];
export type Cleanup = AccessWindow["evaluators"][number]["cleanup"];

type Words<Word extends string> = Readonly<Record<Word, MessageKey>>;

export const ENGAGEMENT_STATES: StatusWords<Engagement["state"]> = {
  draft: { label: "engagement.state.draft", tone: "quiet" },
  open: { label: "engagement.state.open", tone: "info" },
  "determination-requested": { label: "engagement.state.determination-requested", tone: "info" },
  determined: { label: "engagement.state.determined", tone: "info" },
  "access-offered": { label: "engagement.state.access-offered", tone: "attention" },
  "window-open": { label: "engagement.state.window-open", tone: "attention" },
  "window-closed": { label: "engagement.state.window-closed", tone: "quiet" },
  closed: { label: "engagement.state.closed", tone: "ended" },
  withdrawn: { label: "engagement.state.withdrawn", tone: "ended" },
};

export const WINDOW_STATES: StatusWords<AccessWindow["state"]> = {
  proposed: { label: "engagement.window.proposed", tone: "quiet" },
  agreed: { label: "engagement.window.agreed", tone: "info" },
  open: { label: "engagement.window.open", tone: "attention" },
  paused: { label: "engagement.window.paused", tone: "quiet" },
  ended: { label: "engagement.window.ended", tone: "ended" },
  "cleanup-due": { label: "engagement.window.cleanup-due", tone: "attention" },
  "cleanup-attested": { label: "engagement.window.cleanup-attested", tone: "ended" },
};

export const END_REASONS: Words<NonNullable<AccessWindow["endReason"]>> = {
  elapsed: "engagement.endReason.elapsed",
  "partner-release": "engagement.endReason.partner-release",
  "developer-ended": "engagement.endReason.developer-ended",
  "developer-withdrew": "engagement.endReason.developer-withdrew",
  "engagement-closed": "engagement.endReason.engagement-closed",
  "government-finished": "engagement.endReason.government-finished",
  "terms-breach": "engagement.endReason.terms-breach",
  incident: "engagement.endReason.incident",
};

export const CONSENT_SCOPES: Words<Engagement["consentScope"][number]> = {
  determination: "engagement.consent.determination",
  "government-access": "engagement.consent.government-access",
  "partner-selection": "engagement.consent.partner-selection",
};

export const ACCESS_MODES: Words<Engagement["model"]["accessMode"]> = {
  "developer-hosted": "engagement.accessMode.developer-hosted",
  "government-hosted": "engagement.accessMode.government-hosted",
  "on-site": "engagement.accessMode.on-site",
};

export const PURPOSES: Words<Terms["purpose"]> = {
  "capability-evaluation": "engagement.purpose.capability-evaluation",
  "safeguard-testing": "engagement.purpose.safeguard-testing",
  "defensive-assessment": "engagement.purpose.defensive-assessment",
};

export const VARIANTS: Words<Terms["variant"]> = {
  "safeguards-on": "engagement.variant.safeguards-on",
  "reduced-safeguards": "engagement.variant.reduced-safeguards",
};

export const WEIGHTS: Words<Terms["weights"]> = {
  developer: "engagement.weights.developer",
  government: "engagement.weights.government",
};

export const LOGGING: Words<Terms["logging"]> = {
  calls: "engagement.logging.calls",
  "calls-and-digests": "engagement.logging.calls-and-digests",
};

export const AUDIENCES: Words<Engagement["releases"][number]["audience"]> = {
  partners: "engagement.audience.partners",
  public: "engagement.audience.public",
};

export const CLEANUP_STATES: StatusWords<Cleanup["state"]> = {
  "not-due": { label: "engagement.cleanup.not-due", tone: "quiet" },
  "cleanup-due": { label: "engagement.cleanup.cleanup-due", tone: "attention" },
  "cleanup-attested": { label: "engagement.cleanup.cleanup-attested", tone: "good" },
};

export const CLEANUP_WAYS: Words<NonNullable<Cleanup["way"]>> = {
  returned: "engagement.cleanupWay.returned",
  destroyed: "engagement.cleanupWay.destroyed",
  "nothing-kept": "engagement.cleanupWay.nothing-kept",
};

export const WEIGHTS_WAYS: Words<NonNullable<Cleanup["weights"]>> = {
  returned: "engagement.cleanupWay.returned",
  destroyed: "engagement.cleanupWay.destroyed",
};

export const ADVICE_KINDS: Words<Advice["kind"]> = {
  observation: "engagement.advice.observation",
  "suggested-safeguard": "engagement.advice.suggested-safeguard",
  "outcome-note": "engagement.advice.outcome-note",
};

export const ADVICE_WORDS: Words<Advice["words"][number]> = {
  "nothing-to-add": "engagement.adviceWord.nothing-to-add",
  "consider-a-safeguard": "engagement.adviceWord.consider-a-safeguard",
  "consider-a-staged-release": "engagement.adviceWord.consider-a-staged-release",
  "consider-warning-software-owners": "engagement.adviceWord.consider-warning-software-owners",
  "more-time-would-help": "engagement.adviceWord.more-time-would-help",
};
