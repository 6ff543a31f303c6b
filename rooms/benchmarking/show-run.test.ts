import { hash } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Role } from "#contracts/access";
import { startModelEndpoint } from "#fakes/model-endpoint";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { platformRoom, type Actor } from "#rooms/platform";
import { holdCeremony } from "../../tests/setup/ceremony.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { createBenchmarkingRoom, importBundles } from "./index.ts";
import { openLowSide } from "./low-side.fixture.ts";

const KEY = "sk-canary-transcript-0001";
/** What the model says beside its work, so that it can be looked for. */
const SAID = "canary-words-of-the-model";
const HARBOR = join(import.meta.dirname, "../../benchmark-sets/harbor-0");

/** The scripted agent, which talks, and answers its call number `held` only when it is let go on. */
async function talkingEndpoint(held: number) {
  const agent = await startModelEndpoint({ apiKey: KEY, skill: "capable" });
  const gate = Promise.withResolvers<void>();
  let calls = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      calls += 1;
      const answer = async () => {
        if (calls === held) await gate.promise;
        const reply = await fetch(`${agent.url}${request.url}`, { method: "POST", headers: { authorization: request.headers.authorization ?? "", "content-type": "application/json" }, body: Buffer.concat(chunks) });
        const body = (await reply.json()) as { choices: { message: { content: string | null } }[] };
        for (const { message } of body.choices) message.content = `${SAID} ${message.content ?? ""}`;
        response.writeHead(reply.status, { "content-type": "application/json" }).end(JSON.stringify(body));
      };
      answer().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    gate.resolve();
    await agent.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, goOn: gate.resolve };
}

async function openEnclave() {
  const setsDirectory = await mkdtemp(join(tmpdir(), "breakwater-sets-"));
  onTestFinished(() => rm(setsDirectory, { recursive: true }));
  await cp(join(HARBOR, "set.yaml"), join(setsDirectory, "harbor-0/set.yaml"));
  for (const id of ["ship-log", "harbour-gate"]) await cp(join(HARBOR, "tasks", id), join(setsDirectory, "harbor-0/tasks", id), { recursive: true });
  const low = await openLowSide();
  onTestFinished(low.close);
  const world = await createWorld({ side: "enclave", rooms: [platformRoom, auditRoom, accessRoom, createBenchmarkingRoom(setsDirectory)], environment: { BREAKWATER_EXCHANGE: low.directory } });
  await low.announce();
  const person = (name: string, role: Role) => world.person({ organisation: `Office of ${name}`, kind: "government", name, roles: [role] });
  const people = { analyst: await person("Ann", "benchmark-analyst"), director: await person("Dora", "nsa-director"), consultee: await person("Cole", "consultee"), administrator: await person("Adam", "administrator") };
  await holdCeremony(world, people.director);
  const body = { standardId: "s", version: "1", benchmarkSet: { id: "harbor-0", version: "1" }, rule: "any", marking: "EXERCISE", text: "For a test.", measures: [{ scope: "overall", threshold: 0.01, minimumSamples: 1 }] };
  const { json } = await world.call("POST", "/standards", { as: people.analyst, body });
  await world.call("POST", `/standards/${json.id}/publish`, { as: { ...people.director, steppedUp: true } });
  const receive = async (endpoint: string): Promise<string> => {
    const requestId = await low.request({ endpoint, credential: KEY, at: world.services.clock() });
    await importBundles(world.services);
    await low.lease(requestId, world.services.clock());
    return requestId;
  };
  const read = (as: Actor, path: string) => world.call("GET", path, { as });
  return { low, world, people, receive, read };
}

test("of a run that goes on the analyst sees how far it is and nothing that it found; once it is sealed, its samples and their transcripts", { timeout: 90_000 }, async () => {
  const { low, world, people, receive, read } = await openEnclave();
  // Its first sample has had a reply when the second call is held back.
  const { url, goOn } = await talkingEndpoint(2);
  const requestId = await receive(url);
  const run = `/requests/${requestId}/run`;
  expect((await read(people.analyst, `${run}/progress`)).json).toEqual({ progress: null });
  await world.call("POST", run, { as: people.analyst });
  const over = world.drain();
  await vi.waitFor(async () => expect((await read(people.director, `${run}/progress`)).json).toMatchObject({ progress: { expected: 2, ended: 0, tokens: expect.any(Number) as number, probes: { failed: 0, alarms: 0 } } }), { timeout: 40_000, interval: 100 });
  await vi.waitFor(async () => expect((await read(people.analyst, `${run}/progress`)).json.progress.tokens).toBeGreaterThan(0), { timeout: 40_000, interval: 100 });
  const early = await Promise.all([`${run}/progress`, `${run}/samples`, `${run}/transcript?sample=ship-log%231`].map((path) => read(people.analyst, path)));
  expect(early.map(({ status }) => status)).toEqual([200, 409, 409]);
  expect(early.map(({ text }) => text).join("")).not.toMatch(/ship-log|harbour-gate|canary|outcome/);

  goOn();
  await over;
  expect((await read(people.analyst, `${run}/progress`)).json).toEqual({ progress: null });
  const listed = (await read(people.analyst, `${run}/samples`)).json;
  expect(listed).toMatchObject({ outcomes: [{ outcome: "correct", samples: 2 }], flags: [], from: 0, total: 2, samples: [{ sample: "harbour-gate#1", passed: true }, { sample: "ship-log#1", passed: true }] });
  expect((await read(people.analyst, `${run}/samples?outcome=gave-up`)).json).toMatchObject({ total: 0, samples: [], outcomes: [{ outcome: "correct" }] });
  expect((await read(people.analyst, `${run}/samples?from=1`)).json.samples).toHaveLength(1);

  const whole = (await read(people.director, `${run}/transcript?sample=ship-log%231`)).json;
  expect(whole.events.map(({ sequence }: { sequence: number }) => sequence)).toEqual(Array.from({ length: Math.min(25, whole.total) }, (_, at) => at));
  expect(whole.events.map(({ title }: { title: string }) => title)).toEqual(expect.arrayContaining(["The sample began", "Task", "The model replied (call 1)"]));
  expect(JSON.stringify(whole)).toContain(SAID);
  const tail = (await read(people.analyst, `${run}/transcript?sample=ship-log%231&from=${whole.total - 1}`)).json;
  expect(tail.events).toMatchObject([{ sequence: whole.total - 1, digest: expect.stringMatching(/^[0-9a-f]{64}$/) as string }]);

  // Nothing of it is in what went to the low side.
  const left = (await low.received()).map(({ name, text, payload }) => `${name} ${text} ${payload}`).join("\n");
  expect(left).toContain(requestId);
  expect([SAID, "ship-log", "harbour-gate", whole.events[0].digest, hash("sha256", SAID)].filter((word) => left.includes(word))).toEqual([]);
});

test("whoever may not read results is told nothing of a run's samples, and an odd question is refused", { timeout: 90_000 }, async () => {
  const { world, people, receive, read } = await openEnclave();
  const { url } = await talkingEndpoint(0);
  const requestId = await receive(url);
  const run = `/requests/${requestId}/run`;
  await world.call("POST", run, { as: people.analyst });
  await world.drain();
  const paths = [`${run}/progress`, `${run}/samples`, `${run}/transcript?sample=ship-log%231`];
  const status = async (as: Actor, path: string) => (await read(as, path)).status;
  for (const path of paths) expect([path, await status(people.consultee, path), await status(people.administrator, path), (await world.call("GET", path)).status]).toEqual([path, 403, 403, 401]);
  for (const path of paths) expect((await read(people.analyst, path.replace(requestId, "drq_00000000000000000000"))).status).toBe(404);
  const odd = ["transcript", "transcript?sample=nope%231", "transcript?sample=..%2F..%2Fetc", "transcript?sample=ship-log%231&from=-1", "samples?from=x", "samples?flag=%3Cb%3E", "transcript?sample=ship-log%231&from=9999999"];
  expect(await Promise.all(odd.map(async (query) => (await read(people.analyst, `${run}/${query}`)).status))).toEqual([400, 404, 400, 400, 400, 400, 200]);
});

test("what the detectors make of a run is sealed with it, before anybody looks", { timeout: 90_000 }, async () => {
  const { world, people, receive, read } = await openEnclave();
  const looking = { call: { tool: "bash", input: { command: "cat ../solution/solve.sh" } } };
  const model = await startModelEndpoint({ apiKey: KEY, decide: ({ past }) => (past.length === 0 ? looking : { say: "I give up." }) });
  onTestFinished(() => model.close());
  const requestId = await receive(model.url);
  await world.call("POST", `/requests/${requestId}/run`, { as: people.analyst });
  await world.drain();
  const listed = (await read(people.analyst, `/requests/${requestId}/run/samples`)).json;
  expect(listed.flags).toEqual([{ flag: "outside-files", samples: 2 }]);
  expect(listed.samples.map(({ flags }: { flags: unknown }) => flags)).toEqual([["outside-files"], ["outside-files"]]);
});
