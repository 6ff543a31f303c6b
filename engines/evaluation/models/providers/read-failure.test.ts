import { expect, test } from "vitest";

import { readFailure } from "./read-failure.ts";

const openai = (message: string, code: string | null = null, type = "invalid_request_error") => JSON.stringify({ error: { message, type, param: null, code } });
const anthropic = (type: string, message: string) => JSON.stringify({ type: "error", error: { type, message } });

test.each([
  [400, openai("This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens."), "context-length"],
  [400, openai("Your input exceeds the context window of this model.", "context_length_exceeded"), "context-length"],
  [400, anthropic("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"), "context-length"],
  [413, anthropic("request_too_large", "Request exceeds the maximum allowed number of bytes."), "context-length"],
  [400, JSON.stringify({ error: { code: 400, message: "the request exceeds the available context size, try increasing it", type: "exceed_context_size_error" } }), "context-length"],
  [500, JSON.stringify({ error: { code: 500, message: "context size has been exceeded", type: "server_error" } }), "context-length"],
  [400, JSON.stringify({ object: "error", message: "The input is too long for this model", type: "BadRequestError", code: 400 }), "context-length"],
  [400, openai("Invalid prompt: your prompt was flagged", "invalid_prompt"), "refused-by-policy"],
  [400, JSON.stringify({ error: { code: "content_filter", message: "The response was filtered", innererror: { code: "ResponsibleAIPolicyViolation" } } }), "refused-by-policy"],
  [400, openai("Unknown parameter: 'context'."), "request-refused"],
  [404, openai("The model does not exist", "model_not_found"), "request-refused"],
  [422, "", "request-refused"],
  [401, anthropic("authentication_error", "invalid x-api-key"), "credential-refused"],
  [402, "Payment Required", "credential-refused"],
  [429, openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "credential-refused"],
  [400, anthropic("billing_error", "Your credit balance is too low"), "credential-refused"],
  [429, anthropic("rate_limit_error", "slow down"), "rate-limited"],
  [408, "", "timed-out"],
  [409, "", "unavailable"],
  [502, "<html>Bad Gateway</html>", "unavailable"],
  [529, anthropic("overloaded_error", "Overloaded"), "overloaded"],
  [302, "", "request-refused"],
])("status %i with %s is %s", (status, body, code) => {
  expect(readFailure(status, body).code).toBe(code);
});
