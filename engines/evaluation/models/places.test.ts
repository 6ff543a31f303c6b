import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { startModelEndpoint } from "#fakes/model-endpoint";

import { createModelClient } from "./model-client.ts";
import { createPlaces, openSharedPlaces } from "./places.ts";
import { adaptLimit, countGrants } from "./places.rules.ts";
import type { Places } from "./model.types.ts";

const ENDPOINT = "http://127.0.0.1:1/v1";
const never = new AbortController().signal;
let directory: string;
const children: ChildProcess[] = [];
const opened: Places[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "places-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const places of opened.splice(0)) places.close();
  await rm(directory, { recursive: true });
});
function open(most = 4): Places {
  const places = openSharedPlaces({ directory, endpoint: ENDPOINT, most });
  opened.push(places);
  return places;
}
/** Resolves when the process has said its first word. */
async function start(...words: string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "places-holder.fixture.ts"), directory, ENDPOINT, ...words], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  await once(child.stdout as NodeJS.ReadableStream, "data");
  return child;
}

test("no more than the limit are in at once, first come first served", async () => {
  const places = createPlaces({ most: 2 });
  const order: string[] = [];
  const [first, second] = await Promise.all([places.take(never), places.take(never)]);
  const later = ["a", "b"].map((name) => places.take(never).then((leave) => (order.push(name), leave)));
  first("served");
  (await Promise.race(later))("served");
  second("other");
  await Promise.all(later);
  expect(order).toEqual(["a", "b"]);
});

test("an overload halves the limit once, however many calls tell of it, and served calls raise it by one a round", () => {
  const cut = adaptLimit({ limit: 16, cuts: 0 }, { outcome: "overloaded", cutsBefore: 0 }, 16);
  expect([cut, adaptLimit(cut, { outcome: "overloaded", cutsBefore: 0 }, 16)]).toEqual([{ limit: 8, cuts: 1 }, { limit: 8, cuts: 1 }]);
  let state = cut;
  for (let call = 0; call < 8; call += 1) state = adaptLimit(state, { outcome: "served", cutsBefore: 1 }, 16);
  expect(Math.round(state.limit)).toBe(9);
  for (let call = 0; call < 1_000; call += 1) state = adaptLimit(state, { outcome: "served", cutsBefore: 1 }, 16);
  expect(state.limit).toBe(16);
  expect(adaptLimit({ limit: 1, cuts: 5 }, { outcome: "overloaded", cutsBefore: 5 }, 16)).toEqual({ limit: 1, cuts: 6 });
});

test("whoever waits and holds least comes first", () => {
  const me = { id: "me", held: 2, waitingSince: 5 };
  const other = (held: number, waitingSince: number | null) => ({ id: "other", held, waitingSince });
  const grants = (limit: number, others: Parameters<typeof countGrants>[0]["others"]) => countGrants({ limit, me, others, wanted: 10 });
  expect([grants(8, []), grants(8, [other(4, null)]), grants(8, [other(1, 9)]), grants(4, [other(1, 9)]), grants(5, [other(2, 4)]), grants(5, [other(2, 6)])]).toEqual([6, 2, 4, 0, 0, 1]);
});

test("one who has stopped waiting keeps nobody from a place", async () => {
  const places = createPlaces({ most: 1 });
  const leave = await places.take(never);
  const stop = new AbortController();
  const gone = places.take(stop.signal).catch((error: unknown) => String(error));
  const next = places.take(never);
  stop.abort();
  leave("served");
  expect(await gone).toContain("stopped by the caller while it waited");
  (await next)("served");
});

test("processes together hold no more than the limit, and each gets its share", async () => {
  const log = join(directory, "log");
  const workers = await Promise.all([start("work", "60", log), start("work", "60", log), start("work", "60", log)]);
  const ends = workers.map((worker) => once(worker, "exit"));
  for (const worker of workers) worker.stdin?.end("go\n");
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0]);
  const lines = (await readFile(log, "utf8")).trim().split("\n");
  let inside = 0;
  let most = 0;
  for (const line of lines) {
    inside += line.endsWith("+") ? 1 : -1;
    most = Math.max(most, inside);
  }
  expect({ taken: lines.length / 2, inside, withinLimit: most <= 4, together: most > 1 }).toEqual({ taken: 180, inside: 0, withinLimit: true, together: true });
  // While all three want more, nobody is left out: the last to finish its first third is not behind the others' whole work.
  const thirds = workers.map(({ pid }) => lines.flatMap((line, index) => (line === `${pid} +` ? [index] : []))[20] ?? Infinity);
  expect(Math.max(...thirds)).toBeLessThan(lines.length * 0.75);
});

test("an overload that one process meets slows the others", async () => {
  const [one, two] = [open(), open()];
  (await one.take(never))("overloaded");
  (await two.take(never))("other");
  expect([one.limit(), two.limit()]).toEqual([2, 2]);
});

test("an endpoint that bears three calls at once is found out, and in the end every call is served", async () => {
  const apiKey = "sk-test-0123456789";
  let inside = 0;
  const endpoint = await startModelEndpoint({
    apiKey,
    latencyMs: 3,
    misbehave: () => {
      inside += 1;
      return inside > 3 ? { kind: "status", status: 429 } : null;
    },
    decide: () => ({ say: "hello" }),
    afterAnswer: () => {
      inside -= 1;
    },
  });
  const places = createPlaces({ most: 40 });
  const client = createModelClient({ name: "m", url: endpoint.url, apiKey }, { places, tries: 20, retryBaseMs: 5 });
  const limits: number[] = [];
  const onTry = () => void limits.push(places.limit());
  await Promise.all(Array.from({ length: 120 }, () => client.call({ messages: [{ role: "user", text: "hi" }], tools: [], signal: never, onTry })));
  await endpoint.close();
  // Without places some 450 are refused here.
  expect({ found: Math.min(...limits) <= 5, refusedFew: limits.length < 200 }).toEqual({ found: true, refusedFew: true });
});

test("what a killed process held is free again, and who waited gets it", async () => {
  const holder = await start("hold", "4");
  const places = open();
  const waiting = places.take(never);
  const order: string[] = [];
  const got = waiting.then((leave) => (order.push("taken"), leave));
  order.push("killed");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  (await got)("served");
  expect(order).toEqual(["killed", "taken"]);
}, 20_000);

test("places are not shared in a folder that others may enter, or that a link leads to", async () => {
  const [shown, link] = [join(directory, "open"), join(directory, "link")];
  openSharedPlaces({ directory: shown, endpoint: ENDPOINT, most: 4 }).close();
  await symlink(shown, link);
  const names = await readdir(shown);
  expect(() => openSharedPlaces({ directory: link, endpoint: ENDPOINT, most: 4 })).toThrow("is not a folder of this user alone");
  await chmod(shown, 0o770);
  expect(() => openSharedPlaces({ directory: shown, endpoint: ENDPOINT, most: 4 })).toThrow("is not a folder of this user alone");
  expect(await readdir(shown)).toEqual(names);
});
