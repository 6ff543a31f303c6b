import { describe, expect, it, vi } from "vitest";
import { createBubblewrapBackend } from "#engines/sandbox";
import { GOOD_PATCH, GREETER, makeBundle, replaceLine, TESTS } from "./greeter.fixture.ts";
import { addAttempt, derivePatchStatus, minimise, reproduce, replayFix, sameBug, verifyPatch } from "./index.ts";

const backend = createBubblewrapBackend();
// Builds and hundreds of runs, perhaps on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe("a reproduction", () => {
  it("shows the claimed crash in every fresh sandbox, with its place, its logs and a report of the isolation", async () => {
    const { outcome, signature, site, isolation, logs } = await reproduce(await makeBundle(), backend, { now: () => new Date("2026-06-02T00:00:00Z") });
    expect([outcome, signature?.class, site, isolation.held, isolation.startedAt]).toEqual([{ outcome: "reproduced", k: 3, n: 3 }, "heap-buffer-overflow", "greet greeter.c:7", true, "2026-06-02T00:00:00.000Z"]);
    expect(logs.map((log) => `${log.step}: ${log.ended}`)).toEqual(["build: exited 0", "build: exited 0", "run 1 of 3: exited 99", "run 2 of 3: exited 99", "run 3 of 3: exited 99", "control controls/short.txt: exited 0"]);
  });

  it.each([
    ["a benign input that claims three of three", { description: "Reproduced 3 of 3, ASAN heap-buffer-overflow.", reproducer: { input: "controls/short.txt" } }, { outcome: "not-reproduced", n: 3 }],
    ["another class than it shows", { expected: { kind: "sanitizer", class: "heap-use-after-free" } as const }, { outcome: "not-reproduced", n: 3 }],
    ["a signal where the sanitizer reports", { expected: { kind: "signal", signal: "SIGSEGV" } as const }, { outcome: "not-reproduced", n: 3 }],
  ])("fails a bundle that claims %s", async (_name, changes, expected) => {
    expect((await reproduce(await makeBundle(changes), backend)).outcome).toEqual(expected);
  });

  it("never rejects on a single run, even when asked to", async () => {
    expect((await reproduce(await makeBundle({ reproducer: { input: "controls/short.txt" } }), backend, { runs: 1 })).outcome).toEqual({ outcome: "not-reproduced", n: 2 });
  });

  it("does not count a report that the program only prints", async () => {
    const printer = '#include <stdio.h>\nint main(void) { fprintf(stderr, "==2==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x1\\nWRITE of size 1 at 0x1 thread T0\\n"); return 1; }\n';
    expect((await reproduce(await makeBundle({}, { "source/src/greeter.c": printer }), backend)).outcome).toEqual({ outcome: "not-reproduced", n: 3 });
  });

  it("says when the target does not build", async () => {
    const { outcome } = await reproduce(await makeBundle({}, { "source/src/greeter.c": "int main(void) { return x; }\n" }), backend);
    expect(outcome).toEqual({ outcome: "does-not-build", detail: expect.stringContaining("undeclared (first use in this function)") });
  });

  it("runs nothing where the isolation does not hold", async () => {
    const { outcome, logs } = await reproduce(await makeBundle(), createBubblewrapBackend({ weakenedForTests: ["share-network"] }));
    expect([outcome, logs]).toEqual([{ outcome: "inconclusive", detail: expect.stringContaining("tcp-host-loopback") }, []]);
  });
});

const COPY = "  strcpy(line, name);";

describe("a patch", () => {
  it("that removes the fault is verified, with the evidence for it", async () => {
    const bundle = await makeBundle();
    const { verdict, evidence } = await verifyPatch({ bundle, patch: GOOD_PATCH, backend });
    expect([verdict, evidence.steps.filter((step) => !step.ok), evidence.variants.counted, evidence.variants.stillCrashing, evidence.controls]).toEqual(["verified", [], 20, [], [{ path: "controls/short.txt", same: true, detail: "same output and exit code" }]]);
    expect([evidence.bundleDigest, evidence.filesChanged]).toEqual([bundle.digest, ["src/greeter.c"]]);
    expect(Object.isFrozen(evidence)).toBe(true);
  });

  it.each([
    ["hides the crash by no longer greeting", replaceLine(COPY, ["  return 0;"]), "breaks-behaviour", "control controls/short.txt prints something else"],
    ["greets everyone alike", replaceLine(COPY, ['  strcpy(line, "you");']), "breaks-behaviour", "control controls/short.txt prints something else"],
    ["stops only the one input", replaceLine(COPY, ["  if (strlen(name) == 40) return 1;", COPY]), "incomplete", "variants still fail"],
    ["leaves the fault", replaceLine(COPY, ["  puts(\"copying\");", COPY]), "incomplete", "the reproducer still fails"],
    ["hangs instead of crashing", replaceLine(COPY, ["  while (strlen(name) > 15) { }", COPY]), "incomplete", "the reproducer still fails: timed-out"],
    ["does not compile", replaceLine(COPY, ["  strncpy(line, name"]), "does-not-build", "error"],
    ["is made for other lines", replaceLine(COPY, ["x"]).replace(`-${COPY}`, "-  strcpy(other, name);"), "does-not-apply", "not in src/greeter.c as the patch expects"],
    ["mends the fault and changes the tests", `${GOOD_PATCH}--- a/check.sh\n+++ b/check.sh\n@@ -1 +1 @@\n-${TESTS.trim()}\n+true\n`, "breaks-behaviour", "the patch changes the tests (check.sh)"],
    ["catches the signal and leaves", replaceLine(COPY, ["  extern void (*signal(int, void (*)(int)))(int);", "  signal(11, exit);", COPY]), "incomplete", "catches the signal"],
    ["tells the sanitizer to look away", replaceLine("static int greet(const char *name) {", ["__attribute__((no_sanitize(\"address\")))", "static int greet(const char *name) {"]), "incomplete", "silences the sanitizer"],
    ["builds without the sanitizer", "--- a/build.sh\n+++ b/build.sh\n@@ -1 +1 @@\n-gcc -g -O1 -fsanitize=address -o greeter src/greeter.c\n+gcc -g -O0 -o greeter src/greeter.c\n", "incomplete", "no longer has the sanitizer"],
  ])("that %s is caught", async (_name, patch, verdict, reason) => {
    const judged = await verifyPatch({ bundle: await makeBundle(), patch, backend });
    expect([judged.verdict, judged.reason]).toEqual([verdict, expect.stringContaining(reason)]);
  });

  it("shows the variants that still crash", async () => {
    const { evidence } = await verifyPatch({ bundle: await makeBundle(), patch: replaceLine(COPY, ["  if (strlen(name) == 40) return 1;", COPY]), backend });
    expect(evidence.variants.stillCrashing.length).toBeGreaterThan(0);
    for (const hex of evidence.variants.stillCrashing) expect(Buffer.from(hex, "hex").length).toBeGreaterThan(15);
  });

  it("may add tests, and is judged by those there were", async () => {
    const adding = `${GOOD_PATCH}--- /dev/null\n+++ b/tests/long-name.sh\n@@ -0,0 +1 @@\n+test 1 = 1\n`;
    expect((await verifyPatch({ bundle: await makeBundle(), patch: adding, backend })).verdict).toBe("verified");
  });

  it("is tried against every bypass of earlier patches", async () => {
    const bundle = await makeBundle();
    // One that the search for variants does not come upon by itself.
    const bypass = Buffer.from("the name of an earlier attempt, known to overflow\n").toString("hex");
    const earlier = [{ variants: { tried: 1, counted: 1, stillCrashing: [bypass] } }];
    const partial = replaceLine(COPY, ['  if (strncmp(name, "the name", 8) != 0 && strlen(name) > 15) return 1;', COPY]);
    const [before, after, mended] = [await verifyPatch({ bundle, patch: partial, backend }), await verifyPatch({ bundle, patch: partial, earlier, backend }), await verifyPatch({ bundle, patch: GOOD_PATCH, earlier, backend })];
    expect([before.verdict, after.verdict, after.reason, after.evidence.variants.stillCrashing, mended.verdict]).toEqual(["verified", "incomplete", expect.stringContaining("a bypass of an earlier patch still fails"), [bypass], "verified"]);
    const attempts = addAttempt(addAttempt(addAttempt([], before), after), before);
    expect(derivePatchStatus(attempts, before.evidence.patchDigest)).toMatchObject({ status: "incomplete", attempt: 2 });
  });

  it("is inconclusive where too few variants can be found, or nothing shows that the program still works", async () => {
    // The program takes one input only, so that every mutation of it is refused before the fault.
    const only = `${"A".repeat(40)}\n`;
    const picky = GREETER.replace('  name[strcspn(name, "\\n")] = 0;', `  if (strlen(name) > 15 && strcmp(name, "${"A".repeat(40)}\\n") != 0) return 1;\n  name[strcspn(name, "\\n")] = 0;`).replace("  fclose(file);", "  if (fgetc(file) != EOF) return 1;\n  fclose(file);");
    const lonely = await makeBundle({}, { "source/src/greeter.c": picky, "crash.txt": only });
    const line = picky.split("\n").indexOf(COPY) + 1;
    const patch = `--- a/src/greeter.c\n+++ b/src/greeter.c\n@@ -${line} +${line},2 @@\n-${COPY}\n+  if (strlen(name) > 15) return 1;\n+${COPY}\n`;
    expect(await verifyPatch({ bundle: lonely, patch, backend })).toMatchObject({ verdict: "inconclusive", reason: expect.stringMatching(/^only \d+ of 20 variants/) });
    const { target } = (await makeBundle()).manifest;
    const blind = await makeBundle({ controls: [], target: { ...target, recipe: { ...target.recipe, tests: [] } } });
    expect(await verifyPatch({ bundle: blind, patch: GOOD_PATCH, backend })).toMatchObject({ verdict: "inconclusive", reason: expect.stringContaining("neither tests nor controls") });
  });

  it("is not judged where the finding does not reproduce or its tests fail before", async () => {
    const benign = await verifyPatch({ bundle: await makeBundle({ reproducer: { input: "controls/short.txt" } }), patch: GOOD_PATCH, backend });
    expect([benign.verdict, benign.reason]).toEqual(["inconclusive", "the reproducer does not show the claimed effect without the patch"]);
    const failing = await verifyPatch({ bundle: await makeBundle({}, { "source/check.sh": "exit 1\n" }), patch: GOOD_PATCH, backend });
    expect([failing.verdict, failing.reason]).toEqual(["inconclusive", expect.stringContaining("the tests fail without the patch")]);
  });
});

describe("two findings", () => {
  it("are one bug when the fix of one stops the other, and two when it does not", async () => {
    const fixed = await makeBundle({ candidatePatch: "fix.diff" }, { "fix.diff": GOOD_PATCH });
    const other = await makeBundle({}, { "crash.txt": `${"B".repeat(90)}\n` });
    expect((await sameBug(fixed, other, backend)).verdict).toBe("same");
    expect((await sameBug(other, other, backend)).verdict).toBe("undecided");
    const unrelated = await makeBundle({ candidatePatch: "fix.diff" }, { "fix.diff": replaceLine('  char name[256] = "";', ["  char name[512] = \"\";"]) });
    expect((await sameBug(unrelated, other, backend)).verdict).toBe("different");
    expect((await replayFix(other, "--- a/none.c\n+++ b/none.c\n@@ -1 +1 @@\n-a\n+b\n", backend)).outcome).toBe("does-not-apply");
  });
});

it("minimising keeps the crash and drops the rest", async () => {
  const bundle = await makeBundle({}, { "crash.txt": `${"xyz ".repeat(30)}\nand more\n` });
  const minimised = await minimise(bundle, backend);
  expect([minimised?.input.length, minimised?.signature?.class]).toEqual([16, "heap-buffer-overflow"]);
});
