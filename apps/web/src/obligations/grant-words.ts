import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Pathway, Programme } from "./obligations.query.ts";

export const FUNDS_WORDS: StatusWords<Programme["funds"]> = {
  undetermined: { label: "obligations.funds.undetermined", tone: "quiet" },
  available: { label: "obligations.funds.available", tone: "good" },
  none: { label: "obligations.funds.none", tone: "ended" },
};

export const AMOUNT_WORDS: Readonly<Record<Programme["amountBand"], MessageKey>> = {
  "not-stated": "obligations.amount.not-stated",
  "under-1m": "obligations.amount.under-1m",
  "1m-to-10m": "obligations.amount.1m-to-10m",
  "10m-to-100m": "obligations.amount.10m-to-100m",
  "over-100m": "obligations.amount.over-100m",
};

export const GRANT_STEPS: Readonly<Record<Programme["step"], MessageKey>> = {
  "not-begun": "obligations.grantStep.not-begun",
  "under-review": "obligations.grantStep.under-review",
  determined: "obligations.grantStep.determined",
  open: "obligations.grantStep.open",
  closed: "obligations.grantStep.closed",
};

export const PATHWAY_STEPS: Readonly<Record<Pathway["step"], MessageKey>> = {
  planned: "obligations.pathwayStep.planned",
  announced: "obligations.pathwayStep.announced",
  open: "obligations.pathwayStep.open",
  hiring: "obligations.pathwayStep.hiring",
  closed: "obligations.pathwayStep.closed",
};
