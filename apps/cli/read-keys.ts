import type { Given, OptionSpec, Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";

// A log's two keys have 2.8 kB, and around a change of keys there are four; a witness's two have 2 kB.
const MOST_KEY_BYTES = 64 * 1024;

/** The option of every command that checks what a ledger signed. */
export const keyOption = {
  key: { value: "KEY", many: true, help: "a verifier key of the ledger, had from its publisher; @FILE reads it from a file" },
} as const satisfies Record<string, OptionSpec>;

/** The keys a person trusts; without one, nothing can be told about who made a ledger. */
export function readTrustedKeys(given: Given, talk: Talk): Promise<readonly string[]> {
  return readKeys(given.texts("key"), talk);
}

/** Keys as given, or in a file one a line. */
export async function readKeys(given: readonly string[], talk: Talk): Promise<readonly string[]> {
  const read = await Promise.all(given.map(async (key) => (key.startsWith("@") ? new TextDecoder().decode(await readInput(key.slice(1), talk, MOST_KEY_BYTES)) : key)));
  return read.flatMap((text) => text.split("\n").map((line) => line.trim()).filter((line) => line !== ""));
}
