import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { ApiError, request, toApiError } from "./api.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe("the API from a page", () => {
  test("a write carries JSON and the header that a foreign page cannot set; a read carries neither", async () => {
    const heard: unknown[] = [];
    const base = await listen(async (incoming, reply) => {
      const { "x-breakwater": guard, "content-type": type } = incoming.headers;
      heard.push({ method: incoming.method, guard, type, body: await readAll(incoming) });
      reply.setHeader("content-type", "application/json").end('{"ok":true}');
    });
    expect(await request("POST", `${base}/x`, { a: 1 })).toEqual({ ok: true });
    expect(await request("GET", `${base}/x`)).toEqual({ ok: true });
    expect(heard).toEqual([
      { method: "POST", guard: "1", type: "application/json", body: '{"a":1}' },
      { method: "GET", guard: undefined, type: undefined, body: "" },
    ]);
  });

  test("an empty reply is no value", async () => {
    const base = await listen((_, reply) => reply.writeHead(204).end());
    expect(await request("DELETE", `${base}/x`)).toBeUndefined();
  });

  test("a refusal keeps its status, code, message and field", async () => {
    const base = await listen((_, reply) => {
      reply.writeHead(422).end('{"error":{"code":"invalid-input","message":"email: not an address","field":"email"}}');
    });
    const refusal = await request("POST", `${base}/x`).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiError);
    expect(refusal).toMatchObject({ status: 422, code: "invalid-input", message: "email: not an address", field: "email" });
  });

  test("a reply that is not JSON is told from a refusal", async () => {
    const base = await listen((_, reply) => reply.writeHead(502).end("<html>bad gateway"));
    await expect(request("GET", `${base}/x`)).rejects.toMatchObject({ status: 502, code: "unreadable-reply" });
  });

  test("a server that is not there is told from a refusal", async () => {
    const base = await listen((_, reply) => reply.end());
    await new Promise((closed) => servers.pop()?.close(closed));
    await expect(request("GET", `${base}/x`)).rejects.toMatchObject({ status: 0, code: "unreachable" });
  });

  test("an error of another shape shows nothing of its body", () => {
    for (const body of [null, [], "no", { error: "text" }, { error: { code: 1, message: "secret" } }]) {
      expect(toApiError(500, body)).toMatchObject({ code: "unreadable-reply", message: "The server replied with status 500." });
    }
  });
});

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
