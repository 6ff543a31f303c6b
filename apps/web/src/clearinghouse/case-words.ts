import type { MessageKey } from "../messages.ts";
import type { StatusWords } from "../parts/status-tag.tsx";
import type { Case, Embargo, Patch } from "./clearinghouse.query.ts";

export const CASE_WORDS: StatusWords<Case["state"]> = {
  waiting: { label: "clearinghouse.case.state.waiting", tone: "quiet" },
  open: { label: "clearinghouse.case.state.open", tone: "info" },
  closed: { label: "clearinghouse.case.state.closed", tone: "ended" },
};

export const RM_WORDS: StatusWords<Case["vendorRm"]> = {
  START: { label: "clearinghouse.rm.START", tone: "quiet" },
  RECEIVED: { label: "clearinghouse.rm.RECEIVED", tone: "info" },
  INVALID: { label: "clearinghouse.rm.INVALID", tone: "attention" },
  VALID: { label: "clearinghouse.rm.VALID", tone: "info" },
  DEFERRED: { label: "clearinghouse.rm.DEFERRED", tone: "attention" },
  ACCEPTED: { label: "clearinghouse.rm.ACCEPTED", tone: "good" },
  CLOSED: { label: "clearinghouse.rm.CLOSED", tone: "ended" },
};

export const EMBARGO_WORDS: StatusWords<Embargo["state"]> = {
  NONE: { label: "clearinghouse.embargo.NONE", tone: "quiet" },
  PROPOSED: { label: "clearinghouse.embargo.PROPOSED", tone: "attention" },
  ACTIVE: { label: "clearinghouse.embargo.ACTIVE", tone: "info" },
  REVISE: { label: "clearinghouse.embargo.REVISE", tone: "attention" },
  EXITED: { label: "clearinghouse.embargo.EXITED", tone: "ended" },
};

export const EXIT_WORDS: Readonly<Record<NonNullable<Embargo["exitReason"]>, MessageKey>> = {
  "end-reached": "clearinghouse.embargo.exit.end-reached",
  public: "clearinghouse.embargo.exit.public",
  "exploit-public": "clearinghouse.embargo.exit.exploit-public",
  "attacks-seen": "clearinghouse.embargo.exit.attacks-seen",
  "ended-by-coordinator": "clearinghouse.embargo.exit.ended-by-coordinator",
};

export const FLAG_WORDS: Readonly<Record<keyof Case["flags"], MessageKey>> = {
  vendorAware: "clearinghouse.flag.vendorAware",
  fixReady: "clearinghouse.flag.fixReady",
  fixDeployed: "clearinghouse.flag.fixDeployed",
  publicAware: "clearinghouse.flag.publicAware",
  exploitPublic: "clearinghouse.flag.exploitPublic",
  attacksSeen: "clearinghouse.flag.attacksSeen",
};

export const PATCH_WORDS: StatusWords<Patch["state"]> = {
  proposed: { label: "clearinghouse.patch.state.proposed", tone: "info" },
  verifying: { label: "clearinghouse.patch.state.verifying", tone: "info" },
  verified: { label: "clearinghouse.patch.state.verified", tone: "good" },
  failed: { label: "clearinghouse.patch.state.failed", tone: "urgent" },
  signed: { label: "clearinghouse.patch.state.signed", tone: "good" },
  released: { label: "clearinghouse.patch.state.released", tone: "good" },
  superseded: { label: "clearinghouse.patch.state.superseded", tone: "ended" },
  withdrawn: { label: "clearinghouse.patch.state.withdrawn", tone: "urgent" },
};

const VERDICTS: Readonly<Record<string, MessageKey>> = {
  verified: "clearinghouse.verdict.verified",
  "does-not-apply": "clearinghouse.verdict.does-not-apply",
  "does-not-build": "clearinghouse.verdict.does-not-build",
  incomplete: "clearinghouse.verdict.incomplete",
  "breaks-behaviour": "clearinghouse.verdict.breaks-behaviour",
  inconclusive: "clearinghouse.verdict.inconclusive",
  halted: "clearinghouse.verdict.halted",
};

/** The engine's verdict on a patch in words for people; undefined for a word not known here. */
export function verdictWords(verdict: string): MessageKey | undefined {
  return Object.hasOwn(VERDICTS, verdict) ? VERDICTS[verdict] : undefined;
}
