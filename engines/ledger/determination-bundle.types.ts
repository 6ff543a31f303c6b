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
  readonly standard: { readonly id: string; readonly version: string; readonly commitment: string };
  readonly benchmarkSet: { readonly id: string; readonly version: string; readonly digest: string };
  readonly resultsCommitment: string;
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
  /** `DirectorKeyData` */
  directorKeyAnnounced: "determination.director-key-announced",
} as const;

export interface StandardCommittedData {
  readonly id: string;
  readonly version: string;
  readonly commitment: string;
}

export interface ResultsSealedData {
  readonly determinationId: string;
  readonly commitment: string;
}

export interface DirectorKeyData {
  readonly keyId: string;
  readonly publicKey: string;
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
  /** One step per neighbouring pair of the distinct tree sizes of the three receipts; empty when all sizes are equal. */
  readonly consistency: readonly ConsistencyStep[];
}

export type DeterminationCheckName =
  | "bundle-readable"
  | "log-key"
  | "director-key"
  | "signature"
  | "standard-recorded"
  | "standard-unchanged"
  | "results-recorded"
  | "results-unchanged"
  | "one-log"
  | "order";

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
  /** What these checks cannot show. */
  readonly limits: string;
}
