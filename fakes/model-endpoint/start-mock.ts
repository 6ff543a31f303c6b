import { createServer } from "node:http";

import type { RunningModelEndpoint } from "./start-model-endpoint.ts";

export interface MockOptions {
  readonly port?: number;
  /** Waited before each answer; default 5. */
  readonly latencyMs?: number;
  /** What each reply says: words, or a call of the tool `bash` with this command. */
  readonly reply: { readonly say: string } | { readonly bash: string };
}

/**
 * A Chat Completions endpoint for measuring clients: it reads no request and checks no key, and answers every one with the same
 * bytes after the same wait, so that what is measured is not the endpoint.
 */
export async function startMock({ port = 0, latencyMs = 5, reply }: MockOptions): Promise<RunningModelEndpoint> {
  const message = "say" in reply ? { role: "assistant", content: reply.say } : { role: "assistant", content: null, tool_calls: [{ id: "call_1", type: "function", function: { name: "bash", arguments: JSON.stringify({ command: reply.bash }) } }] };
  const body = Buffer.from(
    JSON.stringify({ id: "mock", object: "chat.completion", created: 0, model: "mock", choices: [{ index: 0, message, finish_reason: "say" in reply ? "stop" : "tool_calls" }], usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 } }),
  );
  const headers = { "content-type": "application/json", "content-length": body.length };
  let calls = 0;
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    request.resume();
    request.once("end", () => {
      if (request.method === "GET") {
        response.end(JSON.stringify({ calls }));
        return;
      }
      calls += 1;
      setTimeout(() => {
        response.writeHead(200, headers);
        response.end(body);
      }, latencyMs);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: "127.0.0.1", backlog: 1_024 }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mock has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls: () => calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
