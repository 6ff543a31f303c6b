import type { Receipt } from "./receipt.ts";
import type { Envelope } from "./statement.ts";

export const DETERMINATION_SCHEMA = "breakwater-determination/1";
/** What the Director signs is an envelope of this payload type. */
export const DETERMINATION_PAYLOAD_TYPE = "application/vnd.breakwater.determination+json";

export const DETERMINATION_OUTCOMES = ["covered", "not_covered", "insufficient"] as const;
export type DeterminationOutcome = (typeof DETERMINATION_OUTCOMES)[number];

export interface DeterminationPayload {
  readonly determinationId: string;
  readonly modelDigest: string;
  readonly outcome: DeterminationOutcome;
  /** Text that may leave the enclave; line breaks allowed. */
  readonly releasableText: string;
  /** `ruleCommitment`: to the rule alone, for the proof that it was applied; standards from before there was one have none. */
  readonly standard: { readonly id: string; readonly version: string; readonly commitment: string; readonly ruleCommitment?: string };
  readonly benchmarkSet: { readonly id: string; readonly version: string; readonly digest: string };
  readonly resultsCommitment: string;
  /** To what was counted, for the same proof; there exactly when the standard has a commitment to its rule. */
  readonly countsCommitment?: string;
  readonly sealedAt: string;
  readonly signedAt: string;
  /** The determination this one takes the place of. */
  readonly supersedes: string | null;
}

/**
 * The three kinds of ledger entry a bundle rests on. The kind is checked, so that nobody can pass off some other entry in
 * which the same digits were got to appear. `data` holds exactly the fields of the type that follows each.
 */
export const DETERMINATION_ENTRY_KINDS = {
  /** `StandardCommittedData` */
  standardCommitted: "determination.standard-committed",
  /** `ResultsSealedData` */
  resultsSealed: "determination.results-sealed",
  /** `RunBegunData` */
  runBegun: "determination.run-begun",
  /** `DirectorKeyData` */
  directorKeyAnnounced: "determination.director-key-announced",
  /** `NextDirectorKeyData`; the key before it signed that it hands over. */
  directorKeyRotated: "determination.director-key-rotated",
  /** `NextDirectorKeyData`; the key before it was lost, and two people on the low side took this one up by hand. */
  directorKeyReplaced: "determination.director-key-replaced",
  /** `DelegationData` */
  delegationAnnounced: "determination.delegation-announced",
  /** `DelegationEnd` */
  delegationEnded: "determination.delegation-ended",
} as const;

export interface StandardCommittedData {
  readonly id: string;
  readonly version: string;
  readonly commitment: string;
  /** This and the three after it: not in entries from before there were proofs. */
  readonly ruleCommitment?: string;
  /** Its place in the one line of standards, from 1. */
  readonly sequence?: number;
  /** Commitment of the standard whose place it takes; null for the first. */
  readonly supersedes?: string | null;
  readonly committedAt?: string;
}

/** Stands in the log before the run has any result. */
export interface RunBegunData {
  readonly determinationId: string;
  /** Commitment of the standard the run is held to. */
  readonly standard: string;
  readonly begunAt: string;
}

export interface ResultsSealedData {
  readonly determinationId: string;
  readonly commitment: string;
  readonly countsCommitment?: string;
  /** Commitment of the standard the run was held to; not in the oldest entries. */
  readonly standard?: string;
}

export interface DirectorKeyData {
  readonly keyId: string;
  readonly publicKey: string;
}

export interface NextDirectorKeyData extends DirectorKeyData {
  readonly previousKeyId: string;
}

/** What the Director's key signs when it hands over to its successor. `publicKey` is PEM. */
export interface KeyRotation extends NextDirectorKeyData {
  readonly rotatedAt: string;
}

export interface DelegationData extends DirectorKeyData {
  readonly delegationId: string;
  readonly validUntil: string;
}

/** What the Director's key signs to let a delegate's key sign until an instant. */
export interface Delegation extends DelegationData {
  readonly validFrom: string;
}

export interface DelegationEnd {
  readonly delegationId: string;
  readonly endedAt: string;
}

/** What is signed of a determination afterwards: that it no longer holds, or that it was looked at again and stands. */
export const DETERMINATION_ACTS = ["lifted", "stands"] as const;

export interface DeterminationAct {
  readonly actId: string;
  readonly act: (typeof DETERMINATION_ACTS)[number];
  readonly determinationId: string;
  readonly modelDigest: string;
  readonly releasableText: string;
  readonly signedAt: string;
}

/** How the signing key came to be the one, where it is not the first Director's key itself. */
export interface Authority {
  /** The Director's keys before the bundle's, oldest first. `handover` is null where the next one was taken up by hand. */
  readonly keyHistory: readonly (DirectorKeyData & { readonly receipt: Receipt; readonly handover: Envelope | null })[];
  readonly delegation: {
    readonly statement: Envelope;
    readonly receipt: Receipt;
    readonly end: { readonly statement: Envelope; readonly receipt: Receipt } | null;
  } | null;
}

/** The steps between checkpoints of different sizes, so that all receipts are seen to be of one log. */
export interface ConsistencyStep {
  readonly firstSize: number;
  readonly secondSize: number;
  /** Hex. */
  readonly proof: readonly string[];
}

/** Everything a person needs, besides the log's verifier key, to check a determination without asking anybody. */
export interface DeterminationBundle {
  readonly schema: typeof DETERMINATION_SCHEMA;
  readonly determination: Envelope;
  readonly standardReceipt: Receipt;
  readonly resultsReceipt: Receipt;
  /** `publicKey` is PEM. */
  readonly directorKey: DirectorKeyData;
  readonly keyReceipt: Receipt;
  /** One step per neighbouring pair of the distinct tree sizes of the receipts; empty when all sizes are equal. */
  readonly consistency: readonly ConsistencyStep[];
  /** Left out where the first Director's key signed. */
  readonly authority?: Authority;
  /** That the standard's rule was applied to the sealed results; checked by engines/decision-proof. */
  readonly decisionProof?: BundledProof;
}

export interface BundledProof {
  readonly circuit: string;
  /** Base64. */
  readonly proof: string;
}

export type DeterminationCheckName =
  | "bundle-readable"
  | "log-key"
  | "director-key"
  | "delegation"
  | "signature"
  | "standard-recorded"
  | "standard-unchanged"
  | "results-recorded"
  | "results-unchanged"
  | "one-log"
  | "order"
  | "rule-applied";

export interface DeterminationCheck {
  readonly name: DeterminationCheckName;
  readonly ok: boolean;
  /** What was found, for a person without knowledge of cryptography; hostile text in it is escaped. */
  readonly sentence: string;
}

export interface DeterminationVerdict {
  /** True only if every check is. */
  readonly ok: boolean;
  readonly checks: readonly DeterminationCheck[];
  /** The signed content, once its signature by the announced key was checked; null before that. */
  readonly determination: DeterminationPayload | null;
  /** As it stands in the bundle, not checked; null when there is none. */
  readonly decisionProof: BundledProof | null;
  /** What these checks cannot show. */
  readonly limits: string;
}
