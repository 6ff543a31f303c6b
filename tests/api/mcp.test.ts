import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { sql, type Actor } from "#rooms/platform";
import { clearinghousePeople, gaugeBundle, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";

const META = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientCapabilities": {} };
const authorisation = { kind: "open-source", evidence: "Apache-2.0" };

interface Message {
  readonly id?: string | number | null;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What a tool answered, or the protocol's error in its place; a test compares what it looks at. */
interface ToolAnswer {
  readonly code?: number;
  readonly isError?: boolean;
  readonly structuredContent?: Record<string, unknown>;
}

async function serve({ services }: World): Promise<string> {
  const answer = getRequestListener(createLowSideApi(services).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The real program as a harness starts it, speaking to a real server with somebody's token. */
async function startMcp(world: World, as: Actor, address?: string) {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-mcp-"));
  const env = { PATH: process.env["PATH"] ?? "", BREAKWATER_SERVER: address ?? (await serve(world)), BREAKWATER_TOKEN: await world.token(as) };
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../apps/cli/main.ts"), "mcp", "--folder", folder], { env, stdio: ["pipe", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  });
  let id = 0;
  const hear = async () => JSON.parse((await lines.next()).value as string) as Message;
  const say = async (line: string | Uint8Array): Promise<Message> => {
    child.stdin.write(line);
    child.stdin.write("\n");
    return hear();
  };
  const ask = (method: string, params: object = {}, meta: object = META) => say(JSON.stringify({ jsonrpc: "2.0", id: (id += 1), method, params: { ...params, ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}) } }));
  const call = async (name: string, args: object): Promise<ToolAnswer> => {
    const { result, error } = await ask("tools/call", { name, arguments: args });
    return error ?? result ?? {};
  };
  const end = () => {
    child.stdin.end();
    return ended;
  };
  return { folder, say, ask, call, hear, write: (line: string) => child.stdin.write(`${line}\n`), end, stderr: () => stderr };
}

test("a model claims, submits, asks and gives back with its caller's token over the newest revision, which remembers nothing", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const { finder, otherFinder, analyst } = await clearinghousePeople(world);
  const mcp = await startMcp(world, finder);
  const discovered = await mcp.ask("server/discover");
  expect(discovered.result).toMatchObject({ resultType: "complete", supportedVersions: expect.arrayContaining(["2026-07-28", "2025-11-25"]), capabilities: { tools: {} }, cacheScope: "public", ttlMs: expect.any(Number), _meta: { "io.modelcontextprotocol/serverInfo": { name: "breakwater" } } });
  const { result } = await mcp.ask("tools/list");
  const tools = result?.["tools"] as readonly { name: string; inputSchema: { type: string; additionalProperties: boolean } }[];
  expect(tools.map(({ name, inputSchema }) => [name, inputSchema.type, inputSchema.additionalProperties])).toEqual(["claim_target", "renew_claim", "release_claim", "submit_finding", "finding_state", "campaign_targets"].map((name) => [name, "object", false]));

  const claimed = await mcp.call("claim_target", { repository: REPOSITORY, path: "src", authorisation });
  expect(claimed).toMatchObject({ isError: false, structuredContent: { answer: "claimed", claimId: expect.stringMatching(/^claim_/) } });
  const claimId = claimed.structuredContent?.["claimId"];
  await writeFile(join(mcp.folder, "gauge.tar"), await gaugeBundle());
  const submitted = await mcp.call("submit_finding", { path: "gauge.tar" });
  expect(submitted).toMatchObject({ isError: false, structuredContent: { findingId: expect.stringMatching(/^find_/), state: "submitted", alreadyReceived: false } });
  const findingId = submitted.structuredContent?.["findingId"];
  expect(await mcp.call("submit_finding", { bundle: Buffer.from(await gaugeBundle()).toString("base64") })).toMatchObject({ structuredContent: { findingId, alreadyReceived: true } });
  const record = {
    schema: "breakwater-finding/1", title: "A name too long", description: "It is copied without a look at its length.", weakness: "CWE-787", target: { name: "tide-gauge", version: "1.4.0", repository: REPOSITORY, location: "src/other.c" },
    provenance: { finder: "Harbour Watch", model: "scripted-agent-1", modelVersion: "1", harness: "breakwater mcp", human: "none" },
  };
  expect(await mcp.call("submit_finding", { record })).toMatchObject({ isError: false, structuredContent: { findingId: expect.stringMatching(/^find_/) } });
  await world.drain();
  expect(await mcp.call("finding_state", { findingId })).toMatchObject({ structuredContent: { id: findingId, state: "needs_validation", reproduction: { outcome: "reproduced" } } });
  expect(await mcp.call("renew_claim", { claimId })).toMatchObject({ structuredContent: { state: "renewed" } });
  expect(await mcp.call("release_claim", { claimId })).toMatchObject({ structuredContent: { claimId, released: true } });
  expect(await mcp.call("renew_claim", { claimId })).toMatchObject({ isError: true, structuredContent: { error: { code: "claim-over" } } });

  const { digest: termsDigest } = await requireOk(world.call("GET", "/membership/terms"));
  await requireOk(world.call("POST", "/membership", { as: finder, body: { termsDigest, signatory: { name: "Ada", title: "Counsel" }, purposes: ["campaigns"], agrees: true } }));
  const targets = [{ product: "Tide Gauge", authorisation: { kind: "owner", evidence: "Contract 7" } }];
  const { id: campaignId } = await requireOk(world.call("POST", "/campaigns", { as: analyst, body: { title: "Gauges", startsAt: "2026-09-01T00:00:00Z", endsAt: "2026-09-08T00:00:00Z", budget: { tokens: 0, usdCents: 0, sandboxMinutes: 0 }, targets, invite: [finder.organisationId] } }));
  await requireOk(world.call("POST", `/campaigns/${campaignId}/answer`, { as: finder, body: { answer: "accept" } }));
  expect(await mcp.call("campaign_targets", {})).toMatchObject({ structuredContent: { campaigns: [{ id: campaignId, state: "open", yourAnswer: "accepted", targetCount: 1 }] } });
  const [target] = ((await mcp.call("campaign_targets", { campaignId })).structuredContent?.["targets"] ?? []) as { id: string }[];
  expect(await mcp.call("claim_target", { campaign: { campaignId, targetId: target?.id } })).toMatchObject({ structuredContent: { answer: "claimed" } });

  // The token's permissions are all there is: another's finding looks absent.
  const stranger = await startMcp(world, otherFinder);
  expect(await stranger.call("finding_state", { findingId })).toMatchObject({ isError: true, structuredContent: { error: { code: "not-found" } } });
  expect([await mcp.end(), mcp.stderr()]).toEqual([0, ""]);
});

test("a client from before begins with initialize and gets answers of its own revision", { timeout: 30_000 }, async () => {
  const world = await createWorld();
  const { finder } = await clearinghousePeople(world);
  const mcp = await startMcp(world, finder);
  const old = (method: string, params: object = {}) => mcp.ask(method, params, {});
  expect((await old("tools/list")).error).toMatchObject({ code: -32_600 });
  expect((await old("ping")).result).toEqual({});
  expect((await old("initialize", {})).error).toMatchObject({ code: -32_602 });
  expect((await old("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "old", version: "1" } })).result).toMatchObject({ protocolVersion: "2025-06-18", serverInfo: { name: "breakwater" }, capabilities: { tools: {} } });
  mcp.write(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }));
  const listed = (await old("tools/list")).result ?? {};
  expect([Object.keys(listed), (listed["tools"] as unknown[]).length]).toEqual([["tools"], 6]);
  expect((await old("initialize", { protocolVersion: "1999-01-01" })).result).toMatchObject({ protocolVersion: "2025-11-25" });
});

test("whatever a harness or its model sends, it gets an answer that says what was wrong, and nothing but a bundle below the folder leaves", { timeout: 60_000 }, async () => {
  const world = await createWorld();
  const { finder } = await clearinghousePeople(world);
  const mcp = await startMcp(world, finder);
  const codeOf = async (line: string) => (await mcp.say(line)).error?.code;
  expect(await codeOf("{")).toBe(-32_700);
  for (const odd of ["[]", "1", '"x"', "null", "{}", '{"jsonrpc":"1.0","id":1,"method":"ping"}', '{"jsonrpc":"2.0","id":{},"method":"ping"}', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}']) expect([odd, await codeOf(odd)]).toEqual([odd, -32_600]);
  expect(await codeOf("x".repeat(12 * 1024 * 1024 + 1))).toBe(-32_600);
  expect(await mcp.ask("tools/list", {}, { "io.modelcontextprotocol/protocolVersion": "2030-01-01" })).toMatchObject({ error: { code: -32_022, data: { supported: ["2026-07-28"], requested: "2030-01-01" } } });
  expect((await mcp.ask("resources/list")).error?.code).toBe(-32_601);
  expect(await mcp.call("rm", {})).toMatchObject({ code: -32_602 });
  // A notification and an answer to nothing are answered by nothing: the next line heard is the ping's.
  mcp.write(JSON.stringify({ jsonrpc: "2.0", method: "tools/call", params: { name: "rm" } }));
  mcp.write(JSON.stringify({ jsonrpc: "2.0", id: 99, result: {} }));
  expect(await mcp.ask("ping")).toMatchObject({ result: {} });

  await writeFile(join(mcp.folder, "notes.txt"), "secret words");
  await symlink("/etc/hostname", join(mcp.folder, "link.tar"));
  const refused = async (name: string, args: object) => (await mcp.call(name, args)).structuredContent?.["error"] as { readonly code: string; readonly field?: string };
  expect((await refused("submit_finding", { path: "notes.txt" })).code).toBe("not-a-tar");
  for (const path of ["/etc/hostname", "../../etc/hostname", "link.tar", "none.tar", "."]) expect([path, (await refused("submit_finding", { path })).code]).toEqual([path, "no-such-file"]);
  expect(await refused("submit_finding", {})).toMatchObject({ code: "bad-input", field: "path" });
  expect(await refused("finding_state", { findingId: "../../session" })).toMatchObject({ code: "bad-input", field: "findingId" });
  expect(await refused("renew_claim", { claimId: "claim_00000000000000000000", extra: 1 })).toMatchObject({ code: "bad-input" });
  expect((await refused("claim_target", { product: "x" })).code).toBe("bad-input");
  expect(await refused("claim_target", { repository: REPOSITORY, product: "x", authorisation })).toMatchObject({ field: "repository" });
  expect((await world.services.db.query(sql`SELECT id FROM findings.finding`)).length).toBe(0);

  const nowhere = await startMcp(world, finder, "http://127.0.0.1:9");
  expect(await nowhere.call("finding_state", { findingId: "find_00000000000000000000" })).toMatchObject({ isError: true, structuredContent: { error: { code: "unreachable" } } });
});
