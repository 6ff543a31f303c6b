import type { EvidenceBundle, Reproduction } from "#engines/verification";
import { aboutFile } from "./cli-error.ts";
import type { Given, OptionSpec, Talk } from "./command.types.ts";
import { readInput } from "./read-input.ts";

const MOST_BUNDLE_BYTES = 8 * 1024 * 1024;

export const runsOption = { runs: { value: "N", help: "runs in fresh sandboxes (2 to 20, default 3)" } } as const satisfies Record<string, OptionSpec>;

export function readRuns(given: Given): number {
  return given.wholeNumber("runs", { least: 2, most: 20, otherwise: 3 });
}

/** Reads and checks the bundle that is the first operand; a bundle that contradicts itself is refused. */
export async function readEvidence(given: Given, talk: Talk): Promise<{ readonly file: string; readonly bundle: EvidenceBundle }> {
  const { readBundle } = await import("#engines/verification");
  const file = given.operand(0);
  const bytes = await readInput(file, talk, MOST_BUNDLE_BYTES);
  return { file, bundle: await aboutFile(file, () => readBundle(bytes)) };
}

export function describeReproduction({ outcome, signature, site }: Pick<Reproduction, "outcome" | "signature" | "site">): string[] {
  const counted = "k" in outcome ? ` ${outcome.k} of ${outcome.n} times` : "n" in outcome ? ` in ${outcome.n} runs` : `: ${outcome.detail}`;
  return [`  ${outcome.outcome}${counted}`, ...(signature === null ? [] : [`  ${signature.class}${site === null ? "" : ` at ${site}`}`])];
}
