import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import { LedgerRefusal } from "./ledger.errors.ts";

// Keeps a commitment from being mistaken for any other hash this house makes.
const DOMAIN = "breakwater-commitment/1\0";
const SALT_BYTES = 32;

export interface SaltedCommitment {
  /** Publish this: SHA3-512, 128 hex digits. It shows nothing of the value, however few values are possible. */
  readonly commitment: string;
  /** Keep this with the value: 64 hex digits. Whoever has both can open the commitment. */
  readonly salt: string;
}

/** Fixes a JSON value now, to be shown later: SHA3-512 (FIPS 202) over a domain tag, 32 random bytes and the canonical JSON. */
export function commit(value: unknown): SaltedCommitment {
  const salt = randomBytes(SALT_BYTES);
  return { commitment: computeCommitment(salt, canonicalJson(value)).toString("hex"), salt: salt.toString("hex") };
}

/** Whether this value and salt are what was committed to. All three may be attacker-controlled. */
export function openCommitment(commitment: string, salt: string, value: unknown): boolean {
  if (!isCommitment(commitment) || !/^[0-9a-f]{64}$/.test(salt)) return false;
  let canonical: string;
  try {
    canonical = canonicalJson(value);
  } catch (error) {
    // A value without a canonical form cannot have been committed to.
    if (error instanceof LedgerRefusal) return false;
    throw error;
  }
  return timingSafeEqual(computeCommitment(Buffer.from(salt, "hex"), canonical), Buffer.from(commitment, "hex"));
}

export function isCommitment(text: string): boolean {
  return /^[0-9a-f]{128}$/.test(text);
}

function computeCommitment(salt: Uint8Array, canonical: string): Buffer {
  // The salt's length is fixed, so tag, salt and value cannot be shifted into each other.
  return hash("sha3-512", Buffer.concat([Buffer.from(DOMAIN), salt, Buffer.from(canonical)]), "buffer");
}
