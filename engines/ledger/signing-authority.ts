// Who may sign a determination, in statements of the Director's key: its successor, a delegate's key until an instant, the
// end of a delegation, and what is signed of a determination afterwards. Attacker-controlled until opened.
import { DETERMINATION_ACTS } from "./determination-bundle.types.ts";
import type { Delegation, DelegationEnd, DeterminationAct, KeyRotation } from "./determination-bundle.types.ts";
import { LedgerRefusal } from "./ledger.errors.ts";
import { readInstant, readLines, readObject, readOneOf, readPattern, readText } from "./read-field.ts";
import { computeKeyId } from "./signing-key.ts";
import { verifyStatement } from "./statement.ts";
import type { Envelope } from "./statement.ts";

export const KEY_ROTATION_PAYLOAD_TYPE = "application/vnd.breakwater.director-key-rotation+json";
export const DELEGATION_PAYLOAD_TYPE = "application/vnd.breakwater.delegation+json";
export const DELEGATION_END_PAYLOAD_TYPE = "application/vnd.breakwater.delegation-end+json";
export const DETERMINATION_ACT_PAYLOAD_TYPE = "application/vnd.breakwater.determination-act+json";

const MAX_KEY_CHARACTERS = 200;
const ID = /^[a-z]{2,12}_[0-9a-z]{20}$/;
const DIGEST = /^[0-9a-f]{64}$/;

/** The Director's key hands over to its successor. @throws LedgerRefusal unless exactly `directorKey` signed exactly this */
export function openKeyRotation(statement: unknown, directorKey: string): KeyRotation {
  const fields = readObject(openOnly(statement, directorKey, KEY_ROTATION_PAYLOAD_TYPE), "rotation", ["previousKeyId", "keyId", "publicKey", "rotatedAt"]);
  if (fields.previousKeyId !== computeKeyId(directorKey)) throw new LedgerRefusal("malformed", "rotation.previousKeyId must name the key that signed it");
  return { previousKeyId: computeKeyId(directorKey), ...readKeyPair(fields, "rotation"), rotatedAt: readInstant(fields.rotatedAt, "rotation.rotatedAt") };
}

/** The Director lets a delegate's key sign until an instant. @throws LedgerRefusal as above */
export function openDelegation(statement: unknown, directorKey: string): Delegation {
  const fields = readObject(openOnly(statement, directorKey, DELEGATION_PAYLOAD_TYPE), "delegation", ["delegationId", "keyId", "publicKey", "validFrom", "validUntil"]);
  const delegation = {
    delegationId: readPattern(fields.delegationId, "delegation.delegationId", ID, "an identifier"),
    ...readKeyPair(fields, "delegation"),
    validFrom: readInstant(fields.validFrom, "delegation.validFrom"),
    validUntil: readInstant(fields.validUntil, "delegation.validUntil"),
  };
  if (delegation.validUntil <= delegation.validFrom) throw new LedgerRefusal("malformed", "delegation.validUntil must be after validFrom");
  return delegation;
}

/** The Director ends a delegation before its time. @throws LedgerRefusal as above */
export function openDelegationEnd(statement: unknown, directorKey: string): DelegationEnd {
  const fields = readObject(openOnly(statement, directorKey, DELEGATION_END_PAYLOAD_TYPE), "delegationEnd", ["delegationId", "endedAt"]);
  return { delegationId: readPattern(fields.delegationId, "delegationEnd.delegationId", ID, "an identifier"), endedAt: readInstant(fields.endedAt, "delegationEnd.endedAt") };
}

/** A signed determination is lifted, or said to stand. `signerKey` is the Director's or a delegate's. @throws LedgerRefusal as above */
export function openDeterminationAct(statement: unknown, signerKey: string): DeterminationAct {
  const fields = readObject(openOnly(statement, signerKey, DETERMINATION_ACT_PAYLOAD_TYPE), "act", ["actId", "act", "determinationId", "modelDigest", "releasableText", "signedAt"]);
  return {
    actId: readPattern(fields.actId, "act.actId", ID, "an identifier"),
    act: readOneOf(fields.act, "act.act", DETERMINATION_ACTS),
    determinationId: readPattern(fields.determinationId, "act.determinationId", ID, "an identifier"),
    modelDigest: readPattern(fields.modelDigest, "act.modelDigest", DIGEST, "64 lower-case hex digits"),
    releasableText: readLines(fields.releasableText, "act.releasableText", 20_000),
    signedAt: readInstant(fields.signedAt, "act.signedAt"),
  };
}

/** One signature and no more: what a signature does not cover, such as its own `keyid`, could carry anything. */
function openOnly(statement: unknown, key: string, payloadType: string): unknown {
  const verdict = verifyStatement(statement, [key], payloadType);
  if (!verdict.ok) throw new LedgerRefusal("malformed", verdict.message);
  const { signatures } = statement as Envelope;
  if (signatures.length !== 1 || signatures[0]?.keyid !== verdict.signedBy[0]) throw new LedgerRefusal("malformed", "statement.signatures must be one, under the id of the key that signed");
  return verdict.payload;
}

function readKeyPair(fields: { readonly keyId: unknown; readonly publicKey: unknown }, at: string): { readonly keyId: string; readonly publicKey: string } {
  const publicKey = readLines(fields.publicKey, `${at}.publicKey`, MAX_KEY_CHARACTERS);
  const keyId = readText(fields.keyId, `${at}.keyId`, 64);
  if (computeKeyId(publicKey) !== keyId) throw new LedgerRefusal("malformed", `${at}.keyId is not the id of its publicKey`);
  return { keyId, publicKey };
}
