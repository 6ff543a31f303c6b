import { AdvisoryError } from "../advisories.errors.ts";
import { showHidden } from "../bounded-json.ts";
import cvssTables from "./cvss-tables.json" with { type: "json" };
import decisionPoints from "./decision-points.json" with { type: "json" };
import decisionTables from "./decision-tables.json" with { type: "json" };
import { everyPlace, expand, indexOf, readTable, toWord, type DecisionPoint, type DecisionTable, type PointData } from "./read-tables.ts";

/** What a table decided, and on what. Every word is the decision point's or the value's own, as `word` in the table. */
export interface Decision {
  readonly table: string;
  /** The table's id with its version, such as `ssvc:DT_DP:1.0.0`. */
  readonly rule: string;
  readonly outcome: string;
  /** Place of the outcome in the table's order; a larger one calls for more. */
  readonly rank: number;
  readonly inputs: Readonly<Record<string, string>>;
  /** Inputs that followed from others by a table of their own, the first one first. */
  readonly derived: readonly Decision[];
  /** The outcome with what makes it so, and where there is a worse one, what keeps it from that. */
  readonly sentence: string;
}

/**
 * Every decision table, those of vulnerabilities first: CISA BOD 26-04 and CISA coordinator; CERT/CC coordinator triage,
 * coordinator publish, deployer and supplier with the tables that feed them; the equivalence sets of FIRST's CVSS 4.0.
 */
export const DECISION_TABLES: readonly DecisionTable[] = [...decisionTables, ...cvssTables].map((table) => readTable(table, decisionPoints as Readonly<Record<string, PointData>>));

/** A table by its word (`deployer`) or its id (`ssvc:DT_DP:1.0.0`). @throws AdvisoryError `unknown-table` */
export function getDecisionTable(name: string): DecisionTable {
  const table = DECISION_TABLES.find(({ word, id }) => word === name || id === name);
  if (!table) throw new AdvisoryError("unknown-table", "/table", `There is no table ${quote(name)}; the tables are ${DECISION_TABLES.map(({ word }) => word).join(", ")}.`);
  return table;
}

/**
 * Decides by a table. `given` names decision points and values by word, key or name, in any case. An input that is not
 * given follows from others where a table has it as its outcome (human impact from safety and mission impact).
 * @throws AdvisoryError `invalid-decision-input`; `field` is the input
 */
export function decide(table: DecisionTable, given: Readonly<Record<string, string>>): Decision {
  const asked = new Set<string>();
  const decision = decideFrom(table, given, asked);
  const stray = Object.keys(given).find((name) => !asked.has(name));
  if (stray !== undefined) throw refuse(stray, `${quote(stray)} is no input of ${table.word}; its inputs are ${table.inputs.map(({ word }) => word).join(", ")}`);
  return decision;
}

function decideFrom(table: DecisionTable, given: Readonly<Record<string, string>>, asked: Set<string>): Decision {
  const derived: Decision[] = [];
  const places = table.inputs.map((point) => {
    const name = Object.keys(given).find((one) => names(point, one));
    if (name !== undefined) {
      asked.add(name);
      return readValue(point, given[name] ?? "");
    }
    const feeder = DECISION_TABLES.find(({ outcome, id }) => outcome.id === point.id && id !== table.id);
    if (!feeder || !feeder.inputs.some((input) => Object.keys(given).some((one) => names(input, one)))) {
      throw refuse(point.word, `${point.word} is missing: give one of ${listWords(point)}${feeder ? `, or ${feeder.inputs.map(({ word }) => word).join(" and ")}, from which it follows` : ""}`);
    }
    const decision = decideFrom(feeder, given, asked);
    derived.push(...decision.derived, decision);
    return decision.rank;
  });
  const rank = table.outcomes[indexOf(table, places)] ?? 0;
  return {
    table: table.word,
    rule: table.id,
    outcome: table.outcome.values[rank]?.word ?? "",
    rank,
    inputs: Object.fromEntries(table.inputs.map(({ word, values }, at) => [word, values[places[at] ?? 0]?.word ?? ""])),
    derived,
    sentence: explain(table, places, rank),
  };
}

/** The smallest reasons: inputs that alone make it at least so, and, below the worst outcome, inputs that alone keep it there. */
function explain(table: DecisionTable, places: readonly number[], rank: number): string {
  const phrases = (inputs: readonly number[]) => joinWords(inputs.map((at) => table.inputs[at]?.values[places[at] ?? 0]?.phrase ?? ""));
  const atLeast = findReasons(table, places, (other) => other >= rank);
  const atMost = findReasons(table, places, (other) => other <= rank);
  const name = table.outcome.values[rank]?.name ?? "";
  if (rank === 0) return `${name}, because ${phrases(atMost)}.`;
  if (rank === table.outcome.values.length - 1 || atMost.length === 0) return `${name}, because ${phrases(atLeast)}.`;
  return `${name}, because ${phrases(atLeast)}; not ${table.outcome.values[rank + 1]?.name ?? ""}, because ${phrases(atMost)}.`;
}

/** The fewest inputs that, held as they are, leave only outcomes that `holds`, whatever the others are. */
function findReasons(table: DecisionTable, places: readonly number[], holds: (rank: number) => boolean): readonly number[] {
  const subsets = expand(table.inputs.map(() => [0, 1])).toSorted((left, right) => sum(left) - sum(right));
  const enough = subsets.find((held) =>
    expand(table.inputs.map((input, at) => (held[at] === 1 ? [places[at] ?? 0] : everyPlace(input)))).every((combination) => holds(table.outcomes[indexOf(table, combination)] ?? 0)));
  return (enough ?? []).flatMap((held, at) => (held === 1 ? [at] : []));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function names({ id, key, word, name }: DecisionPoint, given: string): boolean {
  return [id, key, key.replace("_NoX", ""), word].some((one) => one.toLowerCase() === given.toLowerCase()) || toWord(name) === toWord(given);
}

function readValue(point: DecisionPoint, given: string): number {
  const same = (one: string) => one.toLowerCase() === given.trim().toLowerCase();
  const place = point.values.findIndex(({ key, word, name }) => same(word) || same(name) || same(key));
  if (place === -1) throw refuse(point.word, `${point.word}: ${quote(given)} is none of ${listWords(point)}`);
  return place;
}

function listWords({ values }: DecisionPoint): string {
  return values.map(({ word }) => word).join(", ");
}

function quote(text: string): string {
  return showHidden(JSON.stringify(text.slice(0, 80)));
}

function refuse(input: string, why: string): AdvisoryError {
  return new AdvisoryError("invalid-decision-input", `/${input.slice(0, 80)}`, `${why}.`);
}
