import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Parser } from "./parsers.ts";

export const CORPUS = join(import.meta.dirname, "corpus");

/** The kept inputs of a parser, by file name: good ones to start from, and every one that was once a failure. */
export function readCorpus(name: string): readonly Uint8Array[] {
  const folder = join(CORPUS, name);
  return readdirSync(folder).toSorted().map((file) => readFileSync(join(folder, file)));
}

/** What is wrong with what a parser did; undefined when it read the input or refused it in its own words. */
export async function tryParser(parser: Parser, bytes: Uint8Array): Promise<string | undefined> {
  try {
    await parser.parse(bytes);
  } catch (error) {
    if (!(error instanceof Error) || !parser.refusals.some((refusal) => error instanceof refusal)) return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    if (error.message.length > 4000) return `refused with a message of ${error.message.length} characters`;
    // What a stranger wrote comes back in messages: never so that it could steer a terminal.
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/.test(error.message)) return "refused with a control character in its message";
  }
  const stray = Object.keys(Object.prototype);
  if (stray.length > 0) return `left ${stray.join(", ")} on every object`;
  return undefined;
}
