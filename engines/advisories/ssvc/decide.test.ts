import { describe, expect, test } from "vitest";
import { AdvisoryError, decide, DECISION_TABLES, getDecisionTable } from "../index.ts";
import { readTable, type PointData, type TableData } from "./read-tables.ts";

describe("the evaluator", () => {
  const supplier = { exploitation: "public-poc", utility: "super-effective", "technical-impact": "total", "public-safety-impact": "significant" };

  test("names the rule with its version, every input, and the reasons without which it would be another decision", () => {
    expect(decide(getDecisionTable("supplier"), supplier)).toEqual({
      table: "supplier",
      rule: "ssvc:DT_SP:1.0.0",
      outcome: "immediate",
      rank: 3,
      inputs: supplier,
      derived: [],
      sentence: "Immediate, because a public exploit exists, of total impact and significant public safety impact.",
    });
  });

  test("takes an input by its word, its key or its name, in any case", () => {
    const ways = [supplier, { E: "P", U: "S", TI: "T", PSI: "S" }, { "ssvc:E:1.1.0": "Public PoC", Utility: "Super Effective", "Technical Impact": "TOTAL", "public safety impact": "significant" }];
    expect(new Set(ways.map((given) => JSON.stringify(decide(getDecisionTable("ssvc:DT_SP:1.0.0"), given)))).size).toBe(1);
  });

  test("derives what is not given by the table that has it as its outcome, and says so", () => {
    const { outcome, inputs, derived } = decide(getDecisionTable("supplier"), { exploitation: "active", automatable: "yes", "value-density": "diffuse", "technical-impact": "partial", "safety-impact": "catastrophic" });
    expect({ outcome, inputs, derived: derived.map(({ rule, outcome: one }) => [rule, one]) }).toEqual({
      outcome: "immediate",
      inputs: { exploitation: "active", utility: "efficient", "technical-impact": "partial", "public-safety-impact": "significant" },
      derived: [["ssvc:DT_U:1.0.0", "efficient"], ["ssvc:DT_PSI:1.0.0", "significant"]],
    });
  });

  test.each([
    ["a missing input", { exploitation: "none" }, "/utility", "utility is missing: give one of laborious, efficient, super-effective, or automatable and value-density, from which it follows."],
    ["a value that the input has not", { ...supplier, exploitation: "perhaps\u001b" }, "/exploitation", String.raw`exploitation: "perhaps\u001b" is none of none, public-poc, active.`],
    ["an input that the table has not", { ...supplier, "system-exposure": "open" }, "/system-exposure", '"system-exposure" is no input of supplier; its inputs are exploitation, utility, technical-impact, public-safety-impact.'],
    ["an input of which everything is known already", { ...supplier, "value-density": "diffuse" }, "/value-density", '"value-density" is no input of supplier; its inputs are exploitation, utility, technical-impact, public-safety-impact.'],
  ])("refuses %s and says what to give", (_, given, field, message) => {
    expect(() => decide(getDecisionTable("supplier"), given)).toThrow(expect.objectContaining({ name: AdvisoryError.name, code: "invalid-decision-input", field, message }));
  });

  test("refuses a table there is not, and names those there are", () => {
    expect(() => getDecisionTable("horoscope")).toThrow(expect.objectContaining({ code: "unknown-table", message: expect.stringContaining("bod-26-04, cisa-coordinator") as string }));
  });
});

describe("every table", () => {
  test("has an id with a version, a source, and one word for each of its inputs and values", () => {
    expect(DECISION_TABLES).toHaveLength(16);
    for (const { id, source, inputs, outcome } of DECISION_TABLES) {
      expect(id).toMatch(/^[a-z]+:[A-Z0-9_]+:\d+\.\d+\.\d+$/);
      expect(source).not.toBe("");
      for (const list of [inputs, ...[...inputs, outcome].map(({ values }) => values)]) expect(new Set(list.map(({ word }) => word)).size).toBe(list.length);
    }
  });
});

describe("the loader of tables", () => {
  const points: Readonly<Record<string, PointData>> = {
    "t:WET:1.0.0": { name: "Wet", values: [["N", "No"], ["Y", "Yes"]] },
    "t:WIND:1.0.0": { name: "Wind", values: [["L", "Low"], ["H", "High"]] },
    "t:ACT:1.0.0": { name: "Act", values: [["S", "Stay"], ["G", "Go"]] },
  };
  const table = (rows: TableData["rows"], change: Partial<TableData> = {}): TableData =>
    ({ word: "tide", id: "t:DT_TIDE:1.0.0", name: "Tide", source: "the harbour", inputs: ["t:WET:1.0.0", "t:WIND:1.0.0"], outcome: "t:ACT:1.0.0", rows, ...change });

  test("lets one row stand for several combinations", () => {
    expect(readTable(table([["N", "*", "S"], ["Y", "L|H", "G"]]), points).outcomes).toEqual([0, 0, 1, 1]);
  });

  test.each([
    ["a combination without a row", [["N", "*", "S"], ["Y", "H", "G"]], {}, "no row holds combination 2"],
    ["a combination with two rows", [["*", "*", "S"], ["Y", "H", "G"]], {}, "two rows hold 1 1"],
    ["an outcome that falls when an input gets worse", [["*", "L", "G"], ["*", "H", "S"]], {}, "a worse Wind gives less"],
    ["a value there is not", [["Q", "*", "S"]], {}, "t:WET:1.0.0 has no value Q"],
    ["an outcome there is not", [["*", "*", "Q"]], {}, "t:ACT:1.0.0 has no value Q"],
    ["a row of another length", [["N", "S"]], {}, "a row has 2 cells"],
    ["a decision point there is not", [], { outcome: "t:NO:1.0.0" }, "there is no decision point t:NO:1.0.0"],
  ])("does not start with %s", (_, rows, change, message) => {
    expect(() => readTable(table(rows, change), points)).toThrow(`decision table t:DT_TIDE:1.0.0: ${message}`);
  });
});
