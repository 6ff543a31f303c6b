import { createHash, randomBytes } from "node:crypto";
import { canonicalJson } from "#engines/ledger";
import type { ResultsReference, StandardReference } from "./decision.types.ts";

/*
 * Field elements are told as 64 hex digits. What is made here has 253 bits, which every number below the field's order
 * holds whole, so that hashes and salts need no reduction and have no bias.
 */
const DOMAIN = "breakwater-decision-context/1\0";

/** To be kept with the rule or the counts: whoever has both can open their commitment. */
export function newSalt(): string {
  return to253Bits(randomBytes(32));
}

export function standardContext({ standard, benchmarkSet }: StandardReference): string {
  return digest({
    standard: { id: standard.id, version: standard.version, commitment: standard.commitment },
    benchmarkSet: { id: benchmarkSet.id, version: benchmarkSet.version, digest: benchmarkSet.digest },
  });
}

export function resultsContext(reference: ResultsReference): string {
  const { determinationId, modelDigest, resultsCommitment } = reference;
  return digest({ determinationId, modelDigest, resultsCommitment, standard: standardContext(reference) });
}

function digest(value: unknown): string {
  return to253Bits(createHash("sha256").update(DOMAIN).update(canonicalJson(value)).digest());
}

function to253Bits(bytes: Buffer): string {
  bytes.writeUInt8(bytes.readUInt8(0) & 0x1f, 0);
  return bytes.toString("hex");
}
