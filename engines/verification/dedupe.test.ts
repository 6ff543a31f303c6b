import { createBubblewrapBackend } from "#engines/sandbox";
import { describe, expect, it } from "vitest";
import { dedupe, type CrashSource, type DedupeOptions } from "./dedupe.ts";
import { asan, gdb } from "./crash-report.fixture.ts";
import { buildBundle, readBundle } from "./pack-bundle.ts";
import { sameBug } from "./replay-fix.ts";
import type { EvidenceManifest } from "./verification.types.ts";

const backend = createBubblewrapBackend();
const encode = (text: string) => new TextEncoder().encode(text);

// Two bugs: `keep` forgets the end of the buffer, whether it is reached by `add` or by `merge`; `pick` reads before it.
const SHELF = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static __attribute__((noinline)) void keep(char *shelf, int at, char book) {
  shelf[at] = book;
}

static __attribute__((noinline)) void add(char *shelf, const char *books) {
  for (int at = 0; books[at]; at += 1) keep(shelf, at, books[at]);
}

static __attribute__((noinline)) void merge(char *shelf, const char *books) {
  int at = 4;
  while (*books) keep(shelf, at++, *books++);
}

static __attribute__((noinline)) int pick(const char *shelf, int at) {
  return shelf[at];
}

int main(int argc, char **argv) {
  char line[64] = "";
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file || !fgets(line, sizeof line, file)) return 2;
  fclose(file);
  line[strcspn(line, "\\n")] = 0;
  char *shelf = calloc(1, 8);
  if (line[0] == 'a') add(shelf, line + 1);
  else if (line[0] == 'm') merge(shelf, line + 1);
  else printf("%d\\n", pick(shelf, atoi(line + 1)));
  printf("%.8s\\n", shelf);
  free(shelf);
  return 0;
}
`;

function patch(line: string, replacement: readonly string[]): string {
  const number = SHELF.split("\n").indexOf(line) + 1;
  return ["--- a/shelf.c", "+++ b/shelf.c", `@@ -${number} +${number},${replacement.length} @@`, `-${line}`, ...replacement.map((text) => `+${text}`), ""].join("\n");
}

const KEEP = "  shelf[at] = book;";
const MERGE = "  while (*books) keep(shelf, at++, *books++);";
const FIX_KEEP = patch(KEEP, ["  if (at < 8) shelf[at] = book;"]);
const FIX_MERGE = patch(MERGE, ["  while (*books && at < 8) keep(shelf, at++, *books++);"]);
const FIX_PICK = patch("  return shelf[at];", ["  return at >= 0 && at < 8 ? shelf[at] : -1;"]);
const END_AT_ONCE = patch("  char line[64] = \"\";", ["  exit(0);", "  char line[64] = \"\";"]);

async function pack(input: string, fix: string | null): Promise<Uint8Array> {
  const draft: Omit<EvidenceManifest, "files"> = {
    schema: "breakwater-evidence/1",
    title: "a crash of shelf",
    description: "Found in a test.",
    weakness: "CWE-787",
    target: {
      name: "shelf",
      version: "1.0.0",
      repository: null,
      location: "shelf.c",
      source: "source",
      recipe: { language: "c", build: [["gcc", "-g", "-O1", "-fno-omit-frame-pointer", "-fsanitize=address", "-o", "shelf", "shelf.c"]], run: ["./shelf", "{input}"], tests: [["./shelf", "short"]] },
    },
    reproducer: { input: "crash.txt" },
    expected: { kind: "sanitizer", class: "heap-buffer-overflow" },
    controls: ["short.txt", "merged.txt"],
    candidatePatch: fix === null ? null : "fix.diff",
    provenance: { finder: "a test", aiGenerated: false, model: null, harness: null, humanReview: "none" },
  };
  const files = new Map([["source/shelf.c", SHELF], ["source/short", "aone\n"], ["crash.txt", `${input}\n`], ["short.txt", "aone\n"], ["merged.txt", "mtwo\n"], ...(fix === null ? [] : [["fix.diff", fix] as const])].map(([path = "", text = ""]) => [path, encode(text)] as const));
  return await buildBundle(draft, files);
}

const bundle = async (input: string, fix: string | null) => await readBundle(await pack(input, fix));
const source = (name: string, bytes: Uint8Array): CrashSource => ({ name, read: async () => bytes });

async function members(sources: readonly CrashSource[], options: Partial<DedupeOptions> = {}) {
  const { bugs, replays, unreadable } = await dedupe(sources, { backend, ...options });
  return { bugs: bugs.map((bug) => bug.members), verdicts: replays.map(({ left, right, verdict }) => [left, right, verdict]), unreadable };
}

describe("the truth about two findings", () => {
  it("is told by the fix of either, replayed on the other", async () => {
    const [add, merge, pick] = [await bundle("a123456789", FIX_KEEP), await bundle("m123456", null), await bundle("p-1", FIX_PICK)];
    expect((await sameBug(add, merge, backend)).verdict).toBe("same");
    expect(await sameBug(add, pick, backend)).toMatchObject({ verdict: "different", leftFixOnRight: { outcome: "still-crashes" }, rightFixOnLeft: { outcome: "still-crashes" } });
    expect((await sameBug(merge, merge, backend)).verdict).toBe("undecided");
  }, 60_000);

  it("is kept as it is where the two fixes disagree", async () => {
    const found = await sameBug(await bundle("a123456789", FIX_KEEP), await bundle("m123456", FIX_MERGE), backend);
    expect(found).toMatchObject({ verdict: "mixed", leftFixOnRight: { outcome: "stops" }, rightFixOnLeft: { outcome: "still-crashes" } });
  }, 60_000);

  it("is not told by a fix that stops everything, or by a finding that shows nothing", async () => {
    const broken = await sameBug(await bundle("a123456789", END_AT_ONCE), await bundle("p-1", null), backend);
    expect(broken).toMatchObject({ verdict: "undecided", leftFixOnRight: { outcome: "breaks-behaviour", detail: expect.stringContaining("short.txt") as string } });
    const benign = await sameBug(await bundle("a123456789", FIX_KEEP), await bundle("aone", null), backend);
    expect(benign).toMatchObject({ verdict: "undecided", leftFixOnRight: { outcome: "does-not-reproduce" } });
  }, 60_000);
});

describe("sorting a heap of crashes into bugs", () => {
  it("reads bundles and reports alike, names unseen keys once, and lists what it cannot read", async () => {
    const heap = [
      source("1.tar", await pack("a123456789", null)),
      source("2.tar", await pack("aABCDEFGHI", null)),
      source("3.tar", await pack("p-1", null)),
      source("4.tar", await pack("aone", null)),
      source("5.txt", encode(asan)),
      source("6.txt", encode(gdb)),
      source("7.txt", encode(gdb.replaceAll("0x0000", "0x0001"))),
      source("8.txt", encode("nothing of note")),
    ];
    const report = await dedupe(heap, { backend });
    expect(report.bugs.map(({ members: names, signature }) => [names, signature])).toEqual([
      [["1.tar", "2.tar"], "address|heap-buffer-overflow|write1|keep|add|main"],
      [["3.tar"], "address|heap-buffer-overflow|read1|pick|main"],
      [["5.txt"], "address|heap-buffer-overflow|write|harbour::Log::append|harbour::Reader::operator()|harbour::run::lambda::operator()"],
      [["6.txt", "7.txt"], "signal|unknown|-|crane_free|load_hook|main"],
    ]);
    expect(report.unreadable).toEqual([
      { name: "4.tar", reason: "does not reproduce: none of 3 runs shows the claimed effect" },
      { name: "8.txt", reason: 'no crash report in it; it begins with "nothing of note"' },
    ]);
    expect(report.replays).toEqual([]);
  }, 60_000);

  it("follows fix replay where likeness says otherwise, and a person above both", async () => {
    const heap = [source("add.tar", await pack("a123456789", FIX_KEEP)), source("merge.tar", await pack("m123456", null)), source("pick.tar", await pack("p-1", FIX_PICK))];
    expect(await members(heap, { maxReplays: 0 })).toMatchObject({ bugs: [["add.tar"], ["merge.tar"], ["pick.tar"]] });
    expect(await members(heap)).toEqual({
      bugs: [["add.tar", "merge.tar"], ["pick.tar"]],
      verdicts: [["add.tar", "merge.tar", "same"], ["add.tar", "pick.tar", "different"], ["merge.tar", "pick.tar", "different"]],
      unreadable: [],
    });
    expect((await members(heap, { rulings: { same: [], different: [["merge.tar", "add.tar"]] } })).bugs).toEqual([["add.tar"], ["merge.tar"], ["pick.tar"]]);
  }, 120_000);

  it("says which bundles it could not run where there is no sandbox", async () => {
    const report = await dedupe([source("1.tar", await pack("p-1", null))]);
    expect([report.bugs, report.unreadable]).toEqual([[], [{ name: "1.tar", reason: "a bundle, and there is no sandbox to run it in" }]]);
  });
});
