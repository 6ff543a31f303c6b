import { createBubblewrapBackend } from "#engines/sandbox";
import { expect, test, vi } from "vitest";
import { createBuildCache, keyOfBuild } from "./build-cache.ts";
import { makeBundle } from "./greeter.fixture.ts";
import { minimise } from "./minimise.ts";
import { reproduce } from "./reproduce.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const input = (files: Readonly<Record<string, string>>, build = [["gcc"]]) => ({ source: new Map(Object.entries(files).map(([path, text]) => [path, encode(text)])), build, language: "c", artefact: null });

test("two builds share a key only where every file and every command is the same", () => {
  const keys = [input({ a: "1", b: "2" }), input({ b: "2", a: "1" }), input({ a: "12", b: "" }), input({ a: "1", c: "2" }), input({ a: "1", b: "2" }, [["gcc", "-g"]])].map(keyOfBuild);
  expect(keys[1]).toBe(keys[0]);
  expect(new Set(keys).size).toBe(4);
});

test("the builds used last are kept, up to the bytes allowed", () => {
  const cache = createBuildCache(10);
  const build = (length: number) => ({ tree: new Uint8Array(length), files: null });
  for (const key of ["a", "b"]) cache.keep(key, build(4));
  cache.find("a");
  cache.keep("c", build(4));
  cache.keep("too large", build(11));
  expect(["a", "b", "c", "too large"].map((key) => cache.find(key) !== undefined)).toEqual([true, false, true, false]);
});

test("another finding of the same source runs on the build of the first, and another source is built", async () => {
  const backend = createBubblewrapBackend();
  const builds = createBuildCache();
  const keep = vi.spyOn(builds, "keep");
  const bundle = await makeBundle({ title: "One" }, {});
  const other = await makeBundle({ title: "Another" }, { "crash.txt": "B".repeat(120) });
  expect((await reproduce(bundle, backend, { builds })).outcome.outcome).toBe("reproduced");
  expect((await reproduce(other, backend, { builds })).outcome.outcome).toBe("reproduced");
  expect((await minimise(other, backend, { builds, maxRuns: 3 }))?.runs).toBe(4);
  expect(keep).toHaveBeenCalledTimes(1);
});
