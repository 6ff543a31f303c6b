import type { Given, OptionSpec, Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";

const MOST_KEY_BYTES = 4096;

/** The option of every command that checks what a ledger signed. */
export const keyOption = {
  key: { value: "KEY", many: true, help: "a verifier key of the ledger, had from its publisher; @FILE reads it from a file" },
} as const satisfies Record<string, OptionSpec>;

/** The keys a person trusts; without one, nothing can be told about who made a ledger. */
export async function readTrustedKeys(given: Given, talk: Talk): Promise<readonly string[]> {
  return Promise.all(
    given.texts("key").map(async (key) => (key.startsWith("@") ? new TextDecoder().decode(await readInput(key.slice(1), talk, MOST_KEY_BYTES)).trim() : key)),
  );
}
