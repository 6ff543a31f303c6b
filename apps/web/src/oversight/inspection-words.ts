import type { OrganisationKind } from "#contracts/access";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Inspection } from "./oversight.query.ts";

type Schedule = Inspection["schedules"][number];

export const ANOMALIES: Readonly<Record<Inspection["anomalies"][number]["kind"], MessageKey>> = {
  "read-alert": "inspection.anomaly.read-alert",
  "changed-row": "inspection.anomaly.changed-row",
  "refused-bundle": "inspection.anomaly.refused-bundle",
  "suspect-session": "inspection.anomaly.suspect-session",
  "isolation-failed": "inspection.anomaly.isolation-failed",
  "refused-use": "inspection.anomaly.refused-use",
};

export const READERS: Readonly<Record<OrganisationKind, MessageKey>> = {
  developer: "inspection.reader.developer",
  government: "inspection.reader.government",
  partner: "inspection.reader.partner",
  clearinghouse: "inspection.reader.clearinghouse",
  vendor: "inspection.reader.vendor",
  operator: "inspection.reader.operator",
  oversight: "inspection.reader.oversight",
  platform: "inspection.reader.platform",
};

export const OUTCOMES: StatusWords<Schedule["outcome"]> = {
  done: { label: "inspection.outcome.done", tone: "good" },
  running: { label: "inspection.outcome.running", tone: "info" },
  failed: { label: "inspection.outcome.failed", tone: "urgent" },
  never: { label: "inspection.outcome.never", tone: "quiet" },
};

export const MISSED: StatusWords<"missed"> = { missed: { label: "inspection.missed", tone: "urgent" } };

export const EXCEPTIONS: StatusWords<"none" | "some"> = {
  none: { label: "inspection.exceptions.none", tone: "good" },
  some: { label: "inspection.exceptions.some", tone: "urgent" },
};
