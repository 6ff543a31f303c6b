import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterEach, beforeEach, expect, test } from "vitest";

import { startModelEndpoint } from "#fakes/model-endpoint";

import { ModelError } from "../evaluation.errors.ts";
import { priceWorst, spentBy } from "./cost.rules.ts";
import { createModelClient } from "./model-client.ts";
import { createSpending, openSharedSpending } from "./spending.ts";

const never = new AbortController().signal;
const tokens = (count: number) => ({ tokens: count, microUsd: 0 });
const codeOf = (promise: Promise<unknown>) => promise.then(() => "no error", (error: unknown) => (error instanceof ModelError ? error.code : String(error)));
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "spending-"));
});
afterEach(() => rm(directory, { recursive: true }));
const FIXTURE = join(import.meta.dirname, "spending-run.fixture.ts");

test("fifty calls at once never pass the cap, and use what of it a call can still fit into", async () => {
  const apiKey = "sk-test-0123456789";
  const endpoint = await startModelEndpoint({ apiKey, latencyMs: 2, decide: () => ({ say: "hello" }) });
  const spending = createSpending({ cap: { tokens: 20_000 } });
  const client = createModelClient({ name: "m", url: endpoint.url, apiKey }, { spending });
  const worst: number[] = [];
  let spent = 0;
  const work = async () => {
    for (;;) {
      const reply = await client.call({ messages: [{ role: "user", text: "hello ".repeat(20) }], tools: [], maxOutputTokens: 300, signal: never }).catch((error: unknown) => (error instanceof ModelError ? error : Promise.reject(error)));
      if (reply instanceof ModelError) return reply.code;
      spent += reply.usage.total;
      worst.push(reply.usage.total);
    }
  };
  const ends = await Promise.all(Array.from({ length: 50 }, work));
  await endpoint.close();
  expect(new Set(ends)).toEqual(new Set(["spending-cap"]));
  expect({ counted: spending.spent(), calls: endpoint.calls() }).toEqual({ counted: tokens(spent), calls: worst.length });
  // A call reserves under 600 tokens: less than that is left over.
  expect(spent).toBeLessThanOrEqual(20_000);
  expect(spent).toBeGreaterThan(19_400);
});

test("a call that does not fit now waits for those under way, and is refused once they cannot make room", async () => {
  const spending = createSpending({ cap: { tokens: 100 }, already: tokens(10) });
  const first = await spending.reserve(tokens(80), never);
  const second = spending.reserve(tokens(50), never);
  const third = codeOf(spending.reserve(tokens(50), never));
  first.settle(tokens(30));
  (await second).settle(tokens(20));
  expect([await third, spending.spent()]).toEqual(["spending-cap", tokens(60)]);
  spending.setCap({ tokens: 200 });
  (await spending.reserve(tokens(140), never)).settle(tokens(1));
  expect(await codeOf(spending.reserve(tokens(140), never))).toBe("spending-cap");
});

test("a call that was settled twice counts once, and one that was stopped while it waited counts nothing", async () => {
  const spending = createSpending({ cap: { tokens: 100, microUsd: 10 } });
  const call = await spending.reserve({ tokens: 60, microUsd: 9 }, never);
  const stop = new AbortController();
  const waiting = codeOf(spending.reserve({ tokens: 1, microUsd: 2 }, stop.signal));
  stop.abort();
  call.settle({ tokens: 5, microUsd: 5 });
  call.settle({ tokens: 5, microUsd: 5 });
  expect([await waiting, spending.spent()]).toEqual(["stopped", { tokens: 5, microUsd: 5 }]);
});

test("the worst that a call can cost takes the dearest kind of input", () => {
  expect(priceWorst({ input: 1_000, output: 10 }, { input: 1_000_000, cacheWrite: 1_250_000, output: 5_000_000 })).toEqual({ tokens: 1_010, microUsd: 1_300 });
});

test("a journal's events say what was spent: replies, and what was charged for lost ones", () => {
  const events = [
    { kind: "model-called", data: { call: 1 } },
    { kind: "model-failed", data: { call: 1, charged: { tokens: 7, microUsd: 1 } } },
    { kind: "model-replied", data: { call: 1, usage: { total: 110 }, costMicroUsd: 40 } },
    { kind: "model-failed", data: { call: 2 } },
    { kind: "model-replied", data: { call: 2, usage: { total: 90 }, costMicroUsd: null } },
  ];
  expect(events.map(spentBy)).toEqual([tokens(0), { tokens: 7, microUsd: 1 }, { tokens: 110, microUsd: 40 }, tokens(0), tokens(90)]);
});

test("processes share one cap", async () => {
  const runs = await Promise.all(["a", "b", "c"].map((run) => promisify(execFile)(process.execPath, [FIXTURE, directory, run, "3000"])));
  const made = runs.map(({ stdout }) => Number(stdout)).reduce((sum, count) => sum + count, 0);
  // 49 calls of 60 are 2,940; the last that may begin with 100 to come does so at 2,900.
  expect(made).toBe(49);
  const again = openSharedSpending({ directory, run: "d", cap: { tokens: 3_000 } });
  expect([again.spent(), await codeOf(again.reserve(tokens(61), never))]).toEqual([tokens(2_940), "spending-cap"]);
  again.close();
});

test("what a killed process had reserved is free again; a run that goes on says itself what it spent", async () => {
  const child = spawn(process.execPath, [FIXTURE, directory, "a", "150", "hang"], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  const spending = openSharedSpending({ directory, run: "a", cap: { tokens: 150 }, already: tokens(40) });
  const waiting = spending.reserve(tokens(60), never);
  child.kill("SIGKILL");
  (await waiting).settle(tokens(60));
  expect(spending.spent()).toEqual(tokens(100));
  spending.close();
}, 20_000);
