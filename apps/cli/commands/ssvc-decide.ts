import type { Decision } from "#engines/advisories";
import { explainError, UsageError } from "../cli-error.ts";
import { EXIT, type Command } from "../command.types.ts";

export const ssvcDecide: Command = {
  noun: "ssvc",
  verb: "decide",
  summary: "Decide by a published table: how soon, by whom, whether at all",
  details: `Names and values are those that "ssvc tables" prints; a table's id works as well as its word. What is not given follows
from other inputs where a table says how (human impact from safety and mission impact). The answer names the table's
version, every input, and what makes it so. BOD 26-04 binds federal civilian agencies; for anyone else it is guidance.`,
  operands: [],
  options: {
    table: { value: "TABLE", required: true, help: "by which table, such as bod-26-04 or deployer" },
    set: { value: "INPUT=VALUE", many: true, help: "one input" },
  },
  examples: [
    "ssvc decide --table bod-26-04 --set in-kev=yes --set publicly-exposed=yes --set automatable=yes --set technical-impact=partial",
    "ssvc decide --table supplier --set exploitation=active --set utility=efficient --set technical-impact=total --set safety-impact=marginal --json",
  ],
  async run(given, talk) {
    const { decide, getDecisionTable } = await import("#engines/advisories");
    const inputs = readInputs(given.texts("set"));
    let decision: Decision;
    try {
      decision = decide(getDecisionTable(given.requiredText("table")), inputs);
    } catch (error) {
      const known = explainError(error);
      if (known === undefined) throw error;
      throw new UsageError(known.message);
    }
    talk.answer(decision, [decision.sentence, ...decision.derived.map(({ table, sentence }) => `  ${table}: ${sentence}`), `  by ${decision.rule}`]);
    return EXIT.done;
  },
};

function readInputs(pairs: readonly string[]): Readonly<Record<string, string>> {
  const inputs = new Map<string, string>();
  for (const pair of pairs) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`--set ${pair}: give INPUT=VALUE.`);
    if (inputs.has(name)) throw new UsageError(`--set ${pair}: ${name} is given twice.`);
    inputs.set(name, value);
  }
  return Object.fromEntries(inputs);
}
