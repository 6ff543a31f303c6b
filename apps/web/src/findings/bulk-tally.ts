import { toVisibleText } from "../parts/escape-controls.ts";
import type { BulkReceipt } from "./findings.query.ts";

type BulkResult = BulkReceipt["results"][number];

/** A line that was not taken, and why. */
export interface RefusedLine {
  readonly line: number;
  readonly message: string;
}

/** What became of the lines so far. Of refusals the first are kept, and all are counted. */
export interface BulkTally {
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly refusals: readonly RefusedLine[];
}

export const EMPTY_TALLY: BulkTally = { accepted: 0, duplicates: 0, refused: 0, refusals: [] };
export const MOST_REFUSALS = 10_000;

/** Adds the reply to a part whose first line is the file's line `from`: the server numbers each part from 1. */
export function addReceipt(tally: BulkTally, receipt: BulkReceipt, from = 1): BulkTally {
  const refusals = receipt.results.flatMap((result) => toRefusal(result, from));
  return {
    accepted: tally.accepted + receipt.accepted,
    duplicates: tally.duplicates + receipt.duplicates,
    refused: tally.refused + receipt.refused,
    refusals: [...tally.refusals, ...refusals].slice(0, MOST_REFUSALS),
  };
}

function toRefusal({ line, refused }: BulkResult, from: number): readonly RefusedLine[] {
  return refused ? [{ line: line + from - 1, message: refused.message }] : [];
}

/** The refusals as a plain file, one a line. What the messages quote is the sender's own text, and may hide characters. */
export function writeRefusals(refusals: readonly RefusedLine[]): string {
  return refusals.map(({ line, message }) => `${line}: ${toVisibleText(message)}\n`).join("");
}
