import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";
import { createGuardedFetch, findAddressFault, OutboundError, readAllowedTargets } from "./safe-fetch.ts";
import { readConfiguration } from "./index.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server on a loopback address of its own; `asked` is what reached it. */
async function serve(answer: Answer, { host = "127.0.0.1", port = 0, tls = false } = {}) {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    answer(request, response);
  };
  const pem = (name: string) => readFile(join(import.meta.dirname, "fixtures", name));
  const server = tls ? createTlsServer({ key: await pem("unvouched.key.pem"), cert: await pem("unvouched.cert.pem") }, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { asked, port: typeof address === "object" && address ? address.port : 0 };
}

const say = (text: string): Answer => (_request, response) => void response.end(text);
const LOOPBACK_1 = readAllowedTargets("http://127.0.0.1");

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(() => "done", (error: unknown) => (error instanceof OutboundError ? error.code : (error as Error).name));
}

describe("an address", () => {
  test.each([
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.168.1.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "localhost", "",
  ])("%s is not public", (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(["8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "192.167.255.255", "2606:4700::1111", "2a00:1450:4001::1"])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    ["http://models.example/", "it does not begin with https:"],
    ["file:///etc/passwd", "it does not begin with https:"],
    ["https://user:word@models.example/", "it holds a credential"],
    ["https://localhost/", "it has no public host name"],
    ["https://database/", "it has no public host name"],
    ["https://metadata.google.internal/", "it has no public host name"],
    ["https://printer.local./", "it has no public host name"],
    ["https://2130706433/", "it lies in a network that is not public"],
    ["https://0x7f.1/", "it lies in a network that is not public"],
    ["https://0177.0.0.1/", "it lies in a network that is not public"],
    ["https://127.1/", "it lies in a network that is not public"],
    ["https://[::ffff:169.254.169.254]/", "it lies in a network that is not public"],
    ["https://１２７.0.0.1/", "it lies in a network that is not public"],
    ["https://models.example/", undefined],
    ["https://8.8.8.8/", undefined],
  ])("%s is judged as it will be called", (url, fault) => expect(findAddressFault(new URL(url), [])).toBe(fault));
});

describe("the guard", () => {
  test("calls what the configuration names, and gives back the answer as it came", async () => {
    const { port } = await serve((request, response) => void response.writeHead(418, { "x-seen": request.headers.authorization ?? "" }).end("short and stout"));
    const reply = await createGuardedFetch({ allow: LOOPBACK_1 })(`http://127.0.0.1:${port}/pot`, { method: "POST", body: "tea", headers: { authorization: "Bearer leaf" } });
    expect([reply.status, reply.headers.get("x-seen"), await reply.text()]).toEqual([418, "Bearer leaf", "short and stout"]);
  });

  test("sends a body of each usual kind whole, with its type", async () => {
    const { port } = await serve((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => response.end(`${request.headers["content-type"]} ${Buffer.concat(chunks).toString()}`));
    });
    const call = createGuardedFetch({ allow: LOOPBACK_1 });
    const send = async (body: BodyInit) => (await call(`http://127.0.0.1:${port}/`, { method: "POST", body })).text();
    expect(await send(new URLSearchParams({ a: "b c" }))).toBe("application/x-www-form-urlencoded;charset=UTF-8 a=b+c");
    expect(await send("ø")).toBe("text/plain;charset=UTF-8 ø");
    expect(await send(new TextEncoder().encode("x"))).toBe("undefined x");
  });

  test("calls nothing of its own network that is not named: not by address, not by name, not by one of a name's addresses", async () => {
    const { port, asked } = await serve(say("inside"));
    const call = createGuardedFetch({ allow: [], lookup: async (name) => (name === "both.example" ? [{ address: "8.8.8.8", family: 4 }, { address: "127.0.0.1", family: 4 }] : [{ address: "::ffff:127.0.0.1", family: 6 }]) });
    for (const host of ["127.0.0.1", "[::1]", "localhost", "both.example", "mapped.example"]) expect([host, await codeOf(call(`https://${host}:${port}/`))]).toEqual([host, "address-refused"]);
    expect(await codeOf(createGuardedFetch({ allow: readAllowedTargets("10.0.0.0/8") })(`http://127.0.0.1:${port}/`))).toBe("address-refused");
    expect(asked).toEqual([]);
  });

  test("asks for a name once and connects to the address it judged, however the name answers a moment later (DNS rebinding)", async () => {
    const outside = await serve(say("judged"));
    const inside = await serve(say("SECRET"), { host: "127.0.0.2", port: outside.port });
    let asked = 0;
    const call = createGuardedFetch({ allow: LOOPBACK_1, lookup: async () => [{ address: (asked += 1) === 1 ? "127.0.0.1" : "127.0.0.2", family: 4 }] });
    expect(await (await call(`http://rebinding.example:${outside.port}/`)).text()).toBe("judged");
    expect({ asked, inside: inside.asked }).toEqual({ asked: 1, inside: [] });
    expect(await codeOf(call(`http://rebinding.example:${outside.port}/`))).toBe("address-refused");
    expect(inside.asked).toEqual([]);
  });

  test("follows a redirect only when told so, and never inside", async () => {
    const inside = await serve(say("SECRET"), { host: "127.0.0.2" });
    const targets = [`http://127.0.0.2:${inside.port}/`, "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "//localhost/", "gopher://127.0.0.1/"];
    const { port } = await serve((request, response) => {
      const at = Number(request.url?.slice(1));
      response.writeHead(302, { location: targets[at] ?? "/again" }).end();
    });
    const call = createGuardedFetch({ allow: LOOPBACK_1 });
    for (const [at, target] of targets.entries()) expect([target, await codeOf(call(`http://127.0.0.1:${port}/${at}`, { redirect: "follow" }))]).toEqual([target, "address-refused"]);
    expect(await codeOf(call(`http://127.0.0.1:${port}/0`))).toBe("redirect-refused");
    expect(await codeOf(call(`http://127.0.0.1:${port}/again`, { redirect: "follow" }))).toBe("redirect-refused");
    expect((await call(`http://127.0.0.1:${port}/0`, { redirect: "manual" })).status).toBe(302);
    expect(inside.asked).toEqual([]);
  });

  test("carries no credential and no body to another origin", async () => {
    const seen: unknown[] = [];
    const other = await serve((request, response) => {
      seen.push(request.method, request.headers.authorization, request.headers.cookie, request.headers["x-plain"]);
      response.end("other");
    });
    const { port } = await serve((request, response) => void response.writeHead(request.url === "/307" ? 307 : 303, { location: `http://127.0.0.1:${other.port}/` }).end());
    const call = createGuardedFetch({ allow: LOOPBACK_1 });
    const init = { method: "POST", body: "secret", redirect: "follow", headers: { authorization: "Bearer x", cookie: "a=b", "x-plain": "stays" } } as const;
    expect(await (await call(`http://127.0.0.1:${port}/303`, init)).text()).toBe("other");
    expect(seen).toEqual(["GET", undefined, undefined, "stays"]);
    expect(await codeOf(call(`http://127.0.0.1:${port}/307`, init))).toBe("redirect-refused");
    expect(other.asked).toEqual(["GET /"]);
  });

  test("takes no answer that is larger, or slower, than allowed, or packed", async () => {
    const { port } = await serve((request, response) => {
      if (request.url === "/slow") response.write("begun");
      else if (request.url === "/packed") response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(1_000_000)));
      else response.end("x".repeat(2000));
    });
    const call = createGuardedFetch({ allow: LOOPBACK_1 });
    const read = async (path: string, init = {}) => (await call(`http://127.0.0.1:${port}${path}`, init)).text();
    expect((await read("/", { maxBytes: 2000 })).length).toBe(2000);
    expect(await codeOf(read("/", { maxBytes: 1999 }))).toBe("too-large");
    expect(await codeOf(read("/packed"))).toBe("encoded");
    expect(await codeOf(read("/slow", { timeoutMs: 50 }))).toBe("TimeoutError");
    const stop = new AbortController();
    const waiting = read("/slow", { signal: stop.signal });
    stop.abort(new Error("withdrawn"));
    await expect(waiting).rejects.toThrow("withdrawn");
  });

  test("talks to no server whose certificate nobody vouches for, and sends it nothing", async () => {
    const { port, asked } = await serve(say("SECRET"), { tls: true });
    const call = createGuardedFetch({ allow: LOOPBACK_1, lookup: async () => [{ address: "127.0.0.1", family: 4 }] });
    const attempt = call(`https://models.example:${port}/`, { headers: { authorization: "Bearer x" } });
    await expect(attempt).rejects.toMatchObject({ code: "unreachable", cause: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" } });
    expect(asked).toEqual([]);
  });

  test("says of a name that leads nowhere, or a server that is not there, that it cannot be reached", async () => {
    const call = createGuardedFetch({ allow: LOOPBACK_1, lookup: async (name) => (name === "empty.example" ? [] : Promise.reject(new Error("ENOTFOUND"))) });
    for (const url of ["https://empty.example/", "https://gone.example/", "http://127.0.0.1:1/"]) expect([url, await codeOf(call(url))]).toEqual([url, "unreachable"]);
  });
});

test("what may be called inside is named in the configuration, and what cannot be read there stops the start", () => {
  const read = (allow?: string, exercise = "0") => readConfiguration({ DATABASE_URL: "x", BREAKWATER_DATA: "/x", BREAKWATER_EXERCISE: exercise, ...(allow === undefined ? {} : { BREAKWATER_OUTBOUND_ALLOW: allow }) }).outboundAllow;
  const may = (url: string, allow?: string, exercise?: string) => findAddressFault(new URL(url), read(allow, exercise)) === undefined;
  expect(may("https://models/", "models, 10.20.0.0/16")).toBe(true);
  expect(may("https://10.20.3.4/", "models, 10.20.0.0/16")).toBe(true);
  expect(may("http://10.20.3.4/", "models, 10.20.0.0/16")).toBe(false);
  expect(may("https://10.21.3.4/", "models, 10.20.0.0/16")).toBe(false);
  expect(may("http://127.0.0.1:9/")).toBe(false);
  expect(may("http://127.0.0.1:9/", undefined, "1")).toBe(true);
  expect(may("http://127.0.0.1:9/", "", "1")).toBe(false);
  for (const wrong of ["10.0.0.0/33", "10.0.0/8", "::1/129", "a b", "https://x"]) expect(() => read(wrong), wrong).toThrow("BREAKWATER_OUTBOUND_ALLOW");
});
