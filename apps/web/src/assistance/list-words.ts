import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { CatalogueEntry, ListedGrant, Need } from "./assistance.query.ts";

export const NEED_WORDS: Readonly<Record<Need, MessageKey>> = {
  "know-what-we-have": "assistance.need.know-what-we-have",
  "find-weaknesses": "assistance.need.find-weaknesses",
  "plan-updates": "assistance.need.plan-updates",
  "no-update-exists": "assistance.need.no-update-exists",
  "safe-window": "assistance.need.safe-window",
  "watch-for-attacks": "assistance.need.watch-for-attacks",
  "train-people": "assistance.need.train-people",
  recover: "assistance.need.recover",
};

export const OFFER_KINDS: Readonly<Record<CatalogueEntry["kind"], MessageKey>> = { tool: "assistance.offer.tool", service: "assistance.offer.service", "frontier-model": "assistance.offer.frontier-model" };

export const COSTS: Readonly<Record<CatalogueEntry["cost"], MessageKey>> = { free: "assistance.costs.free", paid: "assistance.costs.paid", depends: "assistance.costs.depends" };

export const GRANT_STATES: StatusWords<ListedGrant["state"]> = {
  open: { label: "assistance.grant.open", tone: "good" },
  "opens-later": { label: "assistance.grant.opens-later", tone: "info" },
  closed: { label: "assistance.grant.closed", tone: "ended" },
  ask: { label: "assistance.grant.ask", tone: "quiet" },
};
