import { describeEffect, isCrash } from "./expected-effect.rules.ts";
import { placeFrame } from "./crash-signature.rules.ts";
import type { StackFrame } from "./crash-signature.types.ts";
import type { EvidenceManifest, GradedClaim, GradeRecord, ReproductionOutcome } from "./verification.types.ts";

// The runner grades what it can measure, and says what is missing where it cannot; a person may then decide, with a reason.
// What was measured stays in the record, whoever decides.

export interface GradeFacts {
  readonly manifest: Omit<EvidenceManifest, "files">;
  readonly outcome: ReproductionOutcome;
  /** One for each run: what it showed in words, and whether that is what was claimed. */
  readonly runs: readonly { readonly shown: boolean; readonly seen: string; readonly key: string | null }[];
  /** The symbolised stack of one run; empty where there is none. */
  readonly stack: readonly StackFrame[];
  /** Benign inputs that show the claimed effect as well. */
  readonly controlsShowing: readonly string[];
}

const MACHINE = { kind: "machine" } as const;

function claim(holds: boolean | null, found: { readonly evidence?: readonly string[]; readonly counterevidence?: readonly string[]; readonly gap?: string | null }): GradedClaim {
  return { holds, evidence: found.evidence ?? [], counterevidence: found.counterevidence ?? [], gap: found.gap ?? null, by: MACHINE };
}

function gradeClass({ manifest: { expected }, runs, controlsShowing }: GradeFacts): GradedClaim {
  const claimed = describeEffect(expected);
  if (runs.length === 0) return claim(null, { gap: "nothing was run" });
  const shown = runs.filter((run) => run.shown).length;
  const others = runs.flatMap((run, index) => (run.shown ? [] : [`run ${index + 1} showed ${run.seen}`]));
  const benign = controlsShowing.map((path) => `the benign input ${path} shows it too`);
  return claim(shown > 0, { evidence: shown > 0 ? [`${shown} of ${runs.length} runs showed ${claimed}`] : [], counterevidence: [...others, ...benign] });
}

function ownFrames({ stack }: GradeFacts): readonly StackFrame[] {
  return stack.filter((frame) => frame.isOwn);
}

/** Reports name files by whatever path the compiler was given; the end of the path decides. */
function isFile(frame: StackFrame, path: string): boolean {
  return frame.file === path || frame.file?.endsWith(`/${path}`) === true || path.endsWith(`/${frame.file}`);
}

function inHarness(frame: StackFrame, { manifest: { target } }: GradeFacts): boolean {
  return (target.harness ?? []).some((path) => isFile(frame, path));
}

function isNamed(frame: StackFrame, name: string): boolean {
  return frame.function === name || frame.function?.endsWith(`.${name}`) === true || frame.function?.endsWith(`::${name}`) === true;
}

function gradeReachable(facts: GradeFacts): GradedClaim {
  const { entry, form } = facts.manifest.target;
  const frames = ownFrames(facts);
  const [sink] = frames;
  const stack = frames.map(placeFrame);
  if (!sink) return claim(null, { gap: isCrash(facts.manifest.expected) ? "no stack with names; a person must show the path from a shipped entry to the fault" : "the effect has no stack; a person must show where it comes from" });
  if (inHarness(sink, facts)) return claim(false, { counterevidence: [`the topmost frame of the target, ${placeFrame(sink)}, lies in the harness`] });
  if (!entry) return claim(null, { evidence: stack, gap: form === "prebuilt" ? "the target came built; a person must show a shipped entry" : "the bundle names no shipped entry" });
  if ((facts.manifest.target.harness ?? []).includes(entry.file)) return claim(false, { evidence: stack, counterevidence: [`the entry ${entry.function} lies in the harness, which is not shipped`] });
  // A scripting language's outermost code has no function; the entry is then its file.
  const at = frames.findIndex((frame) => isNamed(frame, entry.function) && (frame.file === null || isFile(frame, entry.file)));
  if (at < 0) return claim(null, { evidence: stack, gap: `the entry ${entry.function} (${entry.file}) is not in the stack` });
  return claim(true, { evidence: [`the stack leads from ${entry.function} (${entry.file}) to ${placeFrame(sink)}`, ...stack.slice(0, at + 1)], gap: "that the entry is shipped is the finder's word" });
}

function gradeSite({ runs, stack, manifest: { expected } }: GradeFacts): GradedClaim {
  const shown = runs.filter((run) => run.shown);
  if (shown.length < 2) return claim(null, { gap: "fewer than two runs showed it" });
  const keys = [...new Set(shown.map((run) => run.key))];
  const [first = null] = keys;
  if (keys.length > 1) return claim(false, { counterevidence: keys.map((key) => `a run failed at ${key ?? "no known place"}`) });
  if (first === null) return claim(expected.kind === "assertion" ? true : null, expected.kind === "assertion" ? { evidence: [`each run failed the same assertion: ${expected.text}`] } : { gap: "the effect has no stack, so its place is not known" });
  const top = stack.find((frame) => frame.isOwn);
  return claim(true, { evidence: [`${shown.length} runs failed at ${top ? placeFrame(top) : first}`], gap: top ? null : "the place is an address only" });
}

function gradeHarness(facts: GradeFacts): GradedClaim {
  const harness = facts.manifest.target.harness ?? [];
  const frames = ownFrames(facts);
  if (harness.length === 0) return claim(false, { evidence: ["the bundle names no harness: what is run is what the project ships"], gap: "that all of it is shipped is the finder's word" });
  const outside = frames.find((frame) => !inHarness(frame, facts));
  if (frames.length > 0 && !outside) return claim(true, { evidence: frames.map((frame) => `${placeFrame(frame)} lies in the harness`), counterevidence: [] });
  return claim(null, { counterevidence: outside ? [`${placeFrame(outside)} lies in the project's own code`] : [], gap: "a person must say whether the harness uses the interface as it is documented" });
}

function judgeNotice(outcome: ReproductionOutcome, harnessOnly: GradedClaim): GradeRecord["vendorNotice"] {
  if (outcome.outcome !== "reproduced" && outcome.outcome !== "flaky") return { allowed: false, reason: "it did not reproduce" };
  if (harnessOnly.holds === true) return { allowed: false, reason: "only the harness misuses the interface; there is nothing for the project to mend" };
  return { allowed: true, reason: harnessOnly.holds === false ? "it reproduced in the project's own code" : "it reproduced; whether the harness is right, a person must say first" };
}

/** What the measurements say of a finding, and where they end. */
export function gradeFinding(facts: GradeFacts): GradeRecord {
  const harnessOnly = gradeHarness(facts);
  return { classMatches: gradeClass(facts), reachable: gradeReachable(facts), deterministicSite: gradeSite(facts), harnessOnly, vendorNotice: judgeNotice(facts.outcome, harnessOnly) };
}

export interface PersonsGrade {
  readonly claim: "reachable" | "harnessOnly";
  readonly holds: boolean;
  readonly reason: string;
  /** Who decided, as known to the caller. */
  readonly name: string;
}

/** A person's decision on what a machine cannot tell. Class and place are measured, and nobody's to decide. */
export function gradeByPerson(record: GradeRecord, outcome: ReproductionOutcome, { claim: decided, holds, reason, name }: PersonsGrade): GradeRecord {
  const before = record[decided];
  const supports = holds ? { evidence: [...before.evidence, reason] } : { counterevidence: [...before.counterevidence, reason] };
  const after: GradeRecord = { ...record, [decided]: { ...before, ...supports, holds, gap: null, by: { kind: "person", name } } };
  return { ...after, vendorNotice: judgeNotice(outcome, after.harnessOnly) };
}
