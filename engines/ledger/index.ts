// The door of the ledger engine. Its words: an *entry* is one act; a *leaf* is its place in the tree; a *checkpoint* is a
// signed tree head; a *cosignature* is a witness's, who saw it continue the one before; a *tile* is 256 neighbouring hashes
// of the tree; a *receipt* proves an entry to one party; a *statement* is signed JSON outside the log; a
// *commitment* fixes a value without showing it.
// `verify…` returns a verdict; `open…`, `parse…`, `sign…` and `issue…` throw `LedgerRefusal`; `openCommitment` only says
// yes or no.
export { LedgerRefusal } from "./ledger.errors.ts";
export type { LedgerCode } from "./ledger.errors.ts";

export { canonicalJson } from "./canonical-json.ts";
export { sha256Hex } from "./sha256.ts";
export { commit, openCommitment } from "./commitment.ts";
export type { SaltedCommitment } from "./commitment.ts";

export { canonicalEntry, parseLedgerEntry } from "./ledger-entry.ts";
export type { LedgerEntry } from "./ledger-entry.ts";

export { leafHash, nodeHash, verifyConsistency, verifyInclusion } from "./merkle-proof.ts";
export type { ConsistencyClaim, InclusionClaim } from "./merkle-proof.ts";
export { MemoryNodes, MerkleTree } from "./merkle-tree.ts";
export type { NodeAddress, NodeStorage, TreeNode } from "./merkle-tree.ts";
export { edgeWidths, growTiles, parseTilePath, placeInTile, TileNodes, tileWidth, TILE_WIDTH } from "./tile.ts";
export type { FullTile, GrownTiles, OpenTile, TileAddress, TileEdge } from "./tile.ts";

export type { NoteAlgorithm } from "./note-algorithms.ts";
export { generateNoteKey, parseSignerKey, parseVerifierKey, parseWitnessKey } from "./note-key.ts";
export type { NoteKey, NoteSigner, NoteVerifier } from "./note-key.ts";
export { addSignatures, readNote } from "./signed-note.ts";
export { readTreeHead } from "./tree-head.ts";
export { openCheckpoint, signatureInWords, signCheckpoint } from "./checkpoint.ts";
export { checkCosignatures, cosignCheckpoint } from "./witness.ts";
export { answerAddCheckpoint, judgeWitnessReply, MAX_ANSWER_BYTES, MAX_QUESTION_BYTES, writeAddCheckpoint } from "./witness-protocol.ts";
export type { AddCheckpoint, PushVerdict, WitnessAnswer } from "./witness-protocol.ts";
export type { CheckedSignature, Checkpoint, TreeHead } from "./checkpoint.ts";

export { computeKeyId, generateSigningKey } from "./signing-key.ts";
export type { KeyId, SigningKey } from "./signing-key.ts";
export { signStatement, verifyStatement } from "./statement.ts";
export type { Envelope, Statement, StatementCode, StatementVerdict } from "./statement.ts";

export { issueReceipt, verifyReceipt } from "./receipt.ts";
export type { Receipt, ReceiptCode, ReceiptVerdict } from "./receipt.ts";
export { verifyEntries } from "./verify-entries.ts";
export type { FindingCode, LedgerExport, LedgerFinding, LedgerVerdict } from "./verify-entries.ts";

export {
  DELEGATION_END_PAYLOAD_TYPE,
  DELEGATION_PAYLOAD_TYPE,
  DETERMINATION_ACT_PAYLOAD_TYPE,
  KEY_ROTATION_PAYLOAD_TYPE,
  openDelegation,
  openDelegationEnd,
  openDeterminationAct,
  openKeyRotation,
} from "./signing-authority.ts";
export {
  DETERMINATION_ENTRY_KINDS,
  DETERMINATION_OUTCOMES,
  DETERMINATION_PAYLOAD_TYPE,
  DETERMINATION_SCHEMA,
} from "./determination-bundle.types.ts";
export type {
  Authority,
  BundledProof,
  ConsistencyStep,
  Delegation,
  DelegationEnd,
  DeterminationAct,
  KeyRotation,
  DeterminationBundle,
  DeterminationCheck,
  DeterminationCheckName,
  DeterminationOutcome,
  DeterminationPayload,
  DeterminationVerdict,
  DirectorKeyData,
  ResultsSealedData,
  StandardCommittedData,
} from "./determination-bundle.types.ts";
export { verifyDeterminationBundle } from "./verify-determination-bundle.ts";
export { findStandardConflicts } from "./find-standard-conflicts.ts";
export type { StandardConflict, StandardConflictCode } from "./find-standard-conflicts.ts";

// Figures: *definitions* over entries, the exact *counts* they give, and what is *shown* of them, in bands.
export { evaluateFigures } from "./figures/evaluate-figures.ts";
export type { FigureEvaluation } from "./figures/evaluate-figures.ts";
export { showFigures } from "./figures/show-figures.ts";
export { findUnsafe, SMALL_CELL } from "./figures/bands.rules.ts";
export type { CountedEntry, Figure, FigureCounts, Period } from "./figures/figure.types.ts";
