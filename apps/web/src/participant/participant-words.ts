import type { Operations } from "../api.ts";
import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { ParticipantView } from "./participant.query.ts";

export type Claim = Operations["POST /participant/report"]["body"]["rm"];
export type VendorStatus = Operations["POST /participant/statuses"]["body"]["status"];

export const CLAIMS: Readonly<Record<Claim, { readonly label: MessageKey; readonly means: MessageKey }>> = {
  VALID: { label: "participant.claim.VALID", means: "participant.claim.VALID.means" },
  ACCEPTED: { label: "participant.claim.ACCEPTED", means: "participant.claim.ACCEPTED.means" },
  DEFERRED: { label: "participant.claim.DEFERRED", means: "participant.claim.DEFERRED.means" },
  INVALID: { label: "participant.claim.INVALID", means: "participant.claim.INVALID.means" },
  CLOSED: { label: "participant.claim.CLOSED", means: "participant.claim.CLOSED.means" },
};

// Steps back are refused by the server; steps left out are taken. So this is what can still be said from each state.
const OPEN_CLAIMS: Readonly<Record<ParticipantView["rm"], readonly Claim[]>> = {
  START: [],
  RECEIVED: ["VALID", "ACCEPTED", "DEFERRED", "INVALID", "CLOSED"],
  INVALID: ["VALID", "ACCEPTED", "DEFERRED", "CLOSED"],
  VALID: ["ACCEPTED", "DEFERRED", "CLOSED"],
  DEFERRED: ["ACCEPTED", "CLOSED"],
  ACCEPTED: ["DEFERRED", "CLOSED"],
  CLOSED: [],
};

/** What a participant can say of where their report stands now. */
export function openClaims(rm: ParticipantView["rm"]): readonly Claim[] {
  return OPEN_CLAIMS[rm];
}

export const CONSENT_WORDS: Readonly<Record<ParticipantView["consent"], MessageKey>> = {
  UNBOUND: "participant.consent.UNBOUND",
  INVITED: "participant.consent.INVITED",
  SIGNATORY: "participant.consent.SIGNATORY",
  DECLINED: "participant.consent.DECLINED",
  LAPSED: "participant.consent.LAPSED",
  EXPIRED: "participant.consent.EXPIRED",
  UNBOUND_EXITED: "participant.consent.UNBOUND_EXITED",
};

export const VENDOR_STATUS_WORDS: StatusWords<VendorStatus> = {
  affected: { label: "participant.status.affected", tone: "attention" },
  "not-affected": { label: "participant.status.not-affected", tone: "good" },
  unknown: { label: "participant.status.unknown", tone: "quiet" },
};
