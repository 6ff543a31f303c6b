import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { interleave, toMedian, toRow } from "../benchmarks/bench-row.ts";
import { runBenchmarks } from "./run-benchmarks.ts";

const fast = toRow({ bench: "boat", figure: "launch", value: 5, unit: "ms", against: "bare slip", againstValue: 4, better: "smaller", goal: 0.667, n: 9, note: "" });
const slow = toRow({ bench: "tide", figure: "waves", value: 70, unit: "/s", against: "the moon", againstValue: 100, better: "larger", goal: 0.8, n: 3, note: "at full moon" });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-bench-"));
  for (const row of [fast, slow]) await writeFile(join(folder, `${row.bench}.bench.ts`), `export async function measure(tell) { tell("measuring"); return [${JSON.stringify(row)}]; }\n`);
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function bench(...args: readonly string[]): Promise<{ exitCode: number; printed: readonly string[]; warned: readonly string[] }> {
  const printed: string[] = [];
  const warned: string[] = [];
  const exitCode = await runBenchmarks({ folder, args, print: (line) => printed.push(line), warn: (line) => warned.push(line) });
  return { exitCode, printed, warned };
}

describe("a row", () => {
  it("has a ratio that is better when larger, for times and for rates", () => {
    expect([fast.ratio, slow.ratio]).toEqual([0.8, 0.7]);
  });

  it("is refused when nothing was measured", () => {
    expect(() => toRow({ ...fast, better: "smaller", value: 0 })).toThrow("boat, launch: 0 is no measurement");
  });
});

describe("the runner", () => {
  it("prints a table, and is content when every goal is met", async () => {
    expect(await bench("boat")).toEqual({
      exitCode: 0,
      printed: ["bench  figure  value  unit  against    againstValue  ratio  goal   n", "boat   launch      5  ms    bare slip             4    0.8  0.667  9  met"],
      warned: ["boat: measuring"],
    });
  });

  it("says which goal is missed, and why it may be so", async () => {
    const { exitCode, printed } = await bench("all");
    expect([exitCode, printed.length, printed[2]?.endsWith("MISSED"), printed[3]]).toEqual([1, 4, true, "    at full moon"]);
  });

  it("writes the rows to the file it is given", async () => {
    const file = join(folder, "rows.json");
    await bench("tide", "boat", "--json", file);
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual([slow, fast]);
  });

  it("prints them where no file is given", async () => {
    const { printed } = await bench("boat", "--json");
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([[fast]]);
  });

  it("keeps what was measured when another benchmark fails, and is not content", async () => {
    await writeFile(join(folder, "anchor.bench.ts"), "export const rows = [];\n");
    const { exitCode, printed, warned } = await bench("anchor", "boat", "--json");
    expect({ exitCode, rows: printed.map((line) => JSON.parse(line) as unknown), first: warned[0]?.split("\n")[0] }).toEqual({
      exitCode: 1, rows: [[fast]], first: "anchor: failed: TypeError: anchor.bench.ts exports no function named measure",
    });
  });

  it.each([[["ship"], ["No benchmark ship."]], [[], []], [["boat", "--fast"], []], [["--json", "x"], []]])("refuses the arguments %j, and lists the benchmarks", async (args, before) => {
    expect(await bench(...args)).toEqual({ exitCode: 2, printed: [], warned: [...before, "Usage: npm run bench -- NAME… | all [--json [FILE]]; the benchmarks are boat, tide."] });
  });
});

it("contenders run in turns, and the warm-up is not counted", async () => {
  const order: string[] = [];
  const note = (name: string) => async () => void order.push(name);
  const times = await interleave({ a: note("a"), b: note("b") }, { rounds: 2, warmUp: 1 });
  expect({ order: order.join(""), counts: [times.a.length, times.b.length] }).toEqual({ order: "ababab", counts: [2, 2] });
  expect([toMedian([3, 1, 2]), toMedian([4, 1])]).toEqual([2, 2.5]);
});
