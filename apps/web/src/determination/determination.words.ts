import type { Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Determination = Reply<"GET /determinations/{id}">;

export const DETERMINATION_STATES: StatusWords<Determination["state"]> = {
  requested: { label: "determination.state.requested", tone: "quiet" },
  intake: { label: "determination.state.intake", tone: "info" },
  benchmarking: { label: "determination.state.benchmarking", tone: "attention" },
  "results-sealed": { label: "determination.state.results-sealed", tone: "info" },
  consultation: { label: "determination.state.consultation", tone: "info" },
  recommended: { label: "determination.state.recommended", tone: "info" },
  signed: { label: "determination.state.signed", tone: "good" },
  initiated: { label: "determination.state.initiated", tone: "info" },
  answered: { label: "determination.state.answered", tone: "good" },
  "reconsideration-requested": { label: "determination.state.reconsideration-requested", tone: "attention" },
  "under-reconsideration": { label: "determination.state.under-reconsideration", tone: "info" },
  superseded: { label: "determination.state.superseded", tone: "ended" },
  lifted: { label: "determination.state.lifted", tone: "ended" },
  stopped: { label: "determination.state.stopped", tone: "ended" },
};

export const OUTCOMES: Readonly<Record<NonNullable<Determination["result"]>["outcome"], MessageKey>> = {
  covered: "determination.outcome.covered",
  not_covered: "determination.outcome.not_covered",
  insufficient: "determination.outcome.insufficient",
};
