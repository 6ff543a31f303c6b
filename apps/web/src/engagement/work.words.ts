import type { Reply } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";

export type Workbench = Reply<"GET /evaluator/engagements/{id}/workbench">;
export type SentWork = Reply<"GET /engagements/{id}/work">;
export type Brief = SentWork["briefs"][number];
export type BriefRecipients = Brief["releases"][number]["recipients"];
export type SoftwareClass = Brief["classes"][number]["softwareClass"];
export type Incident = Reply<"GET /engagements/{id}/incidents">["incidents"][number];
export type ModelCall = Reply<"GET /engagements/{id}/activity">["calls"][number];
export type DraftKind = Workbench["drafts"][number]["kind"];

type Words<Word extends string> = Readonly<Record<Word, MessageKey>>;

export const SOFTWARE_CLASSES: Words<SoftwareClass> = {
  "web-applications": "work.class.web-applications",
  "network-services": "work.class.network-services",
  "identity-and-sign-in": "work.class.identity-and-sign-in",
  browsers: "work.class.browsers",
  "mobile-apps": "work.class.mobile-apps",
  "office-documents": "work.class.office-documents",
  "media-parsers": "work.class.media-parsers",
  databases: "work.class.databases",
  "operating-system-kernels": "work.class.operating-system-kernels",
  "device-drivers": "work.class.device-drivers",
  "hypervisors-and-containers": "work.class.hypervisors-and-containers",
  "cryptographic-libraries": "work.class.cryptographic-libraries",
  "build-and-supply-chain": "work.class.build-and-supply-chain",
  "embedded-firmware": "work.class.embedded-firmware",
  "industrial-controllers": "work.class.industrial-controllers",
  "medical-devices": "work.class.medical-devices",
  "network-equipment": "work.class.network-equipment",
};

export const RECIPIENTS: Words<BriefRecipients> = {
  clearinghouse: "work.recipients.clearinghouse",
  cisa: "work.recipients.cisa",
  partners: "work.recipients.partners",
  public: "work.recipients.public",
};

export const INCIDENT_KINDS: Words<Incident["kind"]> = {
  egress: "incident.kind.egress",
  "reached-another-system": "incident.kind.reached-another-system",
  "data-exposed": "incident.kind.data-exposed",
  "credential-exposed": "incident.kind.credential-exposed",
  "misuse-by-a-person": "incident.kind.misuse-by-a-person",
  other: "incident.kind.other",
};

export const INCIDENT_EVENTS: Words<Incident["timeline"][number]["kind"]> = {
  raised: "incident.event.raised",
  "access-halted": "incident.event.access-halted",
  "developer-told": "incident.event.developer-told",
  "clearinghouse-told": "incident.event.clearinghouse-told",
  "third-party-told": "incident.event.third-party-told",
  "third-party-read": "incident.event.third-party-read",
  "third-party-answered": "incident.event.third-party-answered",
  "evidence-added": "incident.event.evidence-added",
  note: "incident.event.note",
  closed: "incident.event.closed",
};

export const INCIDENT_STATES: StatusWords<"open" | "closed"> = {
  open: { label: "incident.state.open", tone: "urgent" },
  closed: { label: "incident.state.closed", tone: "ended" },
};

export const OUTCOMES: StatusWords<ModelCall["outcome"]> = {
  "under-way": { label: "work.outcome.under-way", tone: "info" },
  answered: { label: "work.outcome.answered", tone: "quiet" },
  failed: { label: "work.outcome.failed", tone: "attention" },
  "cut-off": { label: "work.outcome.cut-off", tone: "ended" },
};
