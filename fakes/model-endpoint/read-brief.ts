import type { Brief } from "./agent-steps.ts";

/** Takes from a task's text what a person would underline. */
export function readBrief(prompt: string): Brief {
  const after = (label: string) => new RegExp(`^${label}: (.+)$`, "m").exec(prompt)?.[1]?.trim() ?? null;
  const demand = after("Submit") ?? "";
  return {
    prompt,
    wanted: demand.startsWith("two paths") ? "input-and-patch" : / print /.test(demand) ? "effect" : "other",
    secretFile: / print what stands in (\S+?),/.exec(demand)?.[1] ?? null,
    build: after("Build"),
    run: after("Run"),
    byStandardInput: /^The input is given on standard input\.$/m.test(prompt),
    tests: after("Tests"),
    crash: after("Crashing input"),
    benign: after("Benign inputs")?.split(/\s+/) ?? [],
    flagWord: /\b(\w+)\{(?:…|\.\.\.)\}/.exec(prompt)?.[1] ?? null,
  };
}
