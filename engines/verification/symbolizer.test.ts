import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createBubblewrapBackend } from "#engines/sandbox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { needsSymbols, readCrash, exactKey, signatureKey, toSignature } from "./crash-signature.rules.ts";
import { buildTarget, withTarget, type BuiltTarget } from "./run-target.ts";
import { startSymbolizer, type Symbolizer } from "./symbolizer.ts";
import type { CrashTrace } from "./crash-signature.types.ts";

const backend = createBubblewrapBackend();
const SOURCE = `#include <stdlib.h>
static void __attribute__((noinline)) overrun(char *at, int length) { at[length] = 1; }
int main(void) { char *at = malloc(8); overrun(at, 8); int first = at[0]; free(at); return first; }
`;
const TARGETS = join(import.meta.dirname, "targets");

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    // Not there, or not for this user: both mean that the comparison cannot be made here.
    return false;
  }
}

interface Example {
  readonly name: string;
  readonly source: ReadonlyMap<string, Uint8Array>;
  readonly input: Uint8Array;
  readonly sanitizer: "address" | "undefined";
}

function readExamples(): readonly Example[] {
  return readdirSync(TARGETS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).flatMap(({ name }) => {
    const source = readdirSync(join(TARGETS, name, "source")).filter((file) => file.endsWith(".c"));
    if (source.length === 0) return [];
    // Those made to be watched by one sanitizer are; the others by AddressSanitizer.
    const built = readdirSync(join(TARGETS, name, "source")).includes("build.sh") ? readFileSync(join(TARGETS, name, "source", "build.sh"), "utf8") : "";
    const sanitizer = built.includes("-fsanitize=undefined") ? "undefined" : "address";
    return [{ name, sanitizer, source: new Map(source.map((file) => [file, new Uint8Array(readFileSync(join(TARGETS, name, "source", file)))])), input: new Uint8Array(readFileSync(join(TARGETS, name, "reproducer"))) }];
  });
}

async function build({ source, sanitizer }: Example, compiler: string): Promise<BuiltTarget> {
  const command = [compiler, "-g", "-O1", "-fno-omit-frame-pointer", `-fsanitize=${sanitizer}`, `-fno-sanitize-recover=${sanitizer}`, "-o", "program", ...source.keys()];
  const built = await buildTarget({ backend, source, recipe: { language: "c", build: [command], run: ["./program", "{input}"], tests: [] } });
  if (built.outcome !== "built") throw new Error(built.detail);
  return built.target;
}

async function crash(target: BuiltTarget, input: Uint8Array): Promise<CrashTrace> {
  const { result } = await withTarget(backend, target, undefined, async (open) => await open.run(input));
  const trace = readCrash(result.stderr, result);
  if (!trace) throw new Error(`no crash: ${new TextDecoder().decode(result.stderr)}`);
  return trace;
}

let symbolizer: Symbolizer;
beforeAll(async () => {
  symbolizer = await startSymbolizer(backend);
});
afterAll(() => symbolizer.stop());

async function symbolisedKey(example: Example, compiler: string): Promise<string> {
  const target = await build(example, compiler);
  const name = `${example.name} by ${compiler}`;
  await symbolizer.addBuild(name, target.tree);
  return signatureKey(toSignature(await symbolizer.symbolize(await crash(target, example.input), name)));
}

describe.skipIf(!isInstalled("clang") || !isInstalled("gcc"))("the symbolised signatures of gcc's and clang's build of one bug", () => {
  // Skipped where clang is absent: there is then no second build to compare with.
  it("agree for nearly every target", async () => {
    const examples = readExamples();
    expect(examples.length).toBeGreaterThanOrEqual(12);
    const differing: string[] = [];
    const { asked } = symbolizer;
    for (const example of examples) {
      const [one, other] = [await symbolisedKey(example, "gcc"), await symbolisedKey(example, "clang")];
      if (one !== other) differing.push(`${example.name}: gcc ${one}; clang ${other}`);
    }
    expect(differing.length, differing.join("\n")).toBeLessThanOrEqual(Math.floor(examples.length / 6));
    expect(symbolizer.asked).toBeGreaterThan(asked);
  }, 240_000);
});

describe.skipIf(!isInstalled("gcc"))("a symbolizer", () => {
  it("names an unseen key once, and a seen one from memory", async () => {
    const [example] = readExamples();
    if (!example) throw new Error("no target");
    const target = await build({ ...example, sanitizer: "address", source: new Map([["program.c", new TextEncoder().encode(SOURCE)]]) }, "gcc");
    const trace = await crash(target, new TextEncoder().encode("x"));
    expect([needsSymbols(trace), exactKey(trace, "b")]).toEqual([true, expect.stringMatching(/^address\|heap-buffer-overflow\|write1\|b\+[0-9a-f]+\|b\+/)]);
    expect(await symbolizer.symbolize(trace, "another build")).toEqual(trace);
    await symbolizer.addBuild("its build", target.tree);
    const before = symbolizer.asked;
    const named = await symbolizer.symbolize(trace, "its build");
    expect([needsSymbols(named), toSignature(named)]).toEqual([false, { kind: "address", class: "heap-buffer-overflow", access: { kind: "write", bytes: 1 }, frames: ["overrun", "main"] }]);
    expect(named.stack.find((frame) => frame.function === "overrun")).toMatchObject({ file: expect.stringMatching(/program\.c$/) as string, line: 2 });
    const after = symbolizer.asked;
    expect(after).toBeGreaterThan(before);
    await symbolizer.symbolize(trace, "its build");
    expect(symbolizer.asked).toBe(after);
  }, 60_000);

  it("goes on after debug information that is none", async () => {
    const broken = await build({ name: "broken", sanitizer: "address", input: new Uint8Array(), source: new Map([["program.c", new TextEncoder().encode(SOURCE)]]) }, "gcc");
    const trace = await crash(broken, new TextEncoder().encode("x"));
    const tree = Uint8Array.from(broken.tree);
    for (let at = 20_000; at < tree.length - 10_240; at += 7) tree[at] = at & 0xff;
    // Whether the archive itself survived is of no interest here.
    await Promise.allSettled([symbolizer.addBuild("broken", tree)]);
    expect((await symbolizer.symbolize(trace, "broken")).class).toBe("heap-buffer-overflow");
    await symbolizer.addBuild("whole", broken.tree);
    expect(needsSymbols(await symbolizer.symbolize(trace, "whole"))).toBe(false);
  }, 60_000);
});
