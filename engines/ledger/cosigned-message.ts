// What a witness signs (c2sp.org/tlog-cosignature): pure.
import { LedgerRefusal } from "./ledger.errors.ts";
import { readTreeHead } from "./tree-head.ts";

/** `cosignature/v1`, for Ed25519: two lines before the whole text of the checkpoint. */
export function cosignedText(text: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

/** `subtree/v1`, for ML-DSA-44: a structure in the notation of RFC 8446, over the whole tree from its first leaf. */
export function cosignedMessage({ text, name, seconds }: { readonly text: string; readonly name: string; readonly seconds: number }): Buffer {
  const { origin, size, root } = readTreeHead(text);
  return Buffer.concat([Buffer.from("subtree/v1\n\0"), opaque(name), uint64(seconds), opaque(origin), uint64(0), uint64(size), root]);
}

/** POSIX seconds, big-endian, as they stand before the signature itself. */
export function writeTimestamp(seconds: number): Buffer {
  if (!Number.isSafeInteger(seconds) || seconds < 1) throw new LedgerRefusal("out-of-range", `a cosignature's time must be whole seconds since 1970, not ${seconds}`);
  return uint64(seconds);
}

/** Zero where nothing is said about the time; null beyond what a number holds exactly. */
export function readTimestamp(signature: Uint8Array): number | null {
  const seconds = Buffer.from(signature.subarray(0, 8)).readBigUInt64BE();
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(seconds) : null;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function opaque(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length < 1 || bytes.length > 255) throw new LedgerRefusal("malformed", "names of logs and cosigners have 1 to 255 bytes where ML-DSA-44 cosigns");
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}
