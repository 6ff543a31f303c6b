import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BenchRow, Measure } from "../benchmarks/bench-row.ts";

export interface BenchmarkRun {
  /** Holds one `NAME.bench.ts` per benchmark, each exporting `measure`. */
  readonly folder: string;
  readonly args: readonly string[];
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
}

const SUFFIX = ".bench.ts";
const COLUMNS = ["bench", "figure", "value", "unit", "against", "againstValue", "ratio", "goal", "n"] as const;

async function listNames(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(SUFFIX)).map((file) => file.slice(0, -SUFFIX.length)).toSorted();
}

/** Everything before `--json` is a name; after it may stand a file, without which the rows are printed as JSON. */
function parse(args: readonly string[]): { names: readonly string[]; asJson: boolean; file: string | undefined } | undefined {
  const at = args.indexOf("--json");
  const names = at < 0 ? args : args.slice(0, at);
  const rest = at < 0 ? [] : args.slice(at + 1);
  if (names.length === 0 || rest.length > 1 || names.some((name) => name.startsWith("-"))) return undefined;
  return { names, asJson: at >= 0 && rest.length === 0, file: rest[0] };
}

function isMet({ ratio, goal }: BenchRow): boolean {
  return ratio >= goal;
}

/** Numbers to the right, words to the left, a note under the row it belongs to. */
export function toTable(rows: readonly BenchRow[]): string[] {
  const cells = [[...COLUMNS.map(String), ""], ...rows.map((row) => [...COLUMNS.map((column) => String(row[column])), isMet(row) ? "met" : "MISSED"])];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = cells.map((row, index) => row.map((cell, column) => (index > 0 && /^[\d.e+-]+$/.test(cell) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join("  ").trimEnd());
  return lines.flatMap((line, index) => [line, ...(rows[index - 1]?.note ? [`    ${rows[index - 1]?.note}`] : [])]);
}

async function measureOne(folder: string, name: string, tell: (line: string) => void): Promise<readonly BenchRow[]> {
  const module = (await import(pathToFileURL(join(folder, `${name}${SUFFIX}`)).href)) as { readonly measure?: Measure };
  if (typeof module.measure !== "function") throw new TypeError(`${name}${SUFFIX} exports no function named measure`);
  return await module.measure(tell);
}

/** The exit code: 0 every goal met, 1 a goal missed or a benchmark failed, 2 the arguments cannot be used. */
export async function runBenchmarks({ folder, args, print, warn }: BenchmarkRun): Promise<0 | 1 | 2> {
  const known = await listNames(folder);
  const wanted = parse(args);
  const unknown = wanted?.names.filter((name) => name !== "all" && !known.includes(name)) ?? [];
  if (wanted === undefined || unknown.length > 0) {
    if (unknown.length > 0) warn(`No benchmark ${unknown.join(", ")}.`);
    warn(`Usage: npm run bench -- NAME… | all [--json [FILE]]; the benchmarks are ${known.join(", ")}.`);
    return 2;
  }
  const rows: BenchRow[] = [];
  let hasFailed = false;
  // One after the other: two at once would measure each other.
  for (const name of wanted.names.includes("all") ? known : wanted.names) {
    try {
      rows.push(...(await measureOne(folder, name, (line) => warn(`${name}: ${line}`))));
    } catch (cause) {
      // What the others measured, often for minutes, is still worth having.
      hasFailed = true;
      warn(`${name}: failed: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
    }
  }
  if (wanted.file !== undefined) await writeFile(wanted.file, `${JSON.stringify(rows, null, 2)}\n`);
  for (const line of wanted.asJson ? [JSON.stringify(rows)] : toTable(rows)) print(line);
  return rows.every(isMet) && !hasFailed ? 0 : 1;
}
