import type { MessageKey } from "../messages.ts";
import type { ProofRequest } from "./account.query.ts";

// What a program is known to ask a fresh proof for; anything else is shown as it will be asked.
const WORDS: readonly (readonly [RegExp, MessageKey])[] = [
  [/^GET \/ledger\/export$/, "proof.what.ledger-export"],
  [/^GET \/organisations\/[^/]+\/export$/, "proof.what.organisation-export"],
  [/^POST \/advisories$/, "proof.what.publish"],
  [/^POST \/pre-notices$/, "proof.what.pre-notice"],
  [/^POST \/patches\/[^/]+\/release$/, "proof.what.release"],
];

/** What a program wants to do, in words; undefined for a request not known here. */
export function proofWords({ method, path }: Pick<ProofRequest, "method" | "path">): MessageKey | undefined {
  return WORDS.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
}
