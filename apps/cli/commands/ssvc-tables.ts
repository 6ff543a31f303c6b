import type { DecisionPoint, DecisionTable } from "#engines/advisories";
import { EXIT, type Command } from "../command.types.ts";

export const ssvcTables: Command = {
  noun: "ssvc",
  verb: "tables",
  summary: "List the decision tables, with their versions, inputs and values",
  operands: [{ name: "TABLE", help: "only this one", optional: true }],
  options: {},
  examples: ["ssvc tables", "ssvc tables deployer --json"],
  async run(given, talk) {
    const { DECISION_TABLES, getDecisionTable } = await import("#engines/advisories");
    const tables = given.operands.length > 0 ? [getDecisionTable(given.operand(0))] : DECISION_TABLES;
    talk.answer(tables.map(describe), tables.flatMap(tell));
    return EXIT.done;
  },
};

const listWords = ({ values }: DecisionPoint): readonly string[] => values.map(({ word }) => word);

function describe({ word, id, name, source, inputs, outcome, outcomes }: DecisionTable): object {
  return { word, id, name, source, inputs: Object.fromEntries(inputs.map((input) => [input.word, listWords(input)])), outcomes: listWords(outcome), rows: outcomes.length };
}

function tell({ word, id, source, inputs, outcome, outcomes }: DecisionTable): readonly string[] {
  return [`${word}  ${id}  (${source}; ${outcomes.length} rows)`, ...inputs.map((input) => `  ${input.word}=${listWords(input).join("|")}`), `  → ${listWords(outcome).join("|")}`];
}
