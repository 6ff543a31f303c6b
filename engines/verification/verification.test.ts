import { describe, expect, it } from "vitest";
import { createBubblewrapBackend } from "#engines/sandbox";
import { GOOD_PATCH, makeBundle, replaceLine } from "./greeter.fixture.ts";
import { minimise, reproduce, replayFix, sameBug, verifyPatch } from "./index.ts";

const backend = createBubblewrapBackend();

describe("a reproduction", () => {
  it("shows the claimed crash in every fresh sandbox, with its place, its logs and a report of the isolation", async () => {
    const { outcome, signature, site, isolation, logs } = await reproduce(await makeBundle(), backend, { now: () => new Date("2026-06-02T00:00:00Z") });
    expect([outcome, signature?.class, site, isolation.held, isolation.startedAt]).toEqual([{ outcome: "reproduced", k: 3, n: 3 }, "heap-buffer-overflow", "greet greeter.c:7", true, "2026-06-02T00:00:00.000Z"]);
    expect(logs.map((log) => `${log.step}: ${log.ended}`)).toEqual(["build: exited 0", "build: exited 0", "run 1 of 3: exited 99", "run 2 of 3: exited 99", "run 3 of 3: exited 99"]);
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

  it("is what the bundle's own script shows to someone without Breakwater", async () => {
    const bundle = await makeBundle();
    const sandbox = await backend.start();
    try {
      for (const [path, content] of bundle.files) await sandbox.write(`bundle/${path}`, content);
      const { exitCode, stderr } = await sandbox.exec({ argv: ["sh", "bundle/reproduce.sh"] });
      expect([exitCode, new TextDecoder().decode(stderr)]).toEqual([1, expect.stringContaining("AddressSanitizer: heap-buffer-overflow")]);
    } finally {
      await sandbox.stop();
    }
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
    ["changes the tests", "--- a/check.sh\n+++ b/check.sh\n@@ -1 +1 @@\n-x\n+true\n", "does-not-apply", "there is no"],
    ["catches the signal and leaves", replaceLine(COPY, ["  signal(SIGSEGV, exit);", COPY]), "does-not-apply", "silences the sanitizer"],
    ["builds without the sanitizer", "--- a/build.sh\n+++ b/build.sh\n@@ -1 +1 @@\n-gcc -g -O1 -fsanitize=address -o greeter src/greeter.c\n+gcc -g -O0 -o greeter src/greeter.c\n", "incomplete", "no longer has the sanitizer"],
  ])("that %s is caught", async (name, patch, verdict, reason) => {
    const bundle = await makeBundle();
    const fitted = name === "changes the tests" ? patch.replace("-x", "-echo World > name && test \"$(./greeter name)\" = \"Hello, World!\"") : patch;
    const judged = await verifyPatch({ bundle, patch: fitted, backend });
    expect([judged.verdict, judged.reason]).toEqual([verdict, expect.stringContaining(name === "changes the tests" ? "touches the tests (check.sh)" : reason)]);
  });

  it("shows the variants that still crash", async () => {
    const { evidence } = await verifyPatch({ bundle: await makeBundle(), patch: replaceLine(COPY, ["  if (strlen(name) == 40) return 1;", COPY]), backend });
    expect(evidence.variants.stillCrashing.length).toBeGreaterThan(0);
    for (const hex of evidence.variants.stillCrashing) expect(Buffer.from(hex, "hex").length).toBeGreaterThan(15);
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
  expect([minimised?.input.length, minimised?.signature.class]).toEqual([16, "heap-buffer-overflow"]);
});
