import { z } from "zod";

import { SandboxError } from "#engines/sandbox";

import { boundText, escapeControls } from "../hostile-text.rules.ts";
import { makeTool, pathInView, shapeTool, toRefusalText, VIEW_FOLDER } from "./tool.ts";
import type { Tool, Workplace } from "./tool.ts";

const LARGEST_FILE_BYTES = 1024 * 1024;
/** Characters of a file that one view shows. */
const LONGEST_VIEW = 16_000;
const LISTING_TIMEOUT_MS = 10_000;

export const TEXT_EDITOR = shapeTool({
  name: "text_editor",
  description:
    `View and edit text files; paths are relative to ${VIEW_FOLDER}. view shows a file with line numbers (view_range: first and last line, -1 for the end) or lists a folder; ` +
    "create writes a whole file; str_replace replaces old_str, which must stand in the file exactly once, by new_str; insert puts insert_text after the line insert_line, 0 for the beginning.",
  input: z.strictObject({
    command: z.enum(["view", "create", "str_replace", "insert"]),
    path: pathInView,
    file_text: z.string().max(262_144).optional(),
    old_str: z.string().min(1).max(65_536).optional(),
    new_str: z.string().max(65_536).optional(),
    insert_line: z.int().min(0).max(1_000_000).optional(),
    insert_text: z.string().max(65_536).optional(),
    view_range: z.tuple([z.int().min(1), z.int().min(-1)]).optional(),
  }),
});
type Edit = z.infer<typeof TEXT_EDITOR.input>;

/** Edits happen through the sandbox's own door for files, which follows no link out of it. */
export function textEditor(place: Workplace): Tool {
  return makeTool(TEXT_EDITOR, async (edit, signal) => {
    try {
      return { text: await carryOut(place, edit, signal) };
    } catch (cause) {
      return { text: cause instanceof EditError ? `error: text_editor: ${cause.message}` : `error: text_editor: ${toRefusalText(cause)}` };
    }
  });
}

/** The model's mistake, told to the model. */
class EditError extends Error {}

async function carryOut(place: Workplace, edit: Edit, signal: AbortSignal): Promise<string> {
  const path = `${VIEW_FOLDER}/${edit.path}`;
  switch (edit.command) {
    case "view":
      return view(place, edit, signal);
    case "create": {
      const content = requireGiven(edit, "file_text");
      await place.write(path, content);
      return `wrote ${Buffer.byteLength(content)} bytes to ${edit.path}`;
    }
    case "str_replace": {
      const before = await readText(place, path);
      await place.write(path, replaceOnce(before, requireGiven(edit, "old_str"), edit.new_str ?? ""));
      return `replaced in ${edit.path}`;
    }
    case "insert": {
      const inserted = requireGiven(edit, "insert_text");
      const after = requireGiven(edit, "insert_line");
      await place.write(path, insertAfter(await readText(place, path), after, inserted));
      return `inserted after line ${after} of ${edit.path}`;
    }
  }
}

function requireGiven<Field extends keyof Edit>(edit: Edit, field: Field): NonNullable<Edit[Field]> {
  const given = edit[field];
  if (given === undefined) throw new EditError(`${field}: ${edit.command} needs it`);
  return given;
}

async function readText(place: Workplace, path: string): Promise<string> {
  const bytes = await place.read(path, { maxBytes: LARGEST_FILE_BYTES });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new EditError("path: the file is not UTF-8 text; use bash or python for it", { cause });
  }
}

function replaceOnce(text: string, old: string, replacement: string): string {
  const at = text.indexOf(old);
  if (at < 0) throw new EditError("old_str: does not stand in the file; view it and copy the text exactly");
  if (text.indexOf(old, at + 1) >= 0) throw new EditError("old_str: stands in the file more than once; give more of what is around it");
  return text.slice(0, at) + replacement + text.slice(at + old.length);
}

function insertAfter(text: string, line: number, inserted: string): string {
  const ended = inserted.endsWith("\n") ? inserted : `${inserted}\n`;
  if (line === 0) return ended + text;
  let at = -1;
  for (let count = 0; count < line; count += 1) {
    const next = text.indexOf("\n", at + 1);
    if (next >= 0) at = next;
    else if (count === line - 1 && at + 1 < text.length) return `${text}\n${ended}`;
    else throw new EditError(`insert_line: the file has ${text.replace(/\n$/, "").split("\n").length} lines`);
  }
  return text.slice(0, at + 1) + ended + text.slice(at + 1);
}

async function view(place: Workplace, { path, view_range: range }: Edit, signal: AbortSignal): Promise<string> {
  let text: string;
  try {
    text = await readText(place, `${VIEW_FOLDER}/${path}`);
  } catch (cause) {
    // It may be a folder, which the sandbox refuses to read like anything else that is no regular file.
    if (!(cause instanceof SandboxError) || cause.code !== "path-refused") throw cause;
    const listed = await place.exec({ argv: ["find", path, "-maxdepth", "2", "-not", "-path", "*/.*"], cwd: VIEW_FOLDER, limits: { wallTimeMs: LISTING_TIMEOUT_MS }, signal });
    if (listed.exitCode !== 0 || listed.stdout.length === 0) throw cause;
    const names = new TextDecoder().decode(listed.stdout).trimEnd().split("\n").toSorted();
    if (names.length === 1) throw cause;
    return boundText(escapeControls(names.join("\n")), LONGEST_VIEW);
  }
  const lines = text.replace(/\n$/, "").split("\n");
  const [from, to] = range ?? [1, -1];
  if (from > lines.length || (to !== -1 && to < from)) throw new EditError(`view_range: the file has ${lines.length} lines`);
  const shown = lines.slice(from - 1, to === -1 ? undefined : to);
  return boundText(escapeControls(shown.map((line, index) => `${String(from + index).padStart(6)}\t${line}`).join("\n")), LONGEST_VIEW);
}
