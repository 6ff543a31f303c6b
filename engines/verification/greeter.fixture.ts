import { buildBundle, readBundle } from "./pack-bundle.ts";
import type { EvidenceBundle, EvidenceManifest } from "./verification.types.ts";

// A small target of our own: greets the name in a file, and forgets to look how long the name is.
export const GREETER = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int greet(const char *name) {
  char *line = malloc(16);
  strcpy(line, name);
  printf("Hello, %s!\\n", line);
  free(line);
  return 0;
}

int main(int argc, char **argv) {
  char name[256] = "";
  FILE *file = argc > 1 ? fopen(argv[1], "r") : NULL;
  if (!file) return 2;
  if (!fgets(name, sizeof name, file)) return 1;
  fclose(file);
  name[strcspn(name, "\\n")] = 0;
  return greet(name);
}
`;
const BUILD = "gcc -g -O1 -fsanitize=address -o greeter src/greeter.c\n";
export const TESTS = 'echo World > name && test "$(./greeter name)" = "Hello, World!"\n';

export const encode = (text: string) => new TextEncoder().encode(text);

export const draft: Omit<EvidenceManifest, "files"> = {
  schema: "breakwater-evidence/1",
  title: "Heap overflow in greet",
  description: "A long name is copied over the end of a buffer.",
  weakness: "CWE-787",
  target: {
    name: "greeter",
    version: "1.0.0",
    repository: "https://git.example/greeter",
    location: "src/greeter.c",
    source: "source",
    recipe: { language: "c", build: [["sh", "build.sh"]], run: ["./greeter", "{input}"], tests: [["sh", "check.sh"]] },
  },
  reproducer: { input: "crash.txt" },
  expected: { kind: "sanitizer", class: "heap-buffer-overflow" },
  controls: ["controls/short.txt"],
  candidatePatch: null,
  provenance: { finder: "a test", aiGenerated: true, model: "scripted", harness: null, humanReview: "none" },
};

export const files: ReadonlyMap<string, Uint8Array> = new Map([
  ["source/src/greeter.c", encode(GREETER)],
  ["source/build.sh", encode(BUILD)],
  ["source/check.sh", encode(TESTS)],
  ["crash.txt", encode(`${"A".repeat(40)}\n`)],
  ["controls/short.txt", encode("Ada\n")],
]);

export async function makeBundle(changes: Partial<Omit<EvidenceManifest, "files">> = {}, more: Readonly<Record<string, string>> = {}): Promise<EvidenceBundle> {
  const all = new Map([...files, ...Object.entries(more).map(([path, text]): [string, Uint8Array] => [path, encode(text)])]);
  return await readBundle(await buildBundle({ ...draft, ...changes }, all));
}

/** A patch of greeter.c that puts other lines in the place of one. */
export function replaceLine(line: string, replacement: readonly string[]): string {
  const number = GREETER.split("\n").indexOf(line) + 1;
  return ["--- a/src/greeter.c", "+++ b/src/greeter.c", `@@ -${number} +${number},${replacement.length} @@`, `-${line}`, ...replacement.map((text) => `+${text}`), ""].join("\n");
}

export const GOOD_PATCH = replaceLine("  char *line = malloc(16);", ["  char *line = malloc(strlen(name) + 1);", "  if (!line) return 1;"]);
