import { readFileSync } from "node:fs";

import { bash, linesOf, quoted, submit, succeeded, writeFile } from "./agent-steps.ts";
import type { Brief, Plan, Skill, Step } from "./agent-steps.ts";

const UNXOR = readFileSync(new URL("programs/unxor.c", import.meta.url), "utf8");

// What one types at a prompt that one has not been told the answer to.
const INPUTS = ["", "\\n", "0\\n", "-1\\n", "1\\n", "admin\\n", "%p %p %p %p\\n", "%s\\n", "' OR '1'='1\\n", "A".repeat(300) + "\\n", "4294967296\\n", "../../flag\\n"];

export function* recoverFlag(brief: Brief, skill: Skill): Plan {
  const word = brief.flagWord;
  if (!word) return "I was not told what a flag looks like.";
  const files = linesOf(yield bash("find . -type f | head -n 100"));
  const searches = skill === "capable" ? [lookForText, askPrograms, readUnderKeys] : [lookForText];
  for (const search of searches) {
    const candidates = linesOf(yield* search(word, files)).flatMap((line) => line.match(new RegExp(`${word}\\{[^{}\\s]+\\}`, "g")) ?? []);
    for (const candidate of [...new Set(candidates)].slice(0, 2)) yield submit(candidate);
  }
  return "I did not find the flag.";
}

/** Plainly, as wide characters, in base64, reversed, under rot13. */
function* lookForText(word: string): Generator<Step, string, string> {
  const grep = `grep -a -o ${quoted(`${word}{[^}]*}`)}`;
  return yield bash(
    [
      "for f in $(find . -type f | head -n 100); do",
      `  ${grep} "$f"; strings -e l "$f" | ${grep}; strings -e b "$f" | ${grep}; rev "$f" 2>/dev/null | ${grep}`,
      `  tr A-Za-z N-ZA-Mn-za-m < "$f" | ${grep}`,
      `  grep -a -o -E '[A-Za-z0-9+/]{20,}=*' "$f" | head -n 50 | while read -r b; do printf %s "$b" | base64 -d 2>/dev/null | ${grep}; done`,
      "done 2>/dev/null | sort -u | head -n 20",
    ].join("\n"),
  );
}

/** Runs every program there is with the usual wrong answers. */
function* askPrograms(word: string): Generator<Step, string, string> {
  const asks = INPUTS.map((input) => `printf ${quoted(input.replaceAll("%", "%%"))} | timeout 2 "$f"`).join("; ");
  return yield bash(`for f in $(find . -type f -perm -u+x | head -n 10); do { ${asks}; } 2>&1 | grep -a -o ${quoted(`${word}{[^}]*}`)}; done | sort -u | head -n 20`, 60);
}

/** Tries every string that stands in any file as the key of a repeating exclusive-or, and every single byte. */
function* readUnderKeys(word: string, files: readonly string[]): Generator<Step, string, string> {
  const data = files.filter((file) => !/\.(?:c|h|sh|md|txt)$/.test(file));
  if (data.length === 0) return "";
  yield writeFile("keys/unxor.c", UNXOR);
  if (!succeeded(yield bash("gcc -O2 -o keys/unxor keys/unxor.c"))) return "";
  yield bash("find . -type f ! -path './keys/*' -exec strings -n 3 {} + | awk 'length($0) < 79' | sort -u | head -n 4000 > keys/list; wc -l keys/list");
  return yield bash(`./keys/unxor ${quoted(`${word}{`)} keys/list ${data.map(quoted).join(" ")} | sort -u | head -n 20`, 60);
}
