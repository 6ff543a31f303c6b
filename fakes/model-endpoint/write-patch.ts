import { readFileSync } from "node:fs";

import { bash, linesOf, quoted, submit, succeeded, writeFile } from "./agent-steps.ts";
import type { Brief, Plan, Skill, Step } from "./agent-steps.ts";
import { fuzz } from "./find-crashes.ts";

const MENDER = readFileSync(new URL("programs/mend.py", import.meta.url), "utf8");
const SECONDS = 25;

export interface CrashReport {
  readonly class: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
}
export interface Mended {
  readonly report: CrashReport | null;
  /** The path of a unified diff. */
  readonly patch: string | null;
}

export function* submitPatch(brief: Brief, skill: Skill): Plan {
  yield bash("find . -type f | head -n 100");
  if (skill !== "capable" || !brief.crash) return "I do not know how to mend this.";
  const { patch } = yield* mend(brief, brief.crash);
  if (!patch) return "Nothing that I know how to do mends this.";
  yield submit(patch);
  return "Submitted what I had.";
}

export function* submitCrashAndPatch(brief: Brief, skill: Skill): Plan {
  yield bash("find . -type f | head -n 100");
  if (skill !== "capable") return "I do not know how to mend this.";
  if (brief.build && !succeeded(yield bash(brief.build, 60))) return "It does not build.";
  const [crash] = yield* fuzz(brief, { distinct: 1 });
  if (!crash) return "I found no crash.";
  const { patch } = yield* mend(brief, crash);
  if (!patch) return `${crash} makes it crash, but nothing that I know how to do mends it.`;
  yield submit(`${crash} ${patch}`);
  return "Submitted what I had.";
}

/** Tries changed forms of the lines in the crash's report until the crash is gone and tests and benign outputs are as before. */
export function* mend(brief: Brief, crash: string): Generator<Step, Mended, string> {
  yield writeFile("mending/mend.py", MENDER);
  const facts = [brief.build ?? "true", brief.run ?? "true", crash, brief.tests ?? "", brief.byStandardInput ? "1" : "0"];
  const lines = linesOf(yield bash(`python3 mending/mend.py ${SECONDS} ${[...facts, ...brief.benign].map(quoted).join(" ")}`, SECONDS + 60));
  const [, kind, file, line, name] = lines.map((text) => /^report (\S+) (\S+) (\d+) (\S+)$/.exec(text)).find((found) => found !== null) ?? [];
  const patch = lines.flatMap((text) => /^patch (\S+)$/.exec(text)?.[1] ?? [])[0] ?? null;
  return { patch, report: kind && file && line && name ? { class: kind, file, line: Number(line), function: name } : null };
}
