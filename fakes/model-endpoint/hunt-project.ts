import { bash, succeeded } from "./agent-steps.ts";
import type { Brief, Plan, Skill } from "./agent-steps.ts";
import { fuzz } from "./find-crashes.ts";
import { mend } from "./write-patch.ts";

const DISTINCT = 4;
const SECONDS = 10;

/** On someone's own tree: report each distinct crash, with a patch where one was found. */
export function* huntProject(brief: Brief, skill: Skill): Plan {
  yield bash("find . -type f | head -n 100");
  if (!brief.build || !succeeded(yield bash(brief.build, 60))) return "It does not build.";
  if (skill !== "capable") return "I see nothing wrong with it.";
  const crashes = yield* fuzz(brief, { distinct: DISTINCT, seconds: SECONDS });
  for (const input of crashes) {
    const { report, patch } = yield* mend(brief, input);
    if (!report) continue;
    yield {
      tool: "report_crash",
      input: {
        input,
        title: `${report.class} in ${report.function} (${report.file})`,
        explanation: `A mutated benign input makes ${report.function} touch memory it does not own at ${report.file}, line ${report.line}.`,
        ...(patch !== null && { patch }),
      },
    };
  }
  return crashes.length === 0 ? "I found no crash." : `I reported ${crashes.length} crashing inputs.`;
}
