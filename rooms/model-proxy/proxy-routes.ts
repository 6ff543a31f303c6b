import { chatCompletion, chatRequest, MAX_QUESTION_BYTES, proxiedModels } from "#contracts/model-proxy";
import { route, type Exchange, type RateLimit, type Route, type Services } from "#rooms/platform";
import { completeChat, streamChat, type ModelAccess } from "./answer-chat.ts";
import { refuseKey } from "./model-keys.ts";

// A program asks as fast as the model answers, and several people may share one address.
const OF_PROGRAMS: RateLimit = { requests: 1200, perMs: 60_000 };

interface Proxy {
  readonly room: string;
  /** Where a program's base address leads, below `/api`. */
  readonly base: string;
  /** Whoever brings a key, for the summary. */
  readonly holder: string;
  enter(services: Services, token: string): Promise<ModelAccess>;
}

/** The proxy of one room: the wire of OpenAI's Chat Completions, reached without a session, by a model key. */
export function modelProxyRoutes({ room, base, holder, enter }: Proxy): readonly Route[] {
  const enterBy = (services: Services, exchange: Exchange) => enter(services, readKey(exchange));
  return [
    route({
      room, method: "get", path: `${base}/models`, summary: `The model that ${holder} model key reaches`, permission: "public", carries: "developer-confidential", limit: OF_PROGRAMS, reply: proxiedModels,
      run: async ({ services, exchange }) => {
        const { model, keyMadeAt } = await enterBy(services, exchange);
        return { object: "list" as const, data: [{ id: model, object: "model" as const, created: Math.floor(Date.parse(keyMadeAt) / 1000), owned_by: "breakwater" }] };
      },
    }),
    route({
      room, method: "post", path: `${base}/chat/completions`, summary: `Ask the model by ${holder} model key, as OpenAI's Chat Completions do; the developer sees each call`, permission: "public", carries: "developer-confidential", limit: OF_PROGRAMS, body: chatRequest, maxBytes: MAX_QUESTION_BYTES,
      reply: chatCompletion,
      run: async ({ services, exchange, body }) => {
        const asked = { access: await enterBy(services, exchange), request: body };
        return body.stream ? { stream: await streamChat(asked), mediaType: "text/event-stream" } : completeChat(asked);
      },
    }),
  ];
}

function readKey(exchange: Exchange): string {
  const [, token] = /^Bearer ([A-Za-z0-9_-]{20,200})$/.exec(exchange.header("authorization") ?? "") ?? [];
  if (token === undefined) throw refuseKey();
  return token;
}
