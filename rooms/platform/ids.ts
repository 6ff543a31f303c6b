import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new identifier such as `eng_7k2…`: prefix and 100 random bits, so that ids can be neither guessed nor ordered.
 * @param prefix two to six lower-case letters naming the kind of thing
 */
export function newId(prefix: string): string {
  const bytes = randomBytes(20);
  let text = "";
  for (const byte of bytes) text += ALPHABET[byte & 31];
  return `${prefix}_${text}`;
}

/** A secret for links and sessions: 256 random bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}
