import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import type { Role } from "#contracts/access";
import type { DecisionProver } from "#engines/decision-proof";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { platformRoom, type Actor } from "#rooms/platform";
import { holdCeremony } from "../../tests/setup/ceremony.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { createBenchmarkingRoom, importBundles } from "./index.ts";
import { openLowSide } from "./low-side.fixture.ts";

export const KEY = "sk-canary-credential-0001";
export const TEXT_CANARY = "What we ask of a model is canary-standard-text, and stays here.";
export const THRESHOLD = 0.0123;
export const RELEASABLE = "The model was held to our standard, version 1, with the openly synthetic set harbor-0.";

/** Some of harbor-0's tasks as a set of their own, so that a run is short. */
export async function someTasks(...ids: string[]) {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-sets-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const harbor = join(import.meta.dirname, "../../benchmark-sets/harbor-0");
  await cp(join(harbor, "set.yaml"), join(directory, "harbor-0/set.yaml"));
  for (const id of ids) await cp(join(harbor, "tasks", id), join(directory, "harbor-0/tasks", id), { recursive: true });
  return directory;
}

/** The scripted agent behind a counter. `onCall` may do something before a call is answered, or never answer it. */
export async function countedEndpoint(onCall: (call: number) => Promise<"answer" | "hang"> = () => Promise.resolve("answer")) {
  const agent = await startModelEndpoint({ apiKey: KEY, skill: "capable" });
  const counter = { calls: 0 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      counter.calls += 1;
      onCall(counter.calls)
        .then(async (answer) => {
          if (answer === "hang") return;
          const headers = { authorization: request.headers.authorization ?? "", "content-type": "application/json" };
          const reply = await fetch(`${agent.url}${request.url}`, { method: request.method ?? "POST", headers, body: Buffer.concat(chunks) });
          response.writeHead(reply.status, { "content-type": "application/json" }).end(await reply.text());
        })
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => agent.close());
  onTestFinished(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  }));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, counter };
}

/** A model that runs one command again and again. */
export async function insistentEndpoint(command: string): Promise<string> {
  const reply = { choices: [{ message: { content: null, tool_calls: [{ id: "c", type: "function", function: { name: "bash", arguments: JSON.stringify({ command }) } }] }, finish_reason: "tool_calls" }] };
  const server = createServer((request, response) => void request.resume().on("end", () => response.setHeader("content-type", "application/json").end(JSON.stringify(reply))));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  }));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export async function openEnclave({ setsDirectory, environment = {}, prover }: { readonly setsDirectory: string; readonly environment?: Record<string, string>; readonly prover?: DecisionProver }) {
  const low = await openLowSide();
  onTestFinished(low.close);
  const world = await createWorld({
    side: "enclave", rooms: [platformRoom, auditRoom, accessRoom, createBenchmarkingRoom(setsDirectory, prover)], environment: { BREAKWATER_EXCHANGE: low.directory, ...environment },
  });
  const person = (name: string, ...roles: Role[]) => world.person({ organisation: `Office of ${name}`, kind: "government", name, roles });
  const analyst = await person("Ann", "benchmark-analyst");
  const director: Actor = { ...(await person("Dora", "nsa-director")), steppedUp: true };
  await holdCeremony(world, director);
  await low.announce();
  const writeStandard = (body: object = {}) =>
    world.call("POST", "/standards", {
      as: analyst,
      body: {
        standardId: "harbour-standard", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, rule: "any", marking: "EXERCISE", text: TEXT_CANARY,
        measures: [{ scope: "overall", threshold: THRESHOLD, minimumSamples: 1 }], ...body,
      },
    });
  const publishStandard = async (body: object = {}) => {
    const { json } = await writeStandard(body);
    return world.call("POST", `/standards/${json.id}/publish`, { as: director });
  };
  const receiveRequest = async (endpoint: string, more: object = {}) => {
    const requestId = await low.request({ endpoint, credential: KEY, at: world.services.clock(), ...more });
    await importBundles(world.services);
    await low.lease(requestId, world.services.clock());
    return requestId;
  };
  const recordSealing = async (requestId: string) => {
    await low.recordSealing(requestId, world.services.clock());
    await importBundles(world.services);
  };
  const act = (as: Actor, requestId: string, what: string, body?: object) => world.call("POST", `/requests/${requestId}/${what}`, { as, ...(body ? { body } : {}) });
  const read = async (as: Actor, requestId: string) => (await world.call("GET", `/requests/${requestId}`, { as })).json;
  return { low, world, person, analyst, director, writeStandard, publishStandard, receiveRequest, recordSealing, act, read };
}

export type Enclave = Awaited<ReturnType<typeof openEnclave>>;

/** A request that was run, with results sealed. */
export async function sealedRequest(enclave: Enclave) {
  const { url, counter } = await countedEndpoint();
  await enclave.publishStandard();
  const requestId = await enclave.receiveRequest(url);
  expect((await enclave.act(enclave.analyst, requestId, "run")).status).toBe(202);
  await enclave.world.drain();
  await enclave.recordSealing(requestId);
  return { requestId, counter };
}

/** And recommended, after the time to be heard was over. */
export async function recommendedRequest(enclave: Enclave) {
  const sealed = await sealedRequest(enclave);
  enclave.world.pass(7 * 24 * 3_600_000);
  expect((await enclave.act(enclave.analyst, sealed.requestId, "recommendation", { outcome: "covered", releasableText: RELEASABLE })).status).toBe(201);
  return sealed;
}
