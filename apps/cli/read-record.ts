import { UsageError } from "./cli-error.ts";
import type { Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";

const MOST_BYTES = 1024 * 1024;
const SAID = /^(?:(done)|(\d{4}-\d{2}-\d{2})(?:\s+(.+))?)$/i;

/** What an operator wrote down of a step: that it is done, or until which day it waits, and why. */
export type Said = { readonly state: "done" } | { readonly state: "later"; readonly until: string; readonly because: string };

/**
 * Reads what became of steps, each line a step's title, `=`, and `done` or a day with a reason. The last line about a step counts.
 * @returns by the step's title in lower case
 */
export async function readRecord(file: string | undefined, talk: Talk): Promise<ReadonlyMap<string, Said>> {
  if (file === undefined) return new Map();
  const lines = Buffer.from(await readInput(file, talk, MOST_BYTES)).toString("utf8").replace(/^\uFEFF/, "").split(/\r?\n/);
  return new Map(lines.flatMap((line, index): (readonly [string, Said])[] => {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) return [];
    const at = text.lastIndexOf("=");
    const title = text.slice(0, Math.max(0, at)).trim().toLowerCase();
    const [said, done, until, because] = SAID.exec(text.slice(at + 1).trim()) ?? [];
    if (title === "" || said === undefined) throw new UsageError(`${file} line ${index + 1}: write the step's title, then =, then done, or a day such as 2027-01-31 and why it waits.`);
    if (done !== undefined) return [[title, { state: "done" }]];
    if (until === undefined || Number.isNaN(Date.parse(until)) || new Date(until).toISOString().slice(0, 10) !== until) throw new UsageError(`${file} line ${index + 1}: ${until} is no day; write it as 2027-01-31.`);
    if (because === undefined) throw new UsageError(`${file} line ${index + 1}: say behind the day why the step waits.`);
    return [[title, { state: "later", until, because }]];
  }));
}
