import { describe, expect, it } from "vitest";
import { applyPatch } from "./apply-patch.ts";

const source = new Map([["src/a.c", "one\ntwo\nthree\nfour\nfive\n"], ["bin", "caf\u00e9\r\nlast"]].map(([path = "", text = ""]): [string, Uint8Array] => [path, new Uint8Array(Buffer.from(text, "latin1"))]));
const header = "--- a/src/a.c\n+++ b/src/a.c\n";

function apply(patch: string) {
  const result = applyPatch(source, new Uint8Array(Buffer.from(patch, "latin1")));
  return result.outcome === "applied" ? Object.fromEntries([...result.source].map(([path, bytes]) => [path, Buffer.from(bytes).toString("latin1")])) : result.detail;
}

const bin = "caf\u00e9\r\nlast";

describe("a patch", () => {
  it.each([
    ["changes, adds and takes out lines", `${header}@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n@@ -5 +5,2 @@\n five\n+six\n`, { "src/a.c": "one\n2\nthree\nfour\nfive\nsix\n", bin }],
    ["finds its lines though they moved", `${header}@@ -41,2 +41 @@\n three\n-four\n`, { "src/a.c": "one\ntwo\nthree\nfive\n", bin }],
    ["may come from git", `diff --git a/src/a.c b/src/a.c\nindex 1..2 100644\n${header}@@ -1 +1 @@\n-one\n+1\n`, { "src/a.c": "1\ntwo\nthree\nfour\nfive\n", bin }],
    ["makes a file", "--- /dev/null\n+++ b/new.h\n@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file\n", { "src/a.c": "one\ntwo\nthree\nfour\nfive\n", bin, "new.h": "x\ny" }],
    ["takes a file away", `--- a/src/a.c\n+++ /dev/null\n@@ -1,5 +0,0 @@\n-one\n-two\n-three\n-four\n-five\n`, { bin }],
    ["leaves bytes that are not UTF-8 and odd line ends as they are", "--- a/bin\n+++ b/bin\n@@ -1,2 +1,2 @@\n caf\u00e9\r\n-last\n\\ No newline at end of file\n+LAST\n\\ No newline at end of file\n", { "src/a.c": "one\ntwo\nthree\nfour\nfive\n", bin: "caf\u00e9\r\nLAST" }],
  ])("%s", (_name, patch, expected) => {
    expect(apply(patch)).toEqual(expected);
  });

  it.each([
    ["nothing", "", "the patch changes nothing"],
    ["other lines than there are", `${header}@@ -1 +1 @@\n-uno\n+1\n`, "the lines to change are not in src/a.c as the patch expects"],
    ["an unknown file", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "there is no file x"],
    ["a path that climbs", "--- a/../../etc/passwd\n+++ b/../../etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "path a/../../etc/passwd is not a plain relative path below the source folder"],
    ["an absolute path", "--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n", "path /etc/passwd is not a plain relative path below the source folder"],
    ["a new file over an old one", "--- /dev/null\n+++ b/bin\n@@ -0,0 +1 @@\n+x\n", "bin exists already"],
    ["a rename", "rename from src/a.c\nrename to b.c\n", "line 1: renames, modes, links and binary parts are not supported; send plain changes of text"],
    ["a link", "new file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc\n", "line 1: renames, modes, links and binary parts are not supported; send plain changes of text"],
    ["a hunk cut short", `${header}@@ -1,3 +1,3 @@\n one\n`, "the hunk at line 3 ends too early"],
    ["part of a file taken away", "--- a/src/a.c\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n", "src/a.c holds more than the patch deletes"],
  ])("of %s is refused with the reason", (_name, patch, detail) => {
    expect(apply(patch)).toBe(detail);
  });
});
