/*
 * A model, or whoever stands in front of it, may repeat the credential it was called with. It never reaches the caller,
 * also when it comes in pieces.
 */

const WITHHELD = "[withheld]";
// A shorter one stands in any text by chance, and protects nothing.
const SHORTEST = 8;

export function withhold(text: string, secret: string): string {
  return secret.length < SHORTEST ? text : text.replaceAll(secret, WITHHELD);
}

export interface Withholder {
  /** What of the text so far can be told. The end of it that may be a secret's beginning waits for the next piece. */
  pass(piece: string): string;
  /** What still waits, when there is no next piece. */
  rest(): string;
}

export function createWithholder(secret: string): Withholder {
  let held = "";
  return {
    pass: (piece) => {
      const text = withhold(held + piece, secret);
      const keep = secret.length < SHORTEST ? 0 : countBegun(text, secret);
      held = text.slice(text.length - keep);
      return text.slice(0, text.length - keep);
    },
    rest: () => {
      const rest = held;
      held = "";
      return rest;
    },
  };
}

/** Length of the longest end of the text that is a beginning of the secret. */
function countBegun(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length > 0; length -= 1) if (secret.startsWith(text.slice(text.length - length))) return length;
  return 0;
}
