import { describe, expect, test } from "vitest";
import { escapeControls, toVisibleText } from "./escape-controls.ts";

describe("hostile text", () => {
  test("a character that would not be seen is shown by its name", () => {
    expect(escapeControls("safe\u202egnp.exe")).toEqual([
      { text: "safe", escaped: false },
      { text: "U+202E", escaped: true },
      { text: "gnp.exe", escaped: false },
    ]);
  });

  test("terminal controls, zero-width marks and tag characters are all shown", () => {
    expect(toVisibleText("\u001b[31m\u200b\u{e0041}\u0000\u0085")).toBe("[U+001B][31m[U+200B][U+E0041][U+0000][U+0085]");
  });

  test("ordinary text of any script stays as it is", () => {
    const text = "Größe, 修正, إصلاح, ✓, 👍";
    expect(escapeControls(text)).toEqual([{ text, escaped: false }]);
  });

  test("line breaks and tabs stay in a block and become spaces in a line", () => {
    expect(escapeControls("a\n\tb")).toEqual([{ text: "a\n\tb", escaped: false }]);
    expect(toVisibleText("a\n\tb")).toBe("a  b");
  });

  test("no text at all is no run", () => {
    expect(escapeControls("")).toEqual([]);
  });
});
