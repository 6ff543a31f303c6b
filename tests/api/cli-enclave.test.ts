import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { access, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { importBundles } from "#rooms/benchmarking";
import { exchangeOnce, startExchange } from "#rooms/determination";
import type { Actor } from "#rooms/platform";
import type { Role } from "#contracts/access";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createEnclaveApi, enclaveRooms } from "../../apps/enclave/enclave-side.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { someTasks } from "../../rooms/benchmarking/enclave-scene.fixture.ts";
import { requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { openHouses, toEngagementBody } from "./records.ts";

const MODEL_KEY = "key-of-the-model";
const PLAIN = "The model was held to our standard.";
const STANDARD = {
  standardId: "harbour-standard", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, epochs: 1, rule: "any", marking: "EXERCISE", text: "What we ask of a model.",
  measures: [{ scope: "overall", threshold: 0.0123, minimumSamples: 1 }],
};

interface Side {
  readonly world: World;
  readonly address: string;
}

/** What of an inspector's copy is altered here. */
interface Opened {
  readonly standard: { readonly value: { readonly measures: readonly [object] } };
  readonly results: { readonly value: { readonly samples: readonly [object] } };
  readonly determination: { payload: string };
}

let low: Side;
let enclave: Side;
let folder: string;
let exchangeAll: () => Promise<void>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-cli-enclave-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const environment = { BREAKWATER_EXCHANGE: join(folder, "exchange") };
  const rooms = enclaveRooms(await someTasks("ship-log"));
  const [lowWorld, enclaveWorld] = [await createWorld({ environment }), await createWorld({ side: "enclave", rooms, environment })];
  low = { world: lowWorld, address: await serve(createLowSideApi(lowWorld.services).fetch) };
  enclave = { world: enclaveWorld, address: await serve(createEnclaveApi(enclaveWorld.services, rooms).fetch) };
  const seen = new Map<string, string>();
  exchangeAll = async () => {
    await enclaveWorld.drain();
    await exchangeOnce(lowWorld.services, seen);
    await lowWorld.drain();
    await importBundles(enclaveWorld.services);
  };
  const announcing = startExchange(lowWorld.services);
  await vi.waitFor(() => access(join(folder, "exchange/to-enclave/low-keys.json")), { timeout: 10_000 });
  await announcing.stop();
});

async function serve(answer: Parameters<typeof getRequestListener>[0]): Promise<string> {
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const person = (name: string, ...roles: Role[]) => enclave.world.person({ organisation: `Office of ${name}`, kind: roles[0] === "administrator" ? "platform" : "government", name, roles });

/** Runs a command line as somebody of a side, who types the code in the browser wherever a fresh proof is asked for; `~` is this test's folder. */
async function breakwater(as: Actor | undefined, ...args: readonly string[]) {
  const side = args[0] === "enclave" ? enclave : low;
  let stdout = "";
  let stderr = "";
  const proven: Promise<unknown>[] = [];
  const prove = async (code: string) => {
    if (!as) throw new Error("nobody was asked for a proof");
    const inPerson: Actor = { ...as, steppedUp: true };
    const { requests } = await requireOk(side.world.call("GET", "/proof-requests", { as: inPerson }));
    return requireOk(side.world.call("POST", `/proof-requests/${requests[0].id}/confirmation`, { as: inPerson, body: { code } }));
  };
  const token = as && (await side.world.token(as));
  const exitCode = await runCli(args.map((arg) => arg.replaceAll("~", folder)), {
    stdout: (text) => (stdout += text),
    stderr: (text) => {
      stderr += text;
      const code = /with the code (\S+)/.exec(text)?.[1];
      if (code) proven.push(prove(code));
    },
    stdin: process.stdin,
    env: { BREAKWATER_ENCLAVE: enclave.address, BREAKWATER_SERVER: low.address, ...(token ? { [side === enclave ? "BREAKWATER_ENCLAVE_TOKEN" : "BREAKWATER_TOKEN"]: token } : {}) },
    signal: new AbortController().signal,
  });
  await Promise.all(proven);
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~"), proofs: proven.length };
}

/** What it says when it goes well. */
async function done(as: Actor | undefined, ...args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr, proofs } = await breakwater(as, ...args);
  expect([args, exitCode, proofs === 0 ? stderr : ""]).toEqual([args, 0, ""]);
  return stdout;
}

const refused = async (as: Actor | undefined, ...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await breakwater(as, ...args);
  expect([args, stdout]).toEqual([args, ""]);
  return [exitCode, stderr.trim()];
};

/** A request of a developer that came over. */
async function bringRequest(): Promise<{ readonly developer: Actor; readonly id: string }> {
  const agent = await startModelEndpoint({ apiKey: MODEL_KEY, skill: "capable" });
  onTestFinished(() => agent.close());
  const { developer } = await openHouses(low.world, "Harbour");
  const body = toEngagementBody();
  const engagement = await requireOk(low.world.call("POST", "/engagements", { as: developer, body: { ...body, model: { ...body.model, endpoint: agent.url, endpointModel: "scripted", credential: MODEL_KEY } } }));
  const { id } = await requireOk(low.world.call("POST", "/determinations", { as: developer, body: { engagementId: engagement.id } }));
  await exchangeAll();
  return { developer, id };
}

/** The checks that say no. */
async function failedChecks(...args: readonly string[]): Promise<readonly string[]> {
  const { exitCode, stdout } = await breakwater(undefined, "determination", "audit", ...args, "--json");
  const { ok, checks } = JSON.parse(stdout) as { readonly ok: boolean; readonly checks: readonly { readonly name: string; readonly ok: boolean }[] };
  expect([exitCode, ok]).toEqual(checks.every((check) => check.ok) ? [0, true] : [1, false]);
  return checks.filter((check) => !check.ok).map(({ name }) => name);
}

test("by commands alone a request goes from the key ceremony to the inspector's copy, and that copy is audited: what is altered in it does not hold", { timeout: 240_000 }, async () => {
  const [analyst, director, second, consultee] = [await person("Ann", "benchmark-analyst"), await person("Dora", "nsa-director"), await person("Sid", "administrator"), await person("Cora", "consultee")];
  const fingerprint = /fingerprint out to the second person: (.+)/.exec(await done(director, "enclave", "init"))?.[1] ?? "";
  expect(await done(second, "enclave", "init", fingerprint)).toMatch(/^Director's key \S+, in force from 2026-09-01/);
  expect(await done(director, "enclave", "keys")).toContain("you are: director");
  await exchangeAll();

  await writeFile(join(folder, "standard.json"), JSON.stringify(STANDARD));
  const draft = /^(std_\w+) {2}harbour-standard 1 {2}draft/.exec(await done(analyst, "enclave", "standard", "write", "~/standard.json"))?.[1] ?? "";
  expect(await done(director, "enclave", "standard", "publish", draft)).toMatch(/harbour-standard 1 {2}active {2}[0-9a-f]{128}/);
  expect(await done(analyst, "enclave", "standard", "list")).toContain(draft);
  await exchangeAll();

  const { developer, id } = await bringRequest();
  expect(await done(analyst, "enclave", "list")).toContain(`${id}  intake`);
  expect(await done(analyst, "enclave", "show", id)).toMatch(/you can: run\n$/);
  expect(await done(analyst, "enclave", "run", id)).toMatch(/run: queued/);
  await exchangeAll();
  expect(await done(analyst, "enclave", "show", id)).toMatch(/consultation[^]*run: finished, 1 of 1 samples\n[^]*by the standard's rule: covered/);
  expect(await done(consultee, "enclave", "consult", id, "--office", "ncd", "--view", "It was in order.")).toMatch(/NCD: heard/);
  enclave.world.pass(7 * 86_400_000);
  low.world.pass(7 * 86_400_000);
  await writeFile(join(folder, "reasons.txt"), PLAIN);
  expect(await done(analyst, "enclave", "recommend", id, "covered", "--text", "@~/reasons.txt")).toMatch(/recommended: covered, by Ann/);
  const signed = await breakwater(director, "enclave", "sign", id, "covered");
  expect([signed.exitCode, signed.proofs, signed.stdout]).toEqual([0, 1, expect.stringContaining("signed: covered")]);
  await exchangeAll();
  await exchangeAll();

  await done(analyst, "enclave", "export", id, "--inspector", "The Inspectorate", "--reason", "Yearly.");
  expect(await refused(analyst, "enclave", "export", id, "--confirm")).toEqual([1, "breakwater: Nothing waits for your word on this request."]);
  await done(director, "enclave", "export", id, "--confirm");
  expect(await done(analyst, "enclave", "export", id, "--out", "~/inspection.json")).toMatch(/^~\/inspection\.json: \d+ bytes, sha256 [0-9a-f]{64}\n$/);
  await done(developer, "determination", "fetch", id, "--out", "~/bundle.json");
  await writeFile(join(folder, "ledger.key"), (await low.world.call("GET", "/ledger/checkpoint")).json.verifierKey as string);

  const withBundle = ["--bundle", "~/bundle.json", "--key", "@~/ledger.key"];
  const audited = await done(undefined, "determination", "audit", "~/inspection.json", ...withBundle);
  expect(audited.split("\n")[0]).toBe("~/inspection.json: holds; by the rule: covered; signed: covered");
  expect(await failedChecks("~/inspection.json")).toEqual([]);
  expect(await failedChecks("~/inspection.json", "--bundle", "~/bundle.json")).toEqual(["bundle-verifies"]);

  const text = await readFile(join(folder, "inspection.json"), "utf8");
  const alter = async (change: (file: Opened) => unknown) => {
    const file = JSON.parse(text) as Opened;
    change(file);
    await writeFile(join(folder, "altered.json"), JSON.stringify(file));
    return [await failedChecks("~/altered.json"), await failedChecks("~/altered.json", ...withBundle)];
  };
  const recode = (envelope: { payload: string }) => {
    const payload = JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8")) as object;
    envelope.payload = Buffer.from(JSON.stringify({ ...payload, outcome: "not_covered" })).toString("base64");
  };
  for (const failed of await alter(({ standard }) => Object.assign(standard.value.measures[0], { threshold: 0.9 }))) expect(failed).toContain("standard-opens");
  for (const failed of await alter(({ results }) => Object.assign(results.value.samples[0], { score: 0 }))) expect(failed).toContain("results-open");
  for (const failed of await alter(({ results }) => Object.assign(results.value.samples[0], { outcome: "wrong" }))) expect(failed).toContain("results-open");
  expect((await alter(({ determination }) => recode(determination)))[0]).toEqual(["outcome-follows"]);
  const bundle = JSON.parse(await readFile(join(folder, "bundle.json"), "utf8"));
  recode(bundle.determination);
  await writeFile(join(folder, "bundle.json"), JSON.stringify(bundle));
  expect(await failedChecks("~/inspection.json", ...withBundle)).toEqual(expect.arrayContaining(["bundle-verifies"]));
});

test("a wrong argument is told with what is right, and another role's token with that it may not", { timeout: 60_000 }, async () => {
  const [analyst, director, consultee] = [await person("Ann", "benchmark-analyst"), await person("Dora", "nsa-director"), await person("Cora", "consultee")];
  const absent = "drq_00000000000000000000";
  const notYours = [4, "breakwater: Your role does not include this."];
  const nothing = [4, "breakwater: There is nothing here that you may see."];
  await writeFile(join(folder, "standard.json"), JSON.stringify({ ...STANDARD, measures: [] }));
  await writeFile(join(folder, "broken.json"), "{");
  const expected: readonly (readonly [Actor | undefined, readonly string[], readonly unknown[]])[] = [
    [undefined, ["enclave", "list"], [4, expect.stringContaining("Sign in first")]],
    [analyst, ["enclave", "init"], notYours],
    [analyst, ["enclave", "init", "--kind", "second"], [2, expect.stringContaining("give first, rotation or replacement")]],
    [director, ["enclave", "init", "0".repeat(64)], [1, "breakwater: No ceremony waits for you. The Director begins one with `breakwater enclave init`."]],
    [director, ["enclave", "standard", "write", "~/standard.json"], notYours],
    [analyst, ["enclave", "standard", "write", "~/standard.json"], [4, expect.stringContaining("measures")]],
    [analyst, ["enclave", "standard", "write", "~/broken.json"], [2, expect.stringContaining("~/broken.json")]],
    [analyst, ["enclave", "standard", "write"], [2, expect.stringContaining("say which file or draft")]],
    [analyst, ["enclave", "standard", "burn", "x"], [2, expect.stringContaining("give write, publish or list")]],
    [consultee, ["enclave", "run", absent], notYours],
    [analyst, ["enclave", "run", absent], nothing],
    [analyst, ["enclave", "run"], [2, expect.any(String)]],
    [consultee, ["enclave", "consult", absent, "--office", "FBI", "--view", "x"], [2, expect.stringContaining("give one of NCD, APST, CISA, WAR")]],
    [analyst, ["enclave", "recommend", absent, "good", "--text", "x"], [2, expect.stringContaining("covered, not_covered, insufficient, stands or lifted")]],
    [director, ["enclave", "sign", absent, "good"], [2, expect.stringContaining("covered, not_covered, insufficient or lifted")]],
    [director, ["enclave", "export", absent], [2, expect.stringContaining("--inspector and --reason")]],
    [director, ["enclave", "delegate", "Ann"], [2, expect.stringContaining("--until")]],
    [director, ["enclave", "keys", "--enclave", "ftp://x"], [2, expect.stringContaining("give an address such as http://127.0.0.1:8421")]],
  ];
  const told = [];
  for (const [as, args] of expected) told.push([args, await refused(as, ...args)]);
  expect(told).toEqual(expected.map(([, args, answer]) => [args, answer]));
});
