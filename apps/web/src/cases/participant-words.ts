import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { CaseParticipant } from "./cases.query.ts";
import type { ParticipantGroup } from "./participants.rules.ts";

/** What binds a participant to the embargo. */
export const CONSENT_WORDS: StatusWords<CaseParticipant["consent"]> = {
  UNBOUND: { label: "cases.consent.UNBOUND", tone: "quiet" },
  INVITED: { label: "cases.consent.INVITED", tone: "attention" },
  SIGNATORY: { label: "cases.consent.SIGNATORY", tone: "good" },
  DECLINED: { label: "cases.consent.DECLINED", tone: "urgent" },
  LAPSED: { label: "cases.consent.LAPSED", tone: "attention" },
  EXPIRED: { label: "cases.consent.EXPIRED", tone: "attention" },
  UNBOUND_EXITED: { label: "cases.consent.UNBOUND_EXITED", tone: "ended" },
};

export const STATUS_WORDS: StatusWords<CaseParticipant["statuses"][number]["status"]> = {
  affected: { label: "cases.status.affected", tone: "urgent" },
  "not-affected": { label: "cases.status.not-affected", tone: "good" },
  unknown: { label: "cases.status.unknown", tone: "attention" },
};

export const GROUP_WORDS: Readonly<Record<ParticipantGroup, { readonly label: MessageKey; readonly means: MessageKey }>> = {
  "none-yet": { label: "cases.group.none-yet", means: "cases.group.none-yet.means" },
  heard: { label: "cases.group.heard", means: "cases.group.heard.means" },
  "not-told": { label: "cases.group.not-told", means: "cases.group.not-told.means" },
  left: { label: "cases.group.left", means: "cases.group.left.means" },
  standing: { label: "cases.group.standing", means: "cases.group.standing.means" },
};
