import type { FileChange } from "./unified-diff.rules.ts";
import type { ExpectedEffect, TargetLanguage, TargetRecipe } from "./verification.types.ts";

const TEST_FOLDER = /(?:^|\/)(?:tests?|t|spec|controls)\//i;
const TEST_FILE = /(?:^|\/)(?:test[_-][^/]*|[^/]*[_-]tests?\.[a-z]+)$/i;

/** Tests by their place or name, and whatever the recipe's test commands name. */
export function isTestPath(path: string, recipe: TargetRecipe): boolean {
  return TEST_FOLDER.test(path) || TEST_FILE.test(path) || recipe.tests.some((argv) => argv.some((word) => word.replace(/^\.\//, "") === path));
}

/** The judged source: the patch's, with every test as it was before. Tests that a patch adds are left out, since they may switch others off. */
export function keepTests(before: ReadonlyMap<string, Uint8Array>, after: ReadonlyMap<string, Uint8Array>, recipe: TargetRecipe): ReadonlyMap<string, Uint8Array> {
  const program = [...after].filter(([path]) => !isTestPath(path, recipe));
  const tests = [...before].filter(([path]) => isTestPath(path, recipe));
  return new Map([...program, ...tests]);
}

/** Tests there were, and which the patch changes or deletes; to add some is no fault. */
export function findChangedTests(changes: readonly FileChange[], recipe: TargetRecipe): readonly string[] {
  return changes.filter((change) => change.kind !== "create" && isTestPath(change.path, recipe)).map((change) => change.path);
}

// Ways to keep the fault from being seen rather than from happening. A hint, not a proof; what a run can show is shown by
// runs: the sanitizer is asked whether it is there, keeps its own signal handlers, and reports from every child.
const SANITIZER = /__(?:asan|ubsan|lsan|sanitizer)_|no_sanitize|no_address_safety_analysis|-fno-sanitize|(?:ASAN|UBSAN)_OPTIONS/;
const SIGNAL = /\bSIG(?:SEGV|ABRT|BUS|FPE|ILL|TRAP)\b|\b(?:sigaction|bsd_signal|sigsetjmp|siglongjmp|sigprocmask)\s*\(|\bsignal\s*\(\s*\d/;
const CATCH_ALL: Readonly<Record<TargetLanguage, RegExp | null>> = {
  c: /\bcatch\s*\(\s*\.\.\.\s*\)/,
  python: /\bexcept\s*(?::|\(?\s*(?:Base)?Exception\b)|sys\.excepthook|\bos\._exit\b|suppress\(\s*(?:Base)?Exception\b/,
  javascript: /uncaughtException|unhandledRejection|\bcatch\s*(?:\(\s*\w*\s*\))?\s*\{\s*\}/,
  java: /\bcatch\s*\(\s*(?:final\s+)?(?:java\.lang\.)?(?:Throwable|Exception|RuntimeException|Error)\b|UncaughtExceptionHandler|\.halt\s*\(/,
  go: /\brecover\s*\(\s*\)/,
  rust: /\bcatch_unwind\b|\bset_hook\b/,
};

function countAssertions(source: ReadonlyMap<string, Uint8Array>, text: string): number {
  return [...source.values()].reduce((count, content) => count + new TextDecoder().decode(content).split("\n").filter((line) => /assert/i.test(line) && line.includes(text)).length, 0);
}

export interface PatchUnderSuspicion {
  readonly changes: readonly FileChange[];
  readonly before: ReadonlyMap<string, Uint8Array>;
  readonly after: ReadonlyMap<string, Uint8Array>;
  readonly recipe: TargetRecipe;
  readonly expected: ExpectedEffect;
}

/** How a patch hides the fault from whoever looks, or undefined. */
export function findSilencer({ changes, before, after, recipe, expected }: PatchUnderSuspicion): string | undefined {
  const adds = (pattern: RegExp | null) => (pattern === null ? undefined : changes.find((change) => change.added.some((line) => pattern.test(line)))?.path);
  const sanitizer = adds(SANITIZER);
  if (sanitizer !== undefined) return `the patch silences the sanitizer (${sanitizer}); a fix removes the fault`;
  const signal = expected.kind === "sanitizer" || expected.kind === "signal" || expected.kind === "assertion" ? adds(SIGNAL) : undefined;
  if (signal !== undefined) return `the patch catches the signal (${signal}); a fix removes the fault`;
  const catchAll = expected.kind === "traceback" ? adds(CATCH_ALL[recipe.language]) : undefined;
  if (catchAll !== undefined) return `the patch catches whatever goes wrong (${catchAll}); a fix keeps this one thing from going wrong`;
  if (expected.kind !== "assertion") return undefined;
  const isGone = countAssertions(after, expected.text) < countAssertions(before, expected.text) || adds(/\bNDEBUG\b/) !== undefined;
  return isGone ? "the patch takes out the assertion that failed; a fix makes it hold" : undefined;
}
