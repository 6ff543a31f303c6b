// By whose key a determination was signed, and how that key came to be the one. Attacker-controlled from end to end.
import { DETERMINATION_ENTRY_KINDS } from "./determination-bundle.types.ts";
import type { Authority, Delegation, DeterminationBundle, DeterminationCheck, DeterminationPayload, DirectorKeyData } from "./determination-bundle.types.ts";
import { canonicalJson } from "./canonical-json.ts";
import { LedgerRefusal } from "./ledger.errors.ts";
import { readLines, readList, readObject, readText } from "./read-field.ts";
import { parseReceipt } from "./receipt.ts";
import type { Receipt, verifyReceipt } from "./receipt.ts";
import { openDelegation, openDelegationEnd, openKeyRotation } from "./signing-authority.ts";
import { computeKeyId } from "./signing-key.ts";
import { parseEnvelope } from "./statement.ts";

type OpenedReceipt = ReturnType<typeof verifyReceipt>;
type Open = (receipt: Receipt) => OpenedReceipt;

const MAX_KEYS_BEFORE = 32;

export interface JudgedAuthority {
  readonly directorKey: DeterminationCheck;
  /** The key whose signature counts; null when nobody's does. */
  readonly signerKey: string | null;
  /** Undefined where the Director signed in person. */
  readonly delegation: Delegation | undefined;
  /** The receipts besides the three that every bundle has. */
  readonly receipts: readonly OpenedReceipt[];
}

/** Follows the Director's keys from the first that the log announced to the one in the bundle, and on to a delegate's. */
export function judgeAuthority(bundle: DeterminationBundle, keyReceipt: OpenedReceipt, open: Open): JudgedAuthority {
  const { directorKey, authority } = bundle;
  const receipts: OpenedReceipt[] = [];
  const opening: Open = (receipt) => {
    const opened = open(receipt);
    receipts.push(opened);
    return opened;
  };
  const say = (ok: boolean, sentence: string): DeterminationCheck => ({ name: "director-key", ok, sentence });
  try {
    const steps = [...(authority?.keyHistory ?? []).map(({ keyId, publicKey, receipt, handover }) => ({ key: { keyId, publicKey }, receipt: opening(receipt), handover })), { key: directorKey, receipt: keyReceipt, handover: null }];
    const byHand = steps.map(({ key, receipt }, place) => checkKey(key, receipt, steps[place - 1])).includes("by-hand");
    const delegated = authority?.delegation ? openDelegated(authority.delegation, directorKey.publicKey, opening) : undefined;
    const { leafIndex } = keyReceipt as Extract<OpenedReceipt, { ok: true }>;
    const came = steps.length === 1 ? "" : `; it is the ${steps.length}. key, and each before it ${byHand ? "handed over to the next, or two people on the low side took the next up by hand" : "handed over to the next by its own signature"}`;
    return {
      directorKey: say(true, `The Director's key ${directorKey.keyId.slice(0, 16)}… was announced in the log, at place ${leafIndex}${came}.`),
      signerKey: delegated?.publicKey ?? directorKey.publicKey,
      delegation: delegated,
      receipts,
    };
  } catch (error) {
    if (!(error instanceof LedgerRefusal)) throw error;
    return { directorKey: say(false, `${error.message}.`), signerKey: null, delegation: undefined, receipts };
  }
}

/** Whether the delegation held when the determination states to have been signed. */
export function checkDelegation({ authority }: DeterminationBundle, delegation: Delegation, payload: DeterminationPayload | null, directorKey: string): DeterminationCheck {
  const say = (ok: boolean, sentence: string): DeterminationCheck => ({ name: "delegation", ok, sentence });
  if (!payload) return say(false, "The delegation cannot be judged without a signed determination.");
  const { validFrom, validUntil } = delegation;
  if (payload.signedAt < validFrom || payload.signedAt >= validUntil) return say(false, `The delegate signed on ${payload.signedAt}, outside of the time from ${validFrom} until ${validUntil} that the Director gave.`);
  const end = authority?.delegation?.end;
  const endedAt = end && openDelegationEnd(end.statement, directorKey).endedAt;
  if (endedAt && payload.signedAt >= endedAt) return say(false, `The Director had ended the delegation on ${endedAt}, before the delegate signed.`);
  return say(true, `A delegate signed, whom the Director's key let sign from ${validFrom} until ${endedAt ?? validUntil}. That it was not ended sooner, the log's later entries show.`);
}

type Step = { readonly key: DirectorKeyData; readonly receipt: OpenedReceipt; readonly handover: unknown };

function checkKey(key: DirectorKeyData, receipt: OpenedReceipt, before: Step | undefined): "announced" | "handed-over" | "by-hand" {
  if (!receipt.ok) throw refuse(`The log does not prove that the Director's key was announced: ${receipt.message}`);
  const { keyId, publicKey } = key;
  if (computeKeyId(publicKey) !== keyId) throw refuse("The Director's key does not have the id it is announced under");
  const kinds = DETERMINATION_ENTRY_KINDS;
  if (!before) {
    if (isEntry(receipt, kinds.directorKeyAnnounced, { keyId, publicKey })) return "announced";
    throw refuse("The log entry that should announce the Director's key announces something else");
  }
  if (before.receipt.ok && before.receipt.leafIndex >= receipt.leafIndex) throw refuse("The Director's keys are not in the order of the log");
  const data = { keyId, publicKey, previousKeyId: before.key.keyId };
  if (isEntry(receipt, kinds.directorKeyReplaced, data)) return "by-hand";
  if (!isEntry(receipt, kinds.directorKeyRotated, data)) throw refuse("The log entry that should announce the Director's next key announces something else");
  const rotation = openKeyRotation(before.handover, before.key.publicKey);
  if (rotation.keyId !== keyId) throw refuse("The Director's key before this one handed over to another");
  return "handed-over";
}

function openDelegated({ statement, receipt, end }: NonNullable<Authority["delegation"]>, directorKey: string, open: Open): Delegation {
  const delegation = openDelegation(statement, directorKey);
  const { delegationId, keyId, publicKey, validUntil } = delegation;
  const announced = open(receipt);
  if (!announced.ok || !isEntry(announced, DETERMINATION_ENTRY_KINDS.delegationAnnounced, { delegationId, keyId, publicKey, validUntil })) throw refuse("The log does not prove that the delegation was announced");
  if (end) {
    const ended = openDelegationEnd(end.statement, directorKey);
    const told = open(end.receipt);
    if (ended.delegationId !== delegationId || !told.ok || !isEntry(told, DETERMINATION_ENTRY_KINDS.delegationEnded, { ...ended })) throw refuse("The log does not prove the end of this delegation");
  }
  return delegation;
}

function isEntry({ entry }: Extract<OpenedReceipt, { ok: true }>, kind: string, data: object): boolean {
  return entry.kind === kind && canonicalJson(entry.data) === canonicalJson(data);
}

/** Shape and bounds of the part that only bundles of a later key or of a delegate have. */
export function parseAuthority(value: unknown): void {
  const at = "bundle.authority";
  const { keyHistory, delegation } = readObject(value, at, ["keyHistory", "delegation"]);
  readList(keyHistory, `${at}.keyHistory`, {
    maxItems: MAX_KEYS_BEFORE,
    item: (one, field) => {
      const step = readObject(one, field, ["keyId", "publicKey", "receipt", "handover"]);
      readText(step.keyId, `${field}.keyId`, 64);
      readLines(step.publicKey, `${field}.publicKey`, 1024);
      parseReceipt(step.receipt, `${field}.receipt`);
      if (step.handover !== null) parseEnvelope(step.handover, `${field}.handover`);
    },
  });
  if (delegation === null) return;
  const { statement, receipt, end } = readObject(delegation, `${at}.delegation`, ["statement", "receipt", "end"]);
  parseEnvelope(statement, `${at}.delegation.statement`);
  parseReceipt(receipt, `${at}.delegation.receipt`);
  if (end === null) return;
  const ended = readObject(end, `${at}.delegation.end`, ["statement", "receipt"]);
  parseEnvelope(ended.statement, `${at}.delegation.end.statement`);
  parseReceipt(ended.receipt, `${at}.delegation.end.receipt`);
}

const refuse = (message: string): LedgerRefusal => new LedgerRefusal("malformed", message);
