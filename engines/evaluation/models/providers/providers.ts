import type { ProviderName } from "../model.types.ts";
import { anthropicMessages } from "./anthropic-messages.ts";
import { openaiChat, openaiCompatible } from "./openai-chat.ts";
import { openaiResponses } from "./openai-responses.ts";
import type { Provider } from "./provider.types.ts";

export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = {
  "openai-chat": openaiChat,
  "openai-responses": openaiResponses,
  "anthropic-messages": anthropicMessages,
  "openai-compatible": openaiCompatible,
};
