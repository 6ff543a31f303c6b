/** What an endpoint may do wrong, once for each request that is told to. */
export type Misbehaviour =
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSeconds?: number; readonly code?: string; readonly message?: string }
  /** The beginning of the JSON, as a whole HTTP answer. */
  | { readonly kind: "truncated-json" }
  /** The connection breaks in the middle of the answer, streamed or not. */
  | { readonly kind: "cut" }
  /** The stream ends as HTTP says it should, before its own end. */
  | { readonly kind: "cut-stream" }
  | { readonly kind: "not-json" }
  /** No answer ever comes. */
  | { readonly kind: "hang" }
  /** The answer begins and does not go on. */
  | { readonly kind: "stall" }
  | { readonly kind: "reset" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "flood" }
  | { readonly kind: "redirect"; readonly location: string }
  /** A good answer whose words and arguments hold the credential, in plain and escaped. */
  | { readonly kind: "echo-credential" };

export interface MisbehavingCall {
  /** Of this endpoint, from 1; requests with a wrong key are not counted. */
  readonly number: number;
  /** The first words of the user, which may name an evaluation. */
  readonly prompt: string;
  readonly path: string;
}
export type Misbehave = (call: MisbehavingCall) => Misbehaviour | null;

const KINDS: Readonly<Record<string, Misbehaviour>> = {
  "rate-limited": { kind: "status", status: 429, retryAfterSeconds: 1 },
  overloaded: { kind: "status", status: 529 },
  error: { kind: "status", status: 500 },
  "truncated-json": { kind: "truncated-json" },
  cut: { kind: "cut" },
  "cut-stream": { kind: "cut-stream" },
  "not-json": { kind: "not-json" },
  hang: { kind: "hang" },
  stall: { kind: "stall" },
  reset: { kind: "reset" },
  flood: { kind: "flood" },
  "echo-credential": { kind: "echo-credential" },
};

/**
 * For the command line: `rate-limited@1,error@3` by a request's number, `cut%10` for every tenth, `slow=2000:evaluation` to wait
 * that many milliseconds where the prompt holds the word.
 * @throws {RangeError} when a part cannot be read
 */
export function parseMisbehaviour(text: string): Misbehave {
  const rules = text.split(",").map((part): Misbehave => {
    const slow = /^slow=(\d{1,6}):(.+)$/.exec(part);
    if (slow) return ({ prompt }) => (prompt.toLowerCase().includes((slow[2] ?? "").toLowerCase()) ? { kind: "slow", ms: Number(slow[1]) } : null);
    const [, name = "", way, digits] = /^([a-z-]+)([@%])(\d{1,6})$/.exec(part) ?? [];
    const misbehaviour = KINDS[name];
    const count = Number(digits);
    if (!misbehaviour || count === 0) throw new RangeError(`--misbehave: ${part}: give KIND@NUMBER, KIND%EVERY or slow=MS:WORD, KIND one of ${Object.keys(KINDS).join(", ")}`);
    return ({ number }) => ((way === "@" ? number === count : number % count === 0) ? misbehaviour : null);
  });
  return (call) => rules.map((rule) => rule(call)).find((found) => found !== null) ?? null;
}
