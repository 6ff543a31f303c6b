import { LedgerRefusal, quote } from "./ledger.errors.ts";
import { readBase64 } from "./read-field.ts";

/** What a log says of itself at one moment. */
export interface TreeHead {
  /** The log's name, and the name of its key. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text of a checkpoint (c2sp.org/tlog-checkpoint): origin, size and root, one a line. */
export function writeTreeHead({ origin, size, root }: TreeHead): string {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new LedgerRefusal("out-of-range", `checkpoint size ${size} is not a number of leaves`);
  }
  if (root.length !== 32) throw new LedgerRefusal("malformed", `checkpoint root has ${root.length} bytes, not 32`);
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

/** Reads an attacker-controlled text; refuses what is not exactly such three lines. */
export function readTreeHead(text: string): TreeHead {
  const [origin = "", size = "", root, ...rest] = text.split("\n");
  // Extension lines are allowed by the format and discouraged, since nobody can audit them; ours never have any.
  if (rest.length !== 1 || origin === "") {
    throw new LedgerRefusal("malformed", "a checkpoint must have exactly three lines: origin, size, root");
  }
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) {
    throw new LedgerRefusal("malformed", `the checkpoint's size ${quote(size)} is not a number of leaves`);
  }
  const rootHash = readBase64(root, "the checkpoint's root", 44);
  if (rootHash.length !== 32) {
    throw new LedgerRefusal("malformed", `the checkpoint's root has ${rootHash.length} bytes, not 32`);
  }
  return { origin, size: Number(size), root: rootHash };
}
