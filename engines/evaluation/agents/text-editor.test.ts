import { afterAll, beforeAll, expect, test } from "vitest";

import { createBubblewrapBackend } from "#engines/sandbox";
import type { Sandbox } from "#engines/sandbox";

import { textEditor } from "./text-editor.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createBubblewrapBackend().start();
});
afterAll(() => sandbox.stop());

const edit = async (command: string, path: string, more: object = {}) => (await textEditor(sandbox).run({ command, path, ...more }, new AbortController().signal)).text;
const content = async (path: string) => new TextDecoder().decode(await sandbox.read(`/box/task/${path}`));

test("a file is made, shown with its line numbers, changed in one place and added to", async () => {
  expect(await edit("create", "src/a.c", { file_text: "one\ntwo\nthree\n" })).toBe("wrote 14 bytes to src/a.c");
  expect(await edit("view", "src/a.c")).toBe("     1\tone\n     2\ttwo\n     3\tthree");
  expect(await edit("view", "src/a.c", { view_range: [2, -1] })).toBe("     2\ttwo\n     3\tthree");
  expect(await edit("str_replace", "src/a.c", { old_str: "two\n", new_str: "zwei\n" })).toBe("replaced in src/a.c");
  expect(await edit("insert", "src/a.c", { insert_line: 0, insert_text: "zero" })).toBe("inserted after line 0 of src/a.c");
  expect(await edit("insert", "src/a.c", { insert_line: 4, insert_text: "four\n" })).toBe("inserted after line 4 of src/a.c");
  expect(await content("src/a.c")).toBe("zero\none\nzwei\nthree\nfour\n");
  expect(await edit("view", "src")).toBe("src\nsrc/a.c");
});

test("an edit that is not plainly meant is refused, and says why", async () => {
  await edit("create", "b", { file_text: "same same" });
  expect(await Promise.all([
    edit("str_replace", "b", { old_str: "same", new_str: "x" }),
    edit("str_replace", "b", { old_str: "other", new_str: "x" }),
    edit("str_replace", "b", { new_str: "x" }),
    edit("insert", "b", { insert_line: 2, insert_text: "x" }),
    edit("view", "b", { view_range: [5, 9] }),
    edit("view", "none"),
    edit("create", "../../etc/passwd", { file_text: "x" }),
    edit("delete", "b"),
  ])).toEqual([
    "error: text_editor: old_str: stands in the file more than once; give more of what is around it",
    "error: text_editor: old_str: does not stand in the file; view it and copy the text exactly",
    "error: text_editor: old_str: str_replace needs it",
    "error: text_editor: insert_line: the file has 1 lines",
    "error: text_editor: view_range: the file has 1 lines",
    expect.stringContaining("error: text_editor: No file"),
    "error: text_editor: path: give a path relative to /box/task, without ..",
    expect.stringContaining("error: text_editor: command: "),
  ]);
  expect(await content("b")).toBe("same same");
});

test("a link that a program left is not followed out of the sandbox, and bytes that are no text are not changed", async () => {
  await sandbox.exec({ argv: ["sh", "-c", "mkdir -p /box/task; cd /box/task; ln -s /etc/hostname link; printf '\\377\\376' > bytes"] });
  expect(await edit("view", "link")).toContain("error: text_editor: Path /box/task/link goes through a link");
  expect(await edit("str_replace", "bytes", { old_str: "a" })).toBe("error: text_editor: path: the file is not UTF-8 text; use bash or python for it");
});
