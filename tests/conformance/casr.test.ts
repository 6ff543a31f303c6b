import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./casr.ts";

const CASR = join(import.meta.dirname, "../../../shared/data/casr");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-casr-"));
  const report = (...frames: readonly string[]) => JSON.stringify({ CrashSeverity: { ShortDescription: "AccessViolation" }, Stacktrace: frames.map((frame, index) => `#${index}  0x000055 in ${frame}`) });
  await mkdir(join(folder, "set"));
  const files: Readonly<Record<string, string>> = {
    "1.casrep": report("moor (ship=0x1) at berth.c:3", "main (argc=1) at main.c:9"),
    "2.casrep": report("moor (ship=0x2) at berth.c:3", "main (argc=1) at main.c:9"),
    "3.casrep": report("moor (ship=0x2) at berth.c:3", "berth (ship=0x3) at berth.c:30", "main (argc=1) at main.c:12"),
    "4.casrep": report("weigh (cargo=0x2) at cargo.c:3", "main (argc=1) at main.c:10"),
    "5.casrep": "{}",
    "notes.txt": "not one of them",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, "set", name), text);
});
afterAll(() => rm(folder, { recursive: true }));

describe("the suite casr", () => {
  it("counts what is unique and what is one cluster, and names what cannot be read", async () => {
    expect(await run([join(folder, "set")])).toEqual({
      suite: "casr",
      passed: 4,
      failed: 1,
      skipped: 1,
      unique: 3,
      clusters: 2,
      failures: [{ id: "5.casrep", expected: "a crash with a stack", got: expect.stringContaining("neither a CASR report") as string }],
    });
  });

  // Skipped where CASR's data does not lie beside the repository.
  it.skipIf(!existsSync(CASR)).each([
    ["san", 447, 16, 12],
    ["small", 12, 10, 9],
  ])("finds what CASR states of its data: %s", async (set, passed, unique, clusters) => {
    expect(await run([join(CASR, set)])).toEqual({ suite: "casr", passed, failed: 0, skipped: 0, unique, clusters, failures: [] });
  });
});
