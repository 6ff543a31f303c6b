/** One value a decision point may have. `word` is its name for commands and records: lower case, words joined by a hyphen. */
export interface DecisionValue {
  readonly key: string;
  readonly word: string;
  readonly name: string;
  /** In the middle of a sentence that gives it as a reason. */
  readonly phrase: string;
}

/** A question with its possible answers, ordered: a later one never calls for less. */
export interface DecisionPoint {
  /** `namespace:key:version`, as CERT/CC publishes it. */
  readonly id: string;
  readonly key: string;
  readonly word: string;
  readonly name: string;
  readonly values: readonly DecisionValue[];
}

export interface DecisionTable {
  readonly word: string;
  /** `namespace:key:version`. */
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly inputs: readonly DecisionPoint[];
  readonly outcome: DecisionPoint;
  /** For every combination of inputs, in the order of their values (the last input's turn first), the place of the outcome. */
  readonly outcomes: readonly number[];
}

/** `values`: key, name and, where the name alone makes no sentence, the phrase. */
export interface PointData {
  readonly name: string;
  readonly values: readonly (readonly string[])[];
}

/** `rows`: for each input `*`, a key, or keys joined by `|`; then the outcome's key. */
export interface TableData {
  readonly word: string;
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly inputs: readonly string[];
  readonly outcome: string;
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a decision table. A row may stand for several combinations; together the rows hold each combination once, and with
 * worse inputs the outcome is never less. Throws an Error that names the fault: tables are ours, so a fault is a bug.
 */
export function readTable(data: TableData, points: Readonly<Record<string, PointData>>): DecisionTable {
  const fail = (what: string): never => {
    throw new Error(`decision table ${data.id}: ${what}`);
  };
  const readPoint = (id: string) => toPoint(id, points[id] ?? fail(`there is no decision point ${id}`));
  const inputs = data.inputs.map(readPoint);
  const outcome = readPoint(data.outcome);
  const table: DecisionTable = { word: data.word, id: data.id, name: data.name, source: data.source, inputs, outcome, outcomes: [] };
  const outcomes: (number | undefined)[] = Array.from({ length: inputs.reduce((count, { values }) => count * values.length, 1) });
  for (const row of data.rows) {
    if (row.length !== inputs.length + 1) fail(`a row has ${row.length} cells: ${row.join(" ")}`);
    const place = placeOf(outcome, row.at(-1) ?? "") ?? fail(`${outcome.id} has no value ${row.at(-1)}`);
    for (const combination of expand(row.slice(0, -1).map((cell, at) => readCell(inputs[at]!, cell) ?? fail(`${inputs[at]!.id} has no value ${cell}`)))) {
      const index = indexOf(table, combination);
      if (outcomes[index] !== undefined) fail(`two rows hold ${combination.join(" ")}: one is ${row.join(" ")}`);
      outcomes[index] = place;
    }
  }
  const missing = outcomes.findIndex((place) => place === undefined);
  if (missing !== -1) fail(`no row holds combination ${missing}`);
  const whole: DecisionTable = { ...table, outcomes: outcomes as number[] };
  const fault = findFall(whole);
  if (fault !== undefined) fail(`a worse ${fault} gives less`);
  return whole;
}

/** The place of a combination (the place of each input's value) among all. */
export function indexOf({ inputs }: Pick<DecisionTable, "inputs">, combination: readonly number[]): number {
  return inputs.reduce((index, { values }, at) => index * values.length + (combination[at] ?? 0), 0);
}

/** Every combination of places, the last one's turn first. */
export function expand(places: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return places.reduce<readonly (readonly number[])[]>((sofar, next) => sofar.flatMap((left) => next.map((place) => [...left, place])), [[]]);
}

export function everyPlace({ values }: DecisionPoint): readonly number[] {
  return values.map((_, place) => place);
}

/** `Technical Impact` → `technical-impact`; what stands in brackets is left out. */
export function toWord(name: string): string {
  const text = name.replace(/\(.*?\)/g, "").trim().toLowerCase();
  return text.replace(/[^a-z0-9*]+/g, "-").replace(/^-|-$/g, "");
}

function toPoint(id: string, { name, values }: PointData): DecisionPoint {
  return {
    id, name,
    key: id.split(":")[1] ?? id,
    word: toWord(name),
    values: values.map(([key = "", value = "", phrase]) => ({ key, word: toWord(value), name: value, phrase: phrase ?? `${value.toLowerCase()} ${name.replace(/ \(.*?\)/g, "").toLowerCase()}` })),
  };
}

function placeOf({ values }: DecisionPoint, key: string): number | undefined {
  const place = values.findIndex((value) => value.key === key);
  return place === -1 ? undefined : place;
}

function readCell(point: DecisionPoint, cell: string): readonly number[] | undefined {
  if (cell === "*") return everyPlace(point);
  const places = cell.split("|").map((key) => placeOf(point, key));
  return places.includes(undefined) ? undefined : (places as number[]);
}

/** The input, if any, of which a later value somewhere gives an earlier outcome. */
function findFall(table: DecisionTable): string | undefined {
  for (const combination of expand(table.inputs.map(everyPlace))) {
    const place = table.outcomes[indexOf(table, combination)] ?? 0;
    for (const [at, input] of table.inputs.entries()) {
      const next = combination.with(at, (combination[at] ?? 0) + 1);
      if ((next[at] ?? 0) < input.values.length && (table.outcomes[indexOf(table, next)] ?? 0) < place) return input.name;
    }
  }
  return undefined;
}
