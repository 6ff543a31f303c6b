import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { listen, newId, openDatabase, serveWeb, sql } from "#rooms/platform";
import type { Role } from "#contracts/access";
import { OFFICES } from "#contracts/benchmarking";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { createEnclaveApi, ENCLAVE_ROOMS } from "../../apps/enclave/enclave-side.ts";
import { buildWeb } from "../../apps/supervisor/build-web.ts";
import { launchBrowser } from "../e2e/browser.ts";
import { requireOk } from "../setup/clearinghouse.ts";
import { createWorld, type World } from "../setup/world.ts";
import { findHarm, openAs, packCorpus } from "./stored-xss.ts";
import { XSS_CORPUS } from "./xss-corpus.ts";

/*
 * The same for the enclave's own pages. What its people write goes in through the API: standards and the offices' views.
 * What reaches it otherwise, from a developer, a benchmark's tasks, a program in a sandbox, or a recommendation that the
 * guard for figures would not take, is put where it lies, sealed as it is there.
 */

const [MARKINGS, TEXTS] = [packCorpus(100), packCorpus(4000)];
const WHOLE = XSS_CORPUS.join(" ");

async function openEnclaveScene() {
  const world = await createWorld({ side: "enclave", rooms: ENCLAVE_ROOMS });
  const person = (name: string, role: Role) => world.person({ organisation: `Office of ${name}`, kind: "government", name, roles: [role] });
  const people = { analyst: await person("Ann", "benchmark-analyst"), director: { ...(await person("Dora", "nsa-director")), steppedUp: true }, consultees: await Promise.all(OFFICES.map((office) => person(office, "consultee"))) };
  return { world, people };
}
type EnclaveScene = Awaited<ReturnType<typeof openEnclaveScene>>;

/** One standard for each piece of the corpus that fits a portion marking; their ids. */
async function writeStandards({ world, people }: EnclaveScene): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const [at, marking] of MARKINGS.entries()) {
    const body = { standardId: "corpus", version: `1.${at}`, benchmarkSet: { id: "harbor-0", version: "1" }, epochs: 1, measures: [{ scope: "overall", threshold: 0.5, minimumSamples: 1 }], rule: "any", marking, text: TEXTS[at % TEXTS.length] };
    ids.push((await requireOk(world.call("POST", "/standards", { as: people.analyst, body }))).id);
  }
  return ids;
}

interface Laid {
  readonly state: "finished" | "halted";
  readonly standard: string;
}

/** A sample's events as a model, its programs, the endpoint and a detector would write them who know what becomes of them. */
function writeTranscript(): readonly object[] {
  const data: readonly (readonly [kind: string, data: object])[] = [
    ["message", { role: "user", cause: "task", text: WHOLE }],
    ["model-replied", { call: 1, text: WHOLE, reasoning: WHOLE, toolCalls: [{ id: "c", name: WHOLE, arguments: JSON.stringify({ command: WHOLE, [WHOLE]: 1 }) }], finish: WHOLE, usage: {}, costMicroUsd: null, latencyMs: 1, retries: 0 }],
    ["tool-called", { id: WHOLE, name: WHOLE, arguments: WHOLE }],
    ["tool-replied", { id: WHOLE, name: WHOLE, output: WHOLE, outputDigest: "", durationMs: 1 }],
    ["submission", { attempt: 1, answer: WHOLE, verdict: WHOLE, message: WHOLE, stages: [{ name: WHOLE, held: false, observed: WHOLE }], score: 0 }],
    ["flagged", { detector: WHOLE, evidence: WHOLE, sequence: 1 }],
    ["alarm", { sandboxId: WHOLE, at: WHOLE, command: WHOLE, attempts: {}, lastWords: WHOLE }],
    [WHOLE.slice(0, 200), { [WHOLE]: WHOLE }],
  ];
  return data.map(([kind, fields], sequence) => ({ sample: "lamp#1", sequence, at: "2026-11-21T12:00:00.000Z", kind, data: fields, salts: {}, previous: "", digest: "d".repeat(64) }));
}

/** A request with a run that ended, in all its texts the whole corpus; each is sealed for its own record. */
async function layRequest({ world, people }: EnclaveScene, { state, standard }: Laid): Promise<string> {
  const { keys, configuration, clock } = world.services;
  const db = openDatabase({ url: configuration.databaseUrl });
  try {
    const [id, run, determination, at] = [newId("drq"), newId("run"), newId("det"), clock().toISOString()];
    const seal = (purpose: string, record: string, value: unknown) => keys.seal(`benchmarking.${purpose}`, record, JSON.stringify(value));
    const { benchmarkSet, commitment } = (await requireOk(world.call("GET", "/standards", { as: people.analyst }))).standards.find((one: { id: string }) => one.id === standard);
    const samples = ["lamp", ...XSS_CORPUS].map((taskId) => ({ taskId, kind: "hunt", epoch: 1, outcome: "completed", score: 0, turns: 1, tokens: 1, attempts: 1 }));
    const artefact = await world.services.artefacts.put(Buffer.from(JSON.stringify({ taskId: "lamp", epoch: 1, entries: writeTranscript() })));
    const results = {
      schema: "breakwater-results/1", requestId: id, determinationId: determination, modelDigest: "a".repeat(64), standard: { id: "corpus", version: "1.0", commitment }, benchmarkSet,
      manifest: { setId: benchmarkSet.id, setVersion: benchmarkSet.version, setDigest: benchmarkSet.digest, model: WHOLE, harness: WHOLE, solverDigest: "c".repeat(64), seed: WHOLE, epochs: 1, startedAt: at, finishedAt: at }, isolation: null, samples, sealedAt: at, transcripts: [{ taskId: "lamp", epoch: 1, artefact, flags: XSS_CORPUS }],
    };
    const alarms = TEXTS.map((text) => ({ sandboxId: "sb_1", at, argv: ["sh", "-c", text], attempts: { ipv4: 1, ipv6: 0 }, lastWords: text }));
    await db.execute(sql`INSERT INTO benchmarking.request (id, model_digest, sealed_model, sealed_recommendation, state, state_since, requested_at)
      VALUES (${id}, ${"a".repeat(64)}, ${seal("model", id, { modelName: WHOLE, endpoint: WHOLE, accessMode: "developer-hosted" })}, ${seal("recommendation", id, { outcome: "insufficient", releasableText: WHOLE, recommendedBy: people.analyst.personId, recommendedAt: at })}, ${state === "finished" ? "consultation" : "requested"}, ${at}, ${at})`);
    await db.execute(sql`INSERT INTO benchmarking.run (id, request_id, standard, determination_id, state, reason, started_at, finished_at, sealed_results, sealed_salt, results_commitment, quarantined)
      VALUES (${run}, ${id}, ${standard}, ${determination}, ${state}, ${state === "halted" ? WHOLE : null}, ${at}, ${at}, ${state === "finished" ? seal("results", run, results) : null},
        ${seal("salt", run, "aa")}, ${"b".repeat(128)}, ${state === "halted" ? seal("quarantine", run, { isolation: { alarms } }) : null})`);
    return id;
  } finally {
    await db.close();
  }
}

/** Each office writes as much of the corpus as it may. */
async function giveViews({ world, people }: EnclaveScene, requestId: string): Promise<void> {
  for (const [at, office] of OFFICES.entries()) {
    await requireOk(world.call("POST", `/requests/${requestId}/views`, { as: people.consultees[at]!, body: { office, view: TEXTS[at % TEXTS.length] } }));
  }
}

async function serveEnclave({ services }: World): Promise<string> {
  const app = createEnclaveApi(services, ENCLAVE_ROOMS);
  serveWeb(app, await buildWeb(repositoryRoot), "enclave.html");
  const listener = await listen(app, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => listener.close());
  return `http://127.0.0.1:${listener.port}`;
}

/** Opens the transcript and everything in it that is folded or cut. */
async function unfoldTranscript(page: Page): Promise<void> {
  await page.getByRole("button", { name: "lamp#1" }).click();
  const transcript = page.getByRole("region", { name: "Transcript of lamp#1" });
  await transcript.getByRole("heading", { name: "Tool <script>" }).first().waitFor();
  for (const folded of await transcript.locator("summary").all()) await folded.click();
  const cut = transcript.getByRole("button", { name: "Show all" });
  while ((await cut.count()) > 0) await cut.first().click();
  expect(await transcript.getByRole("article").count()).toBe(writeTranscript().length);
}

test("a text that tries to be more stays a text on every page of the enclave that shows it", { timeout: 240_000 }, async () => {
  const stage = await openEnclaveScene();
  const { world, people } = stage;
  const [first = ""] = await writeStandards(stage);
  await requireOk(world.call("POST", `/standards/${first}/publish`, { as: people.director }));
  const [finished, halted] = [await layRequest(stage, { state: "finished", standard: first }), await layRequest(stage, { state: "halted", standard: first })];
  await giveViews(stage, finished);

  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  const baseURL = await serveEnclave(world);
  const harm: string[] = [];
  const shown: string[] = [];
  const consultee = people.consultees[0]!;
  for (const [name, actor] of [["analyst", people.analyst], ["director", people.director], ["consultee", consultee]] as const) {
    const page = await openAs(browser, { baseURL, token: await world.token(actor), cookie: "breakwater_enclave_session" }, harm);
    for (const path of ["/", "/standards", "/requests", `/requests/${finished}`, `/requests/${halted}`]) {
      await page.goto(path);
      await page.getByRole("button", { name: "Sign out" }).waitFor();
      await page.waitForLoadState("networkidle");
      if (path === `/requests/${finished}` && name !== "consultee") await unfoldTranscript(page);
      harm.push(...(await findHarm(page)).map((one) => `${name} ${path}: ${one}`));
      if ((await page.locator("main").innerText()).includes("onerror=")) shown.push(`${name} ${path}`);
    }
    await page.context().close();
  }
  expect(harm).toEqual([]);
  // The check is of pages that do show it; a consultee sees of all this what their own office wrote.
  const both = ["/standards", "/requests", `/requests/${finished}`, `/requests/${halted}`];
  expect(shown).toEqual([...both.map((path) => `analyst ${path}`), ...both.map((path) => `director ${path}`), `consultee /requests/${finished}`]);
});
