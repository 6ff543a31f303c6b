import { isSafePath, toSafeLine } from "./hostile-text.rules.ts";

// A strict reader of unified diffs (as `diff -u` and `git diff` write them). Attacker-controlled: sizes are bounded, paths
// are checked, and anything it does not know (renames, modes, binary parts, links) is refused rather than guessed. Text is
// handled one byte a character (latin1), so that files that are not UTF-8 stay as they are.

const PATCH_BYTES = 256 * 1024;

export type PatchRefusal = { readonly outcome: "does-not-apply"; readonly detail: string };

interface Hunk {
  readonly oldStart: number;
  readonly oldLines: readonly string[];
  readonly newLines: readonly string[];
}

export interface FileChange {
  readonly path: string;
  readonly kind: "change" | "create" | "delete";
  readonly hunks: readonly Hunk[];
  readonly added: readonly string[];
}

class MalformedPatch extends Error {}

function parsePath(line: string): string | null {
  const name = line.slice(4).split("\t")[0]?.trimEnd() ?? "";
  if (name === "/dev/null") return null;
  const path = name.replace(/^[ab]\//, "");
  if (!isSafePath(path)) throw new MalformedPatch(`path ${toSafeLine(name)} is not a plain relative path below the source folder`);
  return path;
}

/** Lines keep their own end, so that "no newline at the end" is simply a last line without one. */
function parseHunk(lines: readonly string[], from: number): { hunk: Hunk; next: number; added: readonly string[] } {
  const header = /^@@ -(\d{1,7})(?:,(\d{1,7}))? \+\d{1,7}(?:,(\d{1,7}))? @@/.exec(lines[from] ?? "");
  if (!header) throw new MalformedPatch(`line ${from + 1} is not a hunk header`);
  let oldLeft = Number(header[2] ?? 1);
  let newLeft = Number(header[3] ?? 1);
  const oldLines: string[] = [];
  const newLines: string[] = [];
  const added: string[] = [];
  let at = from + 1;
  for (; oldLeft > 0 || newLeft > 0 || (lines[at] ?? "").startsWith("\\"); at += 1) {
    const line = lines[at];
    if (line === undefined) throw new MalformedPatch(`the hunk at line ${from + 1} ends too early`);
    const mark = line[0] ?? " ";
    const text = `${line.slice(1)}\n`;
    if (mark === "\\") {
      const before = lines[at - 1]?.[0];
      if (before !== "+") oldLines.push((oldLines.pop() ?? "").replace(/\n$/, ""));
      if (before !== "-") newLines.push((newLines.pop() ?? "").replace(/\n$/, ""));
      continue;
    }
    if (mark !== " " && mark !== "-" && mark !== "+") throw new MalformedPatch(`line ${at + 1} is neither context nor change`);
    if (mark !== "+") {
      oldLines.push(text);
      oldLeft -= 1;
    }
    if (mark !== "-") {
      newLines.push(text);
      newLeft -= 1;
    }
    if (mark === "+") added.push(line.slice(1));
    if (oldLeft < 0 || newLeft < 0) throw new MalformedPatch(`the hunk at line ${from + 1} has more lines than its header says`);
  }
  return { hunk: { oldStart: Number(header[1]), oldLines, newLines }, next: at, added };
}

/** The changes of a patch, one per file. */
export function parsePatch(patch: string): readonly FileChange[] | PatchRefusal {
  if (patch.length > PATCH_BYTES) return { outcome: "does-not-apply", detail: `the patch has ${patch.length} bytes; at most ${PATCH_BYTES} are read` };
  const lines = patch.split("\n");
  const changes: FileChange[] = [];
  try {
    for (let at = 0; at < lines.length; ) {
      const line = lines[at] ?? "";
      if (/^(?:rename |copy |GIT binary patch|Binary files |old mode |new mode |(?:new|deleted) file mode (?!100))/.test(line))
        throw new MalformedPatch(`line ${at + 1}: renames, modes, links and binary parts are not supported; send plain changes of text`);
      if (!line.startsWith("--- ") || !lines[at + 1]?.startsWith("+++ ")) {
        if (line.startsWith("@@ ")) throw new MalformedPatch(`line ${at + 1}: a hunk without a file header`);
        at += 1;
        continue;
      }
      const before = parsePath(line);
      const after = parsePath(lines[at + 1] ?? "");
      const path = after ?? before;
      if (path === null || (before !== null && after !== null && before !== after)) throw new MalformedPatch(`line ${at + 1}: a change must be of one file`);
      const hunks: Hunk[] = [];
      const added: string[] = [];
      at += 2;
      while (lines[at]?.startsWith("@@ ")) {
        const parsed = parseHunk(lines, at);
        hunks.push(parsed.hunk);
        added.push(...parsed.added);
        at = parsed.next;
      }
      if (hunks.length === 0) throw new MalformedPatch(`${path} has no hunks`);
      if (changes.some((change) => change.path === path)) throw new MalformedPatch(`${path} is changed twice`);
      changes.push({ path, kind: before === null ? "create" : after === null ? "delete" : "change", hunks, added });
    }
  } catch (cause) {
    if (cause instanceof MalformedPatch) return { outcome: "does-not-apply", detail: cause.message };
    throw cause;
  }
  return changes.length > 0 ? changes : { outcome: "does-not-apply", detail: "the patch changes nothing" };
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** The place where all old lines stand, nearest to `wanted`; no fuzz, context must match to the byte. */
function locate(lines: readonly string[], old: readonly string[], wanted: number, from: number): number | undefined {
  const fits = (at: number) => at >= from && at + old.length <= lines.length && old.every((line, index) => lines[at + index] === line);
  const start = Math.min(wanted, lines.length);
  for (let distance = 0; distance <= lines.length; distance += 1) {
    if (fits(start - distance)) return start - distance;
    if (fits(start + distance)) return start + distance;
  }
  return undefined;
}

function applyHunks(text: string, hunks: readonly Hunk[]): string | undefined {
  const lines = splitLines(text);
  const result: string[] = [];
  let taken = 0;
  for (const { oldStart, oldLines, newLines } of hunks) {
    const at = locate(lines, oldLines, oldLines.length === 0 ? oldStart : oldStart - 1, taken);
    if (at === undefined) return undefined;
    result.push(...lines.slice(taken, at), ...newLines);
    taken = at + oldLines.length;
  }
  return [...result, ...lines.slice(taken)].join("");
}

/** Applies changes to files (by path below the source folder, content as latin1). All or nothing. */
export function applyChanges(files: ReadonlyMap<string, string>, changes: readonly FileChange[]): ReadonlyMap<string, string> | PatchRefusal {
  const result = new Map(files);
  for (const { path, kind, hunks } of changes) {
    const before = files.get(path);
    if (kind === "create" && before !== undefined) return { outcome: "does-not-apply", detail: `${path} exists already` };
    if (kind !== "create" && before === undefined) return { outcome: "does-not-apply", detail: `there is no file ${path}` };
    const after = applyHunks(before ?? "", hunks);
    if (after === undefined) return { outcome: "does-not-apply", detail: `the lines to change are not in ${path} as the patch expects` };
    if (kind === "delete" && after !== "") return { outcome: "does-not-apply", detail: `${path} holds more than the patch deletes` };
    if (kind === "delete") result.delete(path);
    else result.set(path, after);
  }
  return result;
}
