import type { FileChange } from "./unified-diff.rules.ts";
import type { TargetRecipe } from "./verification.types.ts";

const TEST_FOLDER = /(?:^|\/)(?:tests?|t|spec|controls)\//i;
const TEST_FILE = /(?:^|\/)(?:test[_-][^/]*|[^/]*[_-]tests?\.[a-z]+)$/i;
// Ways to keep the sanitizer from reporting rather than the program from failing.
const SILENCERS = /__(?:asan|ubsan|lsan|sanitizer)_|no_sanitize|no_address_safety_analysis|-fno-sanitize|(?:ASAN|UBSAN)_OPTIONS|\bSIG(?:SEGV|ABRT|BUS|FPE|ILL)\b/;

/** Tests by their place or name, and whatever the recipe's test commands name. */
export function isTestPath(path: string, recipe: TargetRecipe): boolean {
  return TEST_FOLDER.test(path) || TEST_FILE.test(path) || recipe.tests.some((argv) => argv.some((word) => word.replace(/^\.\//, "") === path));
}

/** Why a patch is refused unseen, or undefined: it changes what would judge it. */
export function findTampering(changes: readonly FileChange[], recipe: TargetRecipe): string | undefined {
  const tests = changes.find((change) => isTestPath(change.path, recipe));
  if (tests) return `refused: the patch touches the tests (${tests.path}); a fix changes the program only`;
  const silencer = changes.find((change) => change.added.some((line) => SILENCERS.test(line)));
  if (silencer) return `refused: the patch silences the sanitizer or catches the signal (${silencer.path}); a fix removes the fault`;
  return undefined;
}
