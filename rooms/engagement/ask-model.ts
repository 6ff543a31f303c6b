import type { AccessPurpose } from "#contracts/engagement";
import { askEndpoint, withinCall, type ModelAnswer, type ModelMessages } from "#rooms/model-proxy";
import type { Actor, Services } from "#rooms/platform";
import { beginCall } from "./model-calls.ts";

/**
 * Puts an evaluator's question to the model, through here only: the credential never leaves, and the developer sees that
 * it was asked before the answer exists.
 */
export async function askModel(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly purpose: AccessPurpose; readonly messages: ModelMessages }): Promise<ModelAnswer> {
  const { messages, ...asked } = input;
  const what = `Asked the model: ${messages.length} ${messages.length === 1 ? "message" : "messages"}`;
  const call = await beginCall(services, { ...asked, what, question: JSON.stringify(messages), tools: [], keyId: null });
  return withinCall(call, async () => {
    const result = await askEndpoint(services, { ...call.endpoint, signal: call.signal }, messages);
    return { result, spoken: result.content };
  });
}
