// Attacker-controlled from end to end, except for the verifier keys that the caller trusts.
import { isCommitment } from "./commitment.ts";
import {
  DETERMINATION_ENTRY_KINDS,
  DETERMINATION_OUTCOMES,
  DETERMINATION_PAYLOAD_TYPE,
  DETERMINATION_SCHEMA,
} from "./determination-bundle.types.ts";
import type {
  BundledProof,
  ConsistencyStep,
  DeterminationBundle,
  DeterminationCheck,
  DeterminationPayload,
  DeterminationVerdict,
} from "./determination-bundle.types.ts";
import { canonicalJson } from "./canonical-json.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { MAX_PROOF_HASHES, sameHash, verifyConsistency } from "./merkle-proof.ts";
import { readBase64, readCount, readHash, readInstant, readLines, readList, readObject, readOneOf, readText } from "./read-field.ts";
import { parseReceipt, verifyReceipt } from "./receipt.ts";
import type { Receipt } from "./receipt.ts";
import { MAX_KEY_CHARACTERS } from "./signed-note.ts";
import { parseEnvelope, verifyStatement } from "./statement.ts";
import { checkDelegation, judgeAuthority, parseAuthority } from "./verify-authority.ts";

const LIMITS =
  "These checks show which standard was fixed, that the results were sealed, and who signed what, in which order. " +
  "They do not show that the runs themselves were honest, nor that the outcome follows from the results: " +
  "for that, standard and results must be opened to an inspector.";

// A proof has about 30,000.
const MOST_PROOF_CHARACTERS = 40_000;

/**
 * Checks offline what a determination bundle rests on in the log, all but the proof that the rule was applied
 * (engines/decision-proof does both). `trustedVerifierKeys` are the log's keys, had from its publisher beforehand;
 * without one the other checks still run with the bundle's own key, and `ok` is false, since anybody can make a log. Of keys
 * of two kinds both must have signed what every receipt rests on.
 */
export function verifyDeterminationBundle(
  bundle: unknown,
  { trustedVerifierKeys = [] }: { readonly trustedVerifierKeys?: readonly string[] } = {},
): DeterminationVerdict {
  let parsed: DeterminationBundle;
  try {
    parsed = parseBundle(bundle);
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    return conclude([check("bundle-readable", false, `This is not a determination bundle: ${error.message}.`)], null, null);
  }

  const logKeys = [...new Set([parsed.standardReceipt.verifierKey, ...trustedVerifierKeys])];
  const open = (receipt: Receipt): OpenedReceipt => verifyReceipt(receipt, logKeys);
  const [standard, results, key] = [open(parsed.standardReceipt), open(parsed.resultsReceipt), open(parsed.keyReceipt)];
  const { directorKey, signerKey, delegation, receipts } = judgeAuthority(parsed, key, open);
  // With a key that nobody announced, a signature means nothing, so it is not even looked at.
  const signature = signerKey === null ? UNJUDGED : checkSignature(parsed, signerKey, delegation ? "A delegate's key" : "The Director's key");
  const { payload } = signature;

  return conclude(
    [
      check("bundle-readable", true, "The file is a determination bundle, complete and of known form."),
      checkLogKey(parsed, trustedVerifierKeys),
      directorKey,
      signature.check,
      ...(delegation ? [checkDelegation(parsed, delegation, payload, parsed.directorKey.publicKey)] : []),
      checkRecorded("standard-recorded", "the fixing of the standard", standard),
      checkStandard(payload, standard),
      checkRecorded("results-recorded", "the sealing of the results", results),
      checkResults(payload, results),
      checkOneLog([standard, results, key, ...receipts], parsed.consistency),
      checkOrder(payload, { standard, results, key }),
    ],
    payload,
    parsed.decisionProof ?? null,
  );
}

// As many as receipts that a bundle may hold, less one.
const MAX_CONSISTENCY_STEPS = 36;

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

const check = (name: DeterminationCheck["name"], ok: boolean, sentence: string): DeterminationCheck => ({ name, ok, sentence });

const UNJUDGED = { check: check("signature", false, "The signature cannot be judged without an announced Director's key."), payload: null };

function conclude(checks: readonly DeterminationCheck[], determination: DeterminationPayload | null, decisionProof: BundledProof | null): DeterminationVerdict {
  return { ok: checks.every(({ ok }) => ok), checks, determination, decisionProof, limits: LIMITS };
}

type OpenedReceipt = ReturnType<typeof verifyReceipt>;

function checkLogKey({ standardReceipt: { verifierKey } }: DeterminationBundle, trusted: readonly string[]): DeterminationCheck {
  // Whole, because the reader is to compare it.
  const key = quote(verifierKey, MAX_KEY_CHARACTERS);
  if (trusted.includes(verifierKey)) return check("log-key", true, `The log's key ${key} is one you trust.`);
  return check("log-key", false, trusted.length === 0
    ? `You named no log key, and anybody can make a log. Get the log's key from its publisher and compare it with ${key}.`
    : `The bundle rests on the log key ${key}, which is not one you trust.`);
}

function checkSignature({ determination }: DeterminationBundle, signerKey: string, whose: string): {
  readonly check: DeterminationCheck;
  readonly payload: DeterminationPayload | null;
} {
  const refuse = (sentence: string) => ({ check: check("signature", false, sentence), payload: null });
  const verdict = verifyStatement(determination, [signerKey], DETERMINATION_PAYLOAD_TYPE);
  if (!verdict.ok) return refuse(`The determination is not signed with ${lower(whose)}: ${verdict.message}.`);
  try {
    const payload = parsePayload(verdict.payload);
    return { check: check("signature", true, `${whose} signed the outcome "${payload.outcome}" on ${payload.signedAt}.`), payload };
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    return refuse(`${whose} signed something that is not a determination: ${error.message}.`);
  }
}

function checkRecorded(name: "standard-recorded" | "results-recorded", what: string, receipt: OpenedReceipt): DeterminationCheck {
  return receipt.ok
    ? check(name, true, `The log holds ${what} at place ${receipt.leafIndex}, and its signed checkpoint proves it.`)
    : check(name, false, `The log does not prove ${what}: ${receipt.message}.`);
}

function checkStandard(payload: DeterminationPayload | null, receipt: OpenedReceipt): DeterminationCheck {
  const say = (ok: boolean, sentence: string): DeterminationCheck => check("standard-unchanged", ok, sentence);
  if (!payload || !receipt.ok) return say(false, "The standard cannot be compared without a signed determination and a proven entry.");
  const { id, version } = payload.standard;
  const { sequence, supersedes, committedAt, ...fixed } = receipt.entry.data;
  const isPlaced = typeof sequence === "number" && Number.isSafeInteger(sequence) && sequence > 0;
  // Only entries from before there were proofs stand in no line.
  const isInLine = isPlaced ? supersedes !== undefined && committedAt !== undefined : sequence === undefined && supersedes === undefined && committedAt === undefined && payload.standard.ruleCommitment === undefined;
  return receipt.entry.kind === DETERMINATION_ENTRY_KINDS.standardCommitted && canonicalJson(fixed) === canonicalJson(payload.standard) && isInLine
    ? say(true, `The standard that was used is the one that was fixed: ${quote(id)}, version ${quote(version)}${isPlaced ? `, number ${sequence} in the log's line of standards` : ""}.`)
    : say(false, "The standard named in the determination is not the one that was fixed in the log.");
}

function checkResults(payload: DeterminationPayload | null, receipt: OpenedReceipt): DeterminationCheck {
  const say = (ok: boolean, sentence: string): DeterminationCheck => check("results-unchanged", ok, sentence);
  if (!payload || !receipt.ok) return say(false, "The results cannot be compared without a signed determination and a proven entry.");
  const { determinationId, resultsCommitment, countsCommitment, standard } = payload;
  const { standard: heldTo, ...sealed } = receipt.entry.data;
  const isStandard = heldTo === standard.commitment || (heldTo === undefined && countsCommitment === undefined);
  const claimed = { determinationId, commitment: resultsCommitment, ...(countsCommitment === undefined ? {} : { countsCommitment }) };
  if (receipt.entry.kind !== DETERMINATION_ENTRY_KINDS.resultsSealed || canonicalJson(sealed) !== canonicalJson(claimed)) {
    return say(false, "The results named in the determination are not the ones that were sealed in the log for it.");
  }
  return isStandard
    ? say(true, `The results the Director decided on are the ones that were sealed, for this determination${heldTo === undefined ? "" : " and under this standard"}.`)
    : say(false, "The results were sealed under another standard than the one named in the determination.");
}

function checkOneLog(receipts: readonly OpenedReceipt[], consistency: readonly ConsistencyStep[]): DeterminationCheck {
  const refuse = (sentence: string): DeterminationCheck => check("one-log", false, sentence);
  const checkpoints = receipts.flatMap((receipt) => (receipt.ok ? [receipt.checkpoint] : []));
  if (checkpoints.length < receipts.length) return refuse("The checkpoints cannot be compared, because not every receipt holds.");

  const ordered = checkpoints.toSorted((a, b) => a.size - b.size);
  for (const [place, later] of ordered.entries()) {
    const earlier = ordered[place - 1];
    if (earlier && earlier.origin !== later.origin) return refuse("The receipts are of different logs.");
    if (earlier && !extendsTree(earlier, later, consistency)) {
      return refuse(`The checkpoints of size ${earlier.size} and ${later.size} are not shown to be of one and the same log.`);
    }
  }
  const last = ordered.at(-1);
  const log = quote(last?.origin ?? "");
  return check("one-log", true, `All ${receipts.length === 3 ? "three" : receipts.length} receipts are of one log, ${log}, which up to size ${last?.size} only ever grew.`);
}

function extendsTree(earlier: Checkpoint, later: Checkpoint, steps: readonly ConsistencyStep[]): boolean {
  if (earlier.size === later.size) return sameHash(earlier.root, later.root);
  const step = steps.find(({ firstSize, secondSize }) => firstSize === earlier.size && secondSize === later.size);
  return step !== undefined && verifyConsistency({
    firstSize: earlier.size,
    firstRoot: earlier.root,
    secondSize: later.size,
    secondRoot: later.root,
    proof: step.proof.map((hash) => Buffer.from(hash, "hex")),
  });
}

function checkOrder(
  payload: DeterminationPayload | null,
  { standard, results, key }: { readonly standard: OpenedReceipt; readonly results: OpenedReceipt; readonly key: OpenedReceipt },
): DeterminationCheck {
  const refuse = (sentence: string): DeterminationCheck => check("order", false, sentence);
  if (!payload || !standard.ok || !results.ok || !key.ok) return refuse("The order cannot be judged, because not everything is proven.");
  if (standard.leafIndex >= results.leafIndex) return refuse("The standard was not fixed before the results were sealed.");
  // Places in the log are proven; the times are what log and enclave state. The signature names the sealed results, so it
  // cannot have been made without them.
  if (payload.sealedAt > payload.signedAt || results.entry.at > payload.signedAt) {
    return refuse("The determination states that it was signed before the results were sealed in the log.");
  }
  if (key.entry.at > payload.signedAt) {
    return refuse("The Director's key was announced only after the determination states to have been signed.");
  }
  return check("order", true, "First the standard was fixed, then the results were sealed, then the determination was signed.");
}

function parseBundle(value: unknown): DeterminationBundle {
  const { authority, decisionProof, ...records } = withoutMarking(value);
  if (authority !== undefined) parseAuthority(authority);
  if (decisionProof !== undefined) parseProof(decisionProof);
  const fields = readObject(records, "bundle", [
    "schema", "determination", "standardReceipt", "resultsReceipt", "directorKey", "keyReceipt", "consistency",
  ]);
  readOneOf(fields.schema, "bundle.schema", [DETERMINATION_SCHEMA]);
  parseEnvelope(fields.determination, "bundle.determination");
  parseReceipt(fields.standardReceipt, "bundle.standardReceipt");
  parseReceipt(fields.resultsReceipt, "bundle.resultsReceipt");
  parseReceipt(fields.keyReceipt, "bundle.keyReceipt");
  const key = readObject(fields.directorKey, "bundle.directorKey", ["keyId", "publicKey"]);
  readText(key.keyId, "bundle.directorKey.keyId", 64);
  readLines(key.publicKey, "bundle.directorKey.publicKey", 1024);
  readList(fields.consistency, "bundle.consistency", { maxItems: MAX_CONSISTENCY_STEPS, item: parseConsistencyStep });
  return value as DeterminationBundle;
}

function parseProof(value: unknown): void {
  const { circuit, proof } = readObject(value, "bundle.decisionProof", ["circuit", "proof"]);
  readText(circuit, "bundle.decisionProof.circuit", 64);
  readBase64(proof, "bundle.decisionProof.proof", MOST_PROOF_CHARACTERS);
}

/** Whoever downloads a bundle gets it marked as theirs. The mark is no part of what was signed, and nothing is read from it. */
function withoutMarking(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new LedgerRefusal("malformed", "bundle must be an object");
  const { marking, ...bundle } = value as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(value, "marking")) return bundle;
  const fields = readObject(marking, "bundle.marking", ["label", "recipient", "at", "mark"]);
  for (const [name, text] of Object.entries(fields)) readText(text, `bundle.marking.${name}`, 256);
  return bundle;
}

function parseConsistencyStep(value: unknown, field: string): void {
  const step = readObject(value, field, ["firstSize", "secondSize", "proof"]);
  readCount(step.firstSize, `${field}.firstSize`);
  readCount(step.secondSize, `${field}.secondSize`);
  readList(step.proof, `${field}.proof`, { maxItems: MAX_PROOF_HASHES, item: readHash });
}

function parsePayload(value: unknown): DeterminationPayload {
  const at = (field: string): string => `determination.${field}`;
  // Both commitments that a proof rests on, or neither.
  const hasProofOfRule = typeof value === "object" && value !== null && Object.hasOwn(value, "countsCommitment");
  const fields = readObject(value, "determination", [
    "determinationId", "modelDigest", "outcome", "releasableText", "standard", "benchmarkSet",
    "resultsCommitment", "sealedAt", "signedAt", "supersedes", ...(hasProofOfRule ? (["countsCommitment"] as const) : []),
  ]);
  const standard = readObject(fields.standard, at("standard"), ["id", "version", "commitment", ...(hasProofOfRule ? (["ruleCommitment"] as const) : [])]);
  const set = readObject(fields.benchmarkSet, at("benchmarkSet"), ["id", "version", "digest"]);
  return {
    determinationId: readText(fields.determinationId, at("determinationId"), 128),
    modelDigest: readText(fields.modelDigest, at("modelDigest"), 256),
    outcome: readOneOf(fields.outcome, at("outcome"), DETERMINATION_OUTCOMES),
    releasableText: readLines(fields.releasableText, at("releasableText"), 20_000),
    standard: {
      id: readText(standard.id, at("standard.id"), 128),
      version: readText(standard.version, at("standard.version"), 64),
      commitment: readCommitment(standard.commitment, at("standard.commitment")),
      ...(hasProofOfRule ? { ruleCommitment: readDigits(standard.ruleCommitment, at("standard.ruleCommitment")) } : {}),
    },
    benchmarkSet: {
      id: readText(set.id, at("benchmarkSet.id"), 128),
      version: readText(set.version, at("benchmarkSet.version"), 64),
      digest: readText(set.digest, at("benchmarkSet.digest"), 256),
    },
    resultsCommitment: readCommitment(fields.resultsCommitment, at("resultsCommitment")),
    ...(hasProofOfRule ? { countsCommitment: readDigits(fields.countsCommitment, at("countsCommitment")) } : {}),
    sealedAt: readInstant(fields.sealedAt, at("sealedAt")),
    signedAt: readInstant(fields.signedAt, at("signedAt")),
    supersedes: fields.supersedes === null ? null : readText(fields.supersedes, at("supersedes"), 128),
  };
}

function readCommitment(value: unknown, field: string): string {
  const text = readText(value, field, 128);
  if (!isCommitment(text)) throw new LedgerRefusal("malformed", `${field} must be 128 lower-case hex digits`);
  return text;
}

const readDigits = (value: unknown, field: string): string => Buffer.from(readHash(value, field)).toString("hex");
