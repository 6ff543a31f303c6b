import { ModelError } from "../../evaluation.errors.ts";
import type { ModelErrorCode } from "../../evaluation.errors.ts";
import { isWire } from "./wire.ts";
import type { WireFailure } from "./provider.types.ts";

// The words of OpenAI, Anthropic, vLLM, llama.cpp and Azure; a code is asked for first, since words change.
const CONTEXT_CODES: ReadonlySet<string> = new Set(["context_length_exceeded", "exceed_context_size_error", "string_above_max_length", "request_too_large", "model_max_prompt_tokens_exceeded"]);
const CONTEXT_WORDS = /maximum context length|context (?:length|window|size)[^.]{0,40}exceed|exceeds?[^.]{0,60}context|prompt is too long|input is too long|too many (?:input )?tokens/i;
const POLICY_CODES: ReadonlySet<string> = new Set(["content_filter", "content_policy_violation", "invalid_prompt", "responsible_ai_policy_violation", "moderation_blocked", "cyber_policy_violation"]);
const UNPAID_CODES: ReadonlySet<string> = new Set(["insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error", "insufficient_balance"]);
const BY_TYPE: Readonly<Record<string, ModelErrorCode>> = {
  rate_limit_error: "rate-limited",
  rate_limit_exceeded: "rate-limited",
  overloaded_error: "overloaded",
  server_is_overloaded: "overloaded",
  slow_down: "overloaded",
  api_error: "unavailable",
  server_error: "unavailable",
  internal_server_error: "unavailable",
  timeout_error: "timed-out",
  authentication_error: "credential-refused",
  invalid_api_key: "credential-refused",
  permission_error: "credential-refused",
};

/** An answer whose status is not 2xx. `text` is its body, hostile and bounded by the caller. */
export function readFailure(status: number, text: string): WireFailure {
  const said = readSaid(text);
  const message = `the endpoint answered ${status}: ${said.message}`;
  const words = [400, 413, 422, 500].includes(status) ? findByWords(said) : null;
  return { code: words ?? (said.codes.some((code) => UNPAID_CODES.has(code)) ? "credential-refused" : codeOfStatus(status)), message };
}

/** An error inside a body or stream that began as a success. */
export function toStreamFailure(error: unknown): ModelError {
  const said = readSaid(JSON.stringify({ error }));
  const byType = said.codes.map((code) => BY_TYPE[code]).find((code) => code !== undefined);
  const byStatus = isWire(error) && typeof error.code === "number" && error.code >= 400 ? codeOfStatus(error.code) : undefined;
  const unpaid = said.codes.some((code) => UNPAID_CODES.has(code)) ? "credential-refused" : undefined;
  return new ModelError(findByWords(said) ?? unpaid ?? byType ?? byStatus ?? "unavailable", `the endpoint ended its reply with an error: ${said.message}`);
}

interface Said {
  readonly codes: readonly string[];
  readonly message: string;
}

function findByWords({ codes, message }: Said): ModelErrorCode | null {
  if (codes.some((code) => POLICY_CODES.has(code))) return "refused-by-policy";
  return codes.some((code) => CONTEXT_CODES.has(code)) || CONTEXT_WORDS.test(message) ? "context-length" : null;
}

/** `{error: {message, type, code}}` in all three shapes; anything else is its own message. */
function readSaid(text: string): Said {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // A proxy's page of HTML, say: its words are all there is.
    return { codes: [], message: text };
  }
  const error = isWire(body) && isWire(body.error) ? body.error : body;
  if (!isWire(error)) return { codes: [], message: text };
  const inner = isWire(error.innererror) ? [error.innererror.code] : [];
  return {
    codes: [error.code, error.type, ...inner].filter((code): code is string => typeof code === "string").map((code) => code.toLowerCase()),
    message: typeof error.message === "string" ? error.message : text,
  };
}

function codeOfStatus(status: number): ModelErrorCode {
  if (status === 401 || status === 402 || status === 403) return "credential-refused";
  if (status === 408) return "timed-out";
  if (status === 413) return "context-length";
  if (status === 429) return "rate-limited";
  // 529 is Anthropic's; OpenAI says the same with 503.
  if (status === 503 || status === 529) return "overloaded";
  // 409 is a lock that was not had in time.
  return status >= 500 || status === 409 ? "unavailable" : "request-refused";
}
