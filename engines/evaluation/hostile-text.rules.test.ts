import { expect, test } from "vitest";

import { boundText, escapeControls, toSafeText } from "./hostile-text.rules.ts";

test("terminal escapes, NULs and text that reorders itself are shown, not obeyed", () => {
  expect(escapeControls("\u001b[2Jred\u0000\u202Etxt.exe\tend\r\nnext\rline")).toBe("\\x1b[2Jred\\x00\\u202etxt.exe\tend\nnext\\x0dline");
});

test("long output keeps its beginning and its end", () => {
  const bounded = boundText(`start${"-".repeat(1_000)}end`, 200);
  expect({ short: bounded.length <= 200, start: bounded.startsWith("start"), end: bounded.endsWith("end") }).toEqual({ short: true, start: true, end: true });
});

test("bytes that are no text are shown as replacement characters", () => {
  expect(toSafeText(new Uint8Array([0x41, 0xff, 0x42]), 100)).toBe("A\ufffdB");
});
