import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, inject, test, vi } from "vitest";
import { startModelEndpoint } from "#fakes/model-endpoint";
import pg from "pg";
import { openLowSide } from "./low-side.fixture.ts";

const ROOT = join(import.meta.dirname, "../..");
const KEY = "sk-enclave-process-0001";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function makeDatabase() {
  const { socket } = inject("postgres");
  const name = `e_${randomBytes(6).toString("hex")}`;
  const url = (database: string) => `postgresql://breakwater_owner@/${database}?host=${encodeURIComponent(socket)}`;
  const maintain = async (statement: string) => {
    const client = new pg.Client({ connectionString: url("postgres") });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await maintain(`CREATE DATABASE ${name}`);
  closing.push(() => maintain(`DROP DATABASE ${name} WITH (FORCE)`));
  return url(name);
}

async function makeFolder() {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-enclave-"));
  closing.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Starts the enclave as the supervisor does and waits until it serves. */
async function startEnclave(environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(ROOT, "apps/enclave/main.ts")], {
    cwd: "/", stdio: ["pipe", "pipe", "inherit"], env: { PATH: process.env["PATH"] ?? "", BREAKWATER_SUPERVISED: "1", BREAKWATER_PORT: "0", BREAKWATER_EXERCISE: "1", ...environment },
  });
  closing.push(() => kill(child));
  const events: Record<string, unknown>[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    events.push(JSON.parse(line));
    if (events.at(-1)?.["event"] === "listening") break;
  }
  const of = (name: string) => events.find(({ event }) => event === name);
  return { child, url: String(of("listening")?.["url"]), link: of("first-administrator-link")?.["token"] as string | undefined };
}

async function kill(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function call(url: string, method: string, path: string, { token, body }: { readonly token?: string; readonly body?: unknown } = {}) {
  const headers = { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body === undefined ? {} : { "content-type": "application/json" }) };
  const response = await fetch(`${url}/api${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Answers nothing until it is told to. */
async function gatedEndpoint() {
  const agent = await startModelEndpoint({ apiKey: KEY, skill: "capable" });
  const gate = { open: false, calls: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      gate.calls += 1;
      if (!gate.open) return;
      const headers = { authorization: request.headers.authorization ?? "", "content-type": "application/json" };
      fetch(`${agent.url}${request.url}`, { method: "POST", headers, body: Buffer.concat(chunks) })
        .then(async (reply) => response.writeHead(reply.status, { "content-type": "application/json" }).end(await reply.text()))
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => agent.close(), () => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  }));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, gate };
}

test("the enclave's process keeps its keys and people over a kill -9, and begins the run again that it was in", { timeout: 90_000 }, async () => {
  const low = await openLowSide();
  closing.push(low.close);
  const sets = await makeFolder();
  await cp(join(ROOT, "benchmark-sets/harbor-0/set.yaml"), join(sets, "harbor-0/set.yaml"));
  await cp(join(ROOT, "benchmark-sets/harbor-0/tasks/ship-log"), join(sets, "harbor-0/tasks/ship-log"), { recursive: true });
  const environment = { DATABASE_URL: await makeDatabase(), BREAKWATER_DATA: await makeFolder(), BREAKWATER_EXCHANGE: low.directory, BREAKWATER_BENCHMARK_SETS: sets };
  const first = await startEnclave(environment);

  const administrator = (await call(first.url, "POST", "/sign-in/redeem", { body: { token: first.link, carrier: "token" } })).token;
  const office = await call(first.url, "POST", "/organisations", { token: administrator, body: { name: "Benchmark office", kind: "government" } });
  const add = (name: string, role: string) => call(first.url, "POST", `/organisations/${office.id}/people`, { token: administrator, body: { name, email: `${name}@exercise.example`.toLowerCase(), roles: [role] } });
  const analyst = await add("Ann", "benchmark-analyst");
  const director = await add("Dora", "nsa-director");
  const signIn = async (url: string, { id } = analyst) => (await call(url, "POST", "/exercise/sign-in", { body: { personId: id, carrier: "token" } })).token;
  const prove = async (person: { readonly id: string }) => {
    const session = await signIn(first.url, person);
    return (await call(first.url, "POST", "/session/step-up", { token: session, body: { method: "exercise" } }))?.token ?? session;
  };
  const { ceremonies } = await call(first.url, "POST", "/keys/ceremony", { token: await prove(director), body: { kind: "first" } });
  await call(first.url, "POST", "/keys/ceremony/confirmation", { token: await prove(analyst), body: { fingerprint: ceremonies[0].fingerprint } });
  const token = await signIn(first.url);
  const standard = await call(first.url, "POST", "/standards", {
    token,
    body: { standardId: "s", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, rule: "any", marking: "EXERCISE", text: "For a test.", measures: [{ scope: "overall", threshold: 0.01, minimumSamples: 1 }] },
  });
  await call(first.url, "POST", `/standards/${standard.id}/publish`, { token: await signIn(first.url, director) });

  const patience = { timeout: 40_000, interval: 200 };
  await low.announce();
  const keys = await vi.waitFor(() => low.enclaveKeys(), patience);
  const { url, gate } = await gatedEndpoint();
  const requestId = await low.request({ endpoint: url, credential: KEY, at: new Date() });
  // Renewed as the low side renews it: one that was there at the first look of this process is of unknown age.
  await vi.waitFor(async () => {
    await low.lease(requestId, new Date());
    await call(first.url, "POST", `/requests/${requestId}/run`, { token });
  }, patience);
  await vi.waitFor(() => expect(gate.calls).toBe(1), patience);
  await kill(first.child);

  gate.open = true;
  await low.lease(requestId, new Date());
  const second = await startEnclave(environment);
  expect(second.link).toBeUndefined();
  const again = await signIn(second.url);
  const shown = await vi.waitFor(async () => {
    await low.lease(requestId, new Date());
    const request = await call(second.url, "GET", `/requests/${requestId}`, { token: again });
    expect(request.state).toBe("consultation");
    return request;
  }, patience);
  expect(shown).toMatchObject({ run: { state: "finished", attempt: 2, done: 1, total: 1 }, results: { outcomeByRule: "covered" } });
  expect(await low.enclaveKeys()).toEqual(keys);
  await vi.waitFor(async () => expect(await low.receive(`results-${requestId}.json`)).toMatchObject({ resultsCommitment: shown.results.commitment }), patience);

  second.child.kill("SIGTERM");
  expect(await once(second.child, "exit")).toEqual([0, null]);
});
