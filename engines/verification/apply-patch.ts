import type { SourceTree } from "./run-target.ts";
import { applyChanges, parsePatch, type FileChange, type PatchRefusal } from "./unified-diff.rules.ts";

export type PatchedSource = { readonly outcome: "applied"; readonly source: SourceTree; readonly changes: readonly FileChange[] } | PatchRefusal;

// One byte a character both ways, so that what is not UTF-8 stays as it is.
const toText = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const toBytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

/** Applies a unified diff to a source tree in memory; strict: context must match to the byte, all or nothing. */
export function applyPatch(source: SourceTree, patch: Uint8Array | string): PatchedSource {
  const changes = parsePatch(typeof patch === "string" ? toText(Buffer.from(patch, "utf8")) : toText(patch));
  if ("outcome" in changes) return changes;
  const touched = new Map([...source].filter(([path]) => changes.some((change) => change.path === path)).map(([path, content]) => [path, toText(content)]));
  const after = applyChanges(touched, changes);
  if ("outcome" in after) return after;
  const result = new Map(source);
  for (const { path } of changes) {
    const content = after.get(path);
    if (content === undefined) result.delete(path);
    else result.set(path, toBytes(content));
  }
  return { outcome: "applied", source: result, changes };
}
