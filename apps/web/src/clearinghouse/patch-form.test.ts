import { expect, test } from "vitest";
import { readPatch } from "./patch-form.tsx";

test("a diff keeps its last empty line, and a model is named only where one wrote it", () => {
  const form = new FormData();
  form.set("diff", "--- a/x\r\n+++ b/x\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n");
  form.set("aiGenerated", "no");
  form.set("model", "left over");
  expect(readPatch(form)).toEqual({ diff: "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", aiGenerated: false, model: null });
  form.set("aiGenerated", "yes");
  expect(readPatch(form).model).toBe("left over");
});
