import type { MessageKey } from "../messages.ts";
import type { Policy, ThreatModelRow } from "./maintainer.query.ts";

export const ROW_KINDS: Readonly<Record<ThreatModelRow["kind"], MessageKey>> = {
  "known-non-finding": "maintainer.row.known-non-finding",
  "property-not-promised": "maintainer.row.property-not-promised",
  "trusted-input": "maintainer.row.trusted-input",
};

export const EVIDENCE: Readonly<Record<Policy["evidenceNeeded"][number], MessageKey>> = {
  "candidate-patch": "maintainer.evidence.candidate-patch",
  tests: "maintainer.evidence.tests",
  "every-run": "maintainer.evidence.every-run",
};

export const FORMATS: Readonly<Record<Policy["formats"][number], MessageKey>> = {
  bundle: "maintainer.format.bundle",
  sarif: "maintainer.format.sarif",
  osv: "maintainer.format.osv",
  csaf: "maintainer.format.csaf",
};

export const BATCHING: Readonly<Record<Policy["batching"], MessageKey>> = {
  each: "maintainer.batching.each",
  daily: "maintainer.batching.daily",
  weekly: "maintainer.batching.weekly",
};

export const LOW_LANE: Readonly<Record<Policy["lowLane"], MessageKey>> = {
  "with-the-rest": "maintainer.lowLane.with-the-rest",
  "weekly-digest": "maintainer.lowLane.weekly-digest",
};
