import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { createWorld } from "../../tests/setup/world.ts";
import { createApi, listen, NOBODY, platformRoom, route, type Gatekeeper } from "./index.ts";

const gatekeeper: Gatekeeper = {
  identify: () => Promise.resolve({ actor: NOBODY }),
  admit: () => undefined,
  judge: () => undefined,
  clears: () => true,
  noteExport: () => Promise.reject(new Error("no file here")),
};
const ROUTES = [
  route({ room: "test", method: "get", path: "/said/{word}", summary: "x", permission: "public", params: z.object({ word: z.string() }), query: z.object({ by: z.string().optional() }), reply: z.object({ word: z.string() }), run: async ({ params }) => params }),
  route({ room: "test", method: "post", path: "/words", summary: "x", permission: "public", body: z.strictObject({}), run: async () => undefined }),
];

async function server() {
  const world = await createWorld({ rooms: [platformRoom] });
  const app = createApi({ services: world.services, gatekeeper, title: "test", routes: ROUTES });
  return { app, world };
}

/** Speaks to a listening server byte by byte, as no client of ours would; `hangUp` closes as soon as all was sent. */
async function speak(text: string, hangUp = false) {
  const { app, world } = await server();
  const listener = await listen(app, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => listener.close());
  const heard = await new Promise<string>((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(listener.port, "127.0.0.1", () => socket.write(text, () => hangUp && socket.destroy()));
    socket.on("data", (chunk) => chunks.push(chunk)).on("close", () => resolve(Buffer.concat(chunks).toString())).on("error", reject);
  });
  return { status: Number(heard.slice(9, 12)), heard, world };
}

test.each([
  ["host", "Host: 127.0.0.1\r\nHost: evil.example\r\n"],
  ["authorization", "Host: 127.0.0.1\r\nAuthorization: Bearer aaaaaaaaaaaaaaaaaaaaaaaa\r\nauthorization: Bearer bbbbbbbbbbbbbbbbbbbbbbbb\r\n"],
  ["content-type", "Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Type: text/plain\r\n"],
])("a request in which %s stands twice is refused, whichever a proxy in front would have taken", async (name, headers) => {
  const { status, heard } = await speak(`GET /api/said/hello HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
  expect([status, heard.slice(heard.indexOf("{"))]).toEqual([400, JSON.stringify({ error: { code: "invalid-input", message: `${name}: this header stands twice; send it once`, field: name } })]);
});

test.each([
  ["both lengths", "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\nGET /api/said/smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
  ["two lengths", "Content-Length: 2\r\nContent-Length: 4\r\n", "{}xx"],
  ["an unknown coding", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n"],
  ["a blank before the colon", "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"],
  ["a sign before the length", "Content-Length: +2\r\n", "{}"],
  ["a line break in a chunk's head", "Transfer-Encoding: chunked\r\n", "2;a=\n\r\n{}\r\n0\r\n\r\n"],
])("a request that does not say in one way where it ends, by %s, is refused whole and the connection with it", async (_how, headers, body) => {
  const { heard } = await speak(`POST /api/words HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n${headers}\r\n${body}`);
  expect(heard.match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 400"]);
});

test.each([
  ["silent for a minute", 1, 60_000, "body: it was not there after 60 seconds; send it again, and faster"],
  ["not whole after five minutes, a byte at a time,", 10, 310_000, "body: it was not there after 300 seconds; send it again, and faster"],
])("a body that is %s is refused, and its connection is free again", async (_how, chunks, passMs, message) => {
  const { app } = await server();
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => new Promise((resolve) => setTimeout(() => resolve(sent++ < chunks ? controller.enqueue(new TextEncoder().encode(" ")) : undefined), 31_000)),
  });
  const reply = app.request("/api/words", { method: "POST", headers: { "content-type": "application/json" }, body, duplex: "half" } as RequestInit);
  await vi.advanceTimersByTimeAsync(31_000 + passMs);
  const answer = await reply;
  expect([answer.status, await answer.json()]).toEqual([400, { error: { code: "invalid-input", message, field: "body" } }]);
});

test("whoever hangs up half-way leaves no failure of ours in the log", async () => {
  const { world } = await speak("POST /api/words HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{", true);
  await expect.poll(() => world.logLines().filter((line) => line.includes("/words")).length).toBe(1);
  expect(world.logLines().map((line) => JSON.parse(line) as { level: string; label: string })).toEqual([expect.objectContaining({ level: "info", label: "request refused", status: 400, code: "invalid-input", field: "body" })]);
});

test("an address that holds NUL, or a parameter twice, is refused with what is wrong", async () => {
  const { app } = await server();
  const ask = async (path: string) => {
    const reply = await app.request(`/api/said/${path}`);
    const { error } = (await reply.json()) as { error?: { field?: string } };
    return [reply.status, error?.field];
  };
  expect(await ask("a%00b")).toEqual([400, "word"]);
  expect(await ask("a?by=%00")).toEqual([400, "by"]);
  expect(await ask("a?by=ada&by=eve")).toEqual([400, "query"]);
  expect(await ask("a?by=ada")).toEqual([200, undefined]);
});
