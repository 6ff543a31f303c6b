import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createClient } from "#api-client";
import { afterEach, describe, expect, test } from "vitest";
import { ApiError, mayPass } from "./api.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("the API from a page", () => {
  test("a write carries JSON and the header that a foreign page cannot set", async () => {
    const heard: unknown[] = [];
    const base = await listen(async (incoming, reply) => {
      const { "x-breakwater": guard, "content-type": type } = incoming.headers;
      heard.push({ method: incoming.method, url: incoming.url, guard, type, body: await readAll(incoming) });
      reply.writeHead(204).end();
    });
    await createClient({ baseUrl: base }).call("POST /sign-in/links", { body: { email: "a@exercise.example" } });
    expect(heard).toEqual([
      { method: "POST", url: "/api/sign-in/links", guard: "1", type: "application/json", body: '{"email":"a@exercise.example"}' },
    ]);
  });

  test("a refusal keeps its status, code, message and field, and is not tried again", async () => {
    const base = await listen((_, reply) => {
      const error = { code: "invalid-input", message: "email: not an address", field: "email" };
      reply.writeHead(422, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    });
    const refusal = await failureOf(base);
    expect(refusal).toMatchObject({ status: 422, code: "invalid-input", message: "email: not an address", field: "email" });
    expect(mayPass(refusal)).toBe(false);
  });

  test("a gateway's own page in place of a reply shows nothing of its words, and is tried again", async () => {
    const base = await listen((_, reply) => reply.writeHead(502, { "content-type": "text/html" }).end("<html>bad gateway at host secret-host"));
    const failure = await failureOf(base);
    expect(failure).toMatchObject({ status: 502, message: expect.not.stringContaining("secret-host") as string });
    expect(mayPass(failure)).toBe(true);
  });

  test("a server that is not there is no refusal, and is tried again", async () => {
    const base = await listen((_, reply) => reply.end());
    await new Promise((closed) => servers.pop()?.close(closed));
    const failure = await failureOf(base);
    expect([failure instanceof ApiError, mayPass(failure)]).toEqual([false, true]);
  });

  test("a fault of our own code is not tried again", () => {
    expect(mayPass(new TypeError("x is undefined"))).toBe(false);
  });
});

function failureOf(baseUrl: string): Promise<unknown> {
  return createClient({ baseUrl }).call("GET /session").then(
    () => expect.unreachable("the call did not fail"),
    (error: unknown) => error,
  );
}

async function listen(answer: (incoming: IncomingMessage, reply: ServerResponse) => unknown): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming) text += String(chunk);
  return text;
}
