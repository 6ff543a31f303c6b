import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createWorld } from "../../tests/setup/world.ts";
import { callerAddress, limitedNetwork } from "./caller-address.ts";
import { createApi, describeApi, listen, NOBODY, notFound, platformRoom, readConfiguration, route, type Gatekeeper, type Refusal, type Route } from "./index.ts";
import { readNetwork } from "./public-address.ts";
import { readJson } from "./read-json.ts";

const gatekeeper: Gatekeeper = {
  identify: async (_services, { bearer, cookie }) => ({ actor: { ...NOBODY, personId: bearer ?? cookie ?? NOBODY.personId } }),
  admit: () => undefined,
  judge: () => undefined,
  clears: () => true,
  noteExport: () => Promise.reject(new Error("no file here")),
};
const say = (path: string, more: Partial<Route> = {}): Route => ({ ...route({ room: "test", method: "get", path, summary: "x", permission: "public", reply: z.object({ said: z.string() }), run: async () => ({ said: path }) }), ...more });
const CHANGE = route({ room: "test", method: "post", path: "/change", summary: "x", permission: "public", body: z.object({ text: z.string().optional() }), run: async () => undefined });
const RARE = say("/rare", { limit: { requests: 2, perMs: 60_000 } });
const RARE_FOR_ALL = say("/rare-for-all", { limit: { requests: 2, perMs: 3_600_000, durable: true } });
const RECORD = route({
  room: "test", method: "get", path: "/records/{id}", summary: "x", permission: "public", params: z.object({ id: z.string() }), limit: { requests: 3, perMs: 60_000 },
  run: async ({ params }) => {
    throw params.id === "broken" ? new Error("broken") : notFound();
  },
});

async function edge(environment: Record<string, string> = {}) {
  const world = await createWorld({ rooms: [platformRoom], environment: { BREAKWATER_RATE_FACTOR: "1", ...environment } });
  const open = () => createApi({ services: world.services, gatekeeper, title: "test", routes: [say("/hello"), CHANGE, RARE, RARE_FOR_ALL, RECORD] });
  const app = open();
  const call = async (path: string, init: RequestInit & { readonly url?: string } = {}) => app.request(`${init.url ?? ""}/api${path}`, init);
  return { world, app, call, open };
}

describe("what a browser is told", () => {
  test("is the same strict set for a reply, a refusal, a failure and an address where there is nothing", async () => {
    const { call, world } = await edge();
    const replies = await Promise.all(["/hello", "/records/broken", "/records/other", "/nowhere", "/openapi.json"].map((path) => call(path)));
    expect(replies.map(({ status }) => status)).toEqual([200, 500, 404, 404, 200]);
    const told = replies.map(({ headers }) => Object.fromEntries([...headers].filter(([name]) => !["content-type", "content-length", "x-breakwater-label"].includes(name))));
    for (const one of told) expect(one).toEqual(told[0]);
    expect(told[0]).toMatchObject({
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
      "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer", "cache-control": "no-store",
      "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp", "cross-origin-resource-policy": "same-origin",
    });
    expect(told[0]?.["permissions-policy"]).toContain("camera=()");
    expect(Object.keys(told[0] ?? {}).filter((name) => /^(server|x-powered-by|access-control|strict-transport)/.test(name))).toEqual([]);
    expect(world.services.configuration.publicUrl).toMatch(/^http:/);
  });

  test("allows a page no script, style or data but this server's own, and nothing written into the page itself", async () => {
    const { app } = await edge();
    app.get("*", (c) => c.html("<p>page"));
    const policy = (await app.request("/anything")).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|blob:|nonce|sha256/);
  });

  test("holds it to encryption for two years where people come by https, and only there", async () => {
    const { call } = await edge({ BREAKWATER_PUBLIC_URL: "https://harbour.example" });
    expect((await call("/hello", { url: "https://harbour.example" })).headers.get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
  });
});

test("a route may stand at an address that a standard fixes, refuses there as the standard says, and no page is beside it", async () => {
  const world = await createWorld({ rooms: [platformRoom] });
  const refuseAs = (refusal: Refusal) => ({ text: `no: ${refusal.status}`, mediaType: "text/x-told" });
  const known = route({
    room: "test", method: "get", path: "/known/{id}", alsoAt: "/.well-known/{id}/", refuseAs, summary: "x", permission: "public", params: z.object({ id: z.string().max(3) }), reply: "text/plain",
    run: async ({ params, exchange }) => ({ bytes: params.id, mediaType: "text/plain", cache: "minute", headers: { etag: '"1"' }, ...(exchange.header("if-none-match") === '"1"' ? { status: 304 } : {}) }),
  });
  const app = createApi({ services: world.services, gatekeeper, title: "test", routes: [known] });
  app.get("*", (c) => c.html("<p>page"));
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const reply = await app.request(path, { headers });
    return [reply.status, reply.headers.get("content-type"), await reply.text(), reply.headers.get("cache-control"), reply.headers.get("content-security-policy")?.includes("sandbox")];
  };
  for (const path of ["/.well-known/a/", "/api/known/a"]) expect(await ask(path)).toEqual([200, "text/plain", "a", "public, max-age=60", true]);
  expect(await ask("/.well-known/a/", { "if-none-match": '"1"' })).toEqual([304, "text/plain", "", "public, max-age=60", true]);
  expect(await ask("/.well-known/long/")).toEqual([400, "text/x-told", "no: 400", "no-store", true]);
  expect((await ask("/.well-known/other"))[0]).toBe(404);
  expect((await ask("/.well-known"))[0]).toBe(404);
  expect(await ask("/well-known")).toMatchObject([200, expect.stringContaining("text/html"), "<p>page", null, false]);
  expect(describeApi([known], "test")).toMatchObject({ paths: { "/api/known/{id}": { get: { description: "Also at /.well-known/{id}/" } } } });
});

describe("what may be kept by caches", () => {
  const file = (path: string, more: Partial<Route> = {}): Route => ({ ...route({ room: "test", method: "get", path, summary: "x", permission: "public", reply: "application/octet-stream", run: async () => ({ bytes: "x", mediaType: "application/octet-stream", cache: "immutable" }) }), ...more });
  const renewing: Gatekeeper = { ...gatekeeper, identify: async (_services, { cookie }) => ({ actor: { ...NOBODY, personId: cookie ?? NOBODY.personId }, ...(cookie ? { renewedToken: "r".repeat(24) } : {}) }), noteExport: async () => ({ label: "embargoed", recipient: "x", at: "2026-09-01T12:00:00.000Z", mark: "x" }) };
  const routes = [
    file("/tile"),
    file("/brief", { run: async () => ({ bytes: "x", mediaType: "text/plain", cache: "minute" }) }),
    file("/plain", { run: async () => ({ bytes: "x", mediaType: "text/plain" }) }),
    file("/own", { permission: "signed-in" }),
    file("/by-link", { carries: "embargoed" }),
    file("/gone", { run: async () => Promise.reject(notFound()) }),
    file("/setting", { run: async ({ exchange }: { readonly exchange: { setSession(token: string): void } }) => {
      exchange.setSession("s".repeat(24));
      return { bytes: "x", mediaType: "text/plain", cache: "immutable" };
    } }),
  ];
  async function open() {
    const world = await createWorld({ rooms: [platformRoom] });
    const app = createApi({ services: world.services, gatekeeper: renewing, title: "test", routes });
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const reply = await app.request(`/api${path}`, { headers });
      return { status: reply.status, kept: reply.headers.get("cache-control"), setsCookie: reply.headers.has("set-cookie") };
    };
    return { world, ask };
  }

  test("is what a public route gives to everybody alike and says so of, and nothing else", async () => {
    const { ask, world } = await open();
    expect(await ask("/tile")).toEqual({ status: 200, kept: "public, max-age=31536000, immutable", setsCookie: false });
    expect(await ask("/brief")).toEqual({ status: 200, kept: "public, max-age=60", setsCookie: false });
    expect([await ask("/plain"), await ask("/gone"), await ask("/nowhere")].map(({ kept }) => kept)).toEqual(["no-store", "no-store", "no-store"]);
    expect(world.logLines().filter((line) => line.includes("kept by caches"))).toEqual([]);
  });

  test("is no reply that only some may have, whatever its route says, which is reported", async () => {
    const { ask, world } = await open();
    expect(await ask("/own")).toMatchObject({ status: 200, kept: "no-store" });
    expect(await ask("/by-link")).toMatchObject({ status: 200, kept: "no-store" });
    expect(world.logLines().filter((line) => line.includes("kept by caches"))).toHaveLength(2);
  });

  test("is no reply with a cookie, nor any to somebody who is signed in", async () => {
    const { ask } = await open();
    const cookie = "breakwater_session=aaaaaaaaaaaaaaaaaaaaaaaa";
    expect(await ask("/tile", { cookie })).toEqual({ status: 200, kept: "no-store", setsCookie: true });
    expect(await ask("/setting")).toEqual({ status: 200, kept: "no-store", setsCookie: true });
  });
});

describe("a change", () => {
  const post = (headers: Record<string, string>) => ({ method: "POST", headers: { "content-type": "application/json", ...headers }, body: "{}" });
  const OURS = { "x-breakwater": "1", cookie: "__Host-breakwater_session=aaaaaaaaaaaaaaaaaaaaaaaa" };

  test.each<readonly [string, Record<string, string>, number]>([
    ["of our own page", { ...OURS, origin: "http://localhost", "sec-fetch-site": "same-origin" }, 204],
    ["of our own page at its public address", { ...OURS, origin: "https://harbour.example" }, 204],
    ["without the header of ours", { cookie: OURS.cookie, "sec-fetch-site": "same-origin" }, 400],
    ["of another origin, by its own word", { ...OURS, origin: "https://evil.example" }, 403],
    ["of a sandboxed frame", { ...OURS, origin: "null" }, 403],
    ["of another port", { ...OURS, origin: "http://localhost:8000" }, 403],
    ["of another site, by the browser's word", { ...OURS, "sec-fetch-site": "cross-site" }, 403],
    ["of a sister host", { ...OURS, "sec-fetch-site": "same-site" }, 403],
    ["of another site without a cookie, which would sign somebody in", { origin: "https://evil.example" }, 403],
    ["of a client with a token, which no browser sends by itself", { authorization: "Bearer aaaaaaaaaaaaaaaaaaaaaaaa", origin: "https://tool.example" }, 204],
  ])("%s", async (_what, headers, status) => {
    const { call } = await edge({ BREAKWATER_PUBLIC_URL: "https://harbour.example" });
    expect((await call("/change", post(headers))).status).toBe(status);
  });

  test("for a name that is not ours is refused, so that nobody's name can be led here (DNS rebinding)", async () => {
    const { call } = await edge({ BREAKWATER_PUBLIC_URL: "https://harbour.example" });
    const ask = async (url: string) => (await call("/hello", { url })).status;
    expect(await Promise.all(["https://harbour.example", "http://localhost:8420", "http://127.0.0.1:8420", "http://[::1]:8420"].map(ask))).toEqual([200, 200, 200, 200]);
    expect(await Promise.all(["http://rebound.evil.example", "http://harbour.example.evil.example", "http://localhost.evil.example"].map(ask))).toEqual([421, 421, 421]);
  });
});

describe("how often one may ask", () => {
  const as = (person: string) => ({ headers: { authorization: `Bearer ${person.padEnd(24, "x")}` } });

  test("is bounded for each person and route, says when to come back, and comes back by itself", async () => {
    const { call, world } = await edge();
    const ask = async (who: string, path = "/rare") => (await call(path, as(who))).status;
    expect([await ask("ada"), await ask("ada"), await ask("ada")]).toEqual([200, 200, 429]);
    expect([await ask("bob"), await ask("ada", "/hello")]).toEqual([200, 200]);
    const refused = await call("/rare", as("ada"));
    expect([refused.headers.get("retry-after"), await refused.json()]).toEqual(["30", { error: { code: "too-many-requests", message: "Too many requests; wait 30 seconds and try again." } }]);
    world.pass(30_000);
    expect([await ask("ada"), await ask("ada")]).toEqual([200, 429]);
    world.pass(86_400_000);
    expect([await ask("ada"), await ask("ada"), await ask("ada")]).toEqual([200, 200, 429]);
  });

  test("holds for everything a person does together", async () => {
    const { call } = await edge({ BREAKWATER_RATE_FACTOR: "0.005" });
    const statuses = [];
    for (const path of ["/hello", "/hello", "/hello", "/openapi.json", "/records/a", "/records/b", "/change"]) statuses.push((await call(path, as("ada"))).status);
    // Six in all, three of one kind; documents that are the same for everybody are not counted.
    expect(statuses).toEqual([200, 200, 200, 200, 404, 429, 404]);
  });

  test("where it is durable holds for every process of the side, over a restart, and keeps no address", async () => {
    const { call, open, world } = await edge();
    expect([(await call("/rare-for-all")).status, (await open().request("/api/rare-for-all")).status, (await open().request("/api/rare-for-all")).status]).toEqual([200, 200, 429]);
    world.pass(1_800_000);
    expect([(await open().request("/api/rare-for-all")).status, (await open().request("/api/rare-for-all")).status]).toEqual([200, 429]);
  });

  test("takes no more than there is when many ask at once", async () => {
    const { call } = await edge();
    const statuses = (await Promise.all(Array.from({ length: 20 }, () => call("/rare-for-all")))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBe(2);
  });

  test("is asked before the record, so that absent and forbidden are refused alike", async () => {
    const { call } = await edge();
    const told = [];
    for (const id of ["absent", "forbidden", "absent", "absent", "forbidden"]) {
      const reply = await call(`/records/${id}`, as("ada"));
      told.push([reply.status, await reply.text(), reply.headers.get("retry-after")]);
    }
    expect(told.map(([status]) => status)).toEqual([404, 404, 404, 429, 429]);
    expect(told[3]).toEqual(told[4]);
  });

  test("without a session is counted by the network that the call comes from, as the socket and the proxies of ours say", async () => {
    const { app } = await edge({ BREAKWATER_TRUSTED_PROXIES: "127.0.0.1" });
    const listener = await listen(app, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => listener.close());
    const ask = async (forwarded: string) => (await fetch(`http://127.0.0.1:${listener.port}/api/rare`, { headers: { "x-forwarded-for": forwarded } })).status;
    expect([await ask("203.0.113.7"), await ask("9.9.9.9, 203.0.113.7"), await ask("8.8.8.8, 203.0.113.7"), await ask("203.0.113.8")]).toEqual([200, 200, 429, 200]);
    expect([await ask("2001:db8:1:2::1"), await ask("2001:db8:1:2:ffff::9"), await ask("2001:db8:1:2:3:4:5:6"), await ask("2001:db8:1:3::1")]).toEqual([200, 200, 429, 200]);
  });
});

test.each([
  ["10.0.0.9", undefined, "10.0.0.9"],
  ["10.0.0.9", "1.2.3.4", "1.2.3.4"],
  ["::ffff:10.0.0.9", "1.2.3.4", "1.2.3.4"],
  ["10.0.0.9", "6.6.6.6, 1.2.3.4, 10.0.0.8", "1.2.3.4"],
  ["10.0.0.9", "1.2.3.4, junk", "10.0.0.9"],
  ["5.5.5.5", "1.2.3.4", "5.5.5.5"],
  ["in-process", "1.2.3.4", "in-process"],
])("a call from %s that was forwarded for %s comes from %s", (peer, forwarded, caller) => {
  const ours = [readNetwork("10.0.0.0/24")];
  expect(callerAddress(peer, forwarded, ours)).toBe(caller);
});

test("one house of IPv6 is one caller, however it writes its address", () => {
  expect(new Set(["2001:db8::1", "2001:db8:0:0:ffff::", "2001:0db8:0000::2", "2001:DB8::%eth0"].map(limitedNetwork))).toEqual(new Set(["2001:db8:0:0"]));
  expect([limitedNetwork("::1"), limitedNetwork("fe80::1:2:3:4"), limitedNetwork("10.0.0.1"), limitedNetwork("1:2:3:4:5:6:7:8")]).toEqual(["0:0:0:0", "fe80:0:0:0", "10.0.0.1", "1:2:3:4"]);
});

describe("JSON from outside", () => {
  const read = (text: string) => readJson(new TextEncoder().encode(text));
  test.each(['{"__proto__":{"polluted":1}}', '[{"a":{"constructor":{"prototype":{"polluted":1}}}}]', '{"prototype":1}', '{"\\u005f_proto__":1}', "[".repeat(200) + "]".repeat(200), '{"a":'.repeat(200) + "1" + "}".repeat(200), "", "{", '{"a":1}x'])("is refused as %s", (text) => {
    expect(() => read(text)).toThrow(SyntaxError);
    expect((Object.prototype as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
  test("says where the trap lies", async () => {
    const { call } = await edge();
    const reply = await call("/change", { method: "POST", headers: { "content-type": "application/json" }, body: '{"a":[{"b":{"__proto__":1}}]}' });
    expect([reply.status, await reply.json()]).toEqual([400, { error: { code: "invalid-input", message: "a.0.b: the name __proto__ is not taken", field: "a.0.b" } }]);
  });
  test("is taken as it is otherwise", () => {
    expect(read('{"a":[1,{"proto":"__proto__","b":null}],"length":2}')).toEqual({ a: [1, { proto: "__proto__", b: null }], length: 2 });
  });
});

test("settings that cannot be read stop the start with their name", () => {
  const read = (more: Record<string, string>) => () => readConfiguration({ DATABASE_URL: "x", BREAKWATER_DATA: "/x", ...more });
  expect(read({ BREAKWATER_TRUSTED_PROXIES: "10.0.0.0/8, proxy" })).toThrow(/BREAKWATER_TRUSTED_PROXIES: "proxy"/);
  expect(read({ BREAKWATER_RATE_FACTOR: "-1" })).toThrow(/BREAKWATER_RATE_FACTOR/);
});
