import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export const HEADER = `schema: breakwater-set/1
id: small
version: "1"
title: A small set
marking: SYNTHETIC
accessModes: [local-endpoint]
licence: Apache-2.0
canary: breakwater-canary-0123456789
synthetic: true
limits: { turns: 5, messages: 20, tokens: 1000, timeMs: 60000, attempts: 5 }
`;

/** Files by path in a new folder, and how to remove it. */
export async function writeFiles(files: Readonly<Record<string, string>>): Promise<{ readonly directory: string; readonly remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "breakwater-set-"));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
    if (content.startsWith("#!")) await chmod(join(directory, path), 0o755);
  }
  return { directory, remove: () => rm(directory, { recursive: true }) };
}

/** A program that crashes on a name longer than seven letters, its tests and its mended twin. */
export const NAMES = {
  "names.c": '#include <stdio.h>\n#include <string.h>\nint main(int argc, char **argv) {\n  char name[8], line[200] = "";\n  FILE *in = argc > 1 ? fopen(argv[1], "rb") : stdin;\n  if (!in || !fgets(line, sizeof line, in) || strncmp(line, "name=", 5)) return 0;\n  strcpy(name, line + 5);\n  printf("%s", name);\n  return 0;\n}\n',
  "check.sh": 'printf name=abc > /tmp/in && test "$(./names /tmp/in)" = abc\n',
  "fix.patch": '--- a/names.c\n+++ b/names.c\n@@ -7,1 +7,1 @@\n-  strcpy(name, line + 5);\n+  snprintf(name, sizeof name, "%s", line + 5);\n',
  "benign.txt": "name=abc",
  "long.txt": "name=abcdefghijklmnopqrstuvwxyz",
} as const;
export const NAMES_RECIPE = `{ language: c, build: [[gcc, -g, -O1, -fsanitize=address, -o, names, names.c]], run: [./names, "{input}"], tests: [[sh, check.sh]] }`;
