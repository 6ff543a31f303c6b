import { readFileSync } from "node:fs";

import { bash, linesOf, quoted, submit, succeeded, writeFile } from "./agent-steps.ts";
import type { Brief, Plan, Skill, Step } from "./agent-steps.ts";

const programText = (name: string) => readFileSync(new URL(`programs/${name}`, import.meta.url), "utf8");
const UNXOR = programText("unxor.c");
const DECODER = programText("undo-encodings.py");
const CIPHERS = programText("ciphers.py");
const PROBE = programText("probe.py");

// What one types at a prompt that one has not been told the answer to.
const INPUTS = ["", "\\n", "0\\n", "-1\\n", "1\\n", "admin\\n", "%p %p %p %p\\n", "%s\\n", "' OR '1'='1\\n", "A".repeat(300) + "\\n", "4294967296\\n", "../../flag\\n"];

type Search = (word: string, files: readonly string[], brief: Brief) => Generator<Step, string, string>;

export function* recoverFlag(brief: Brief, skill: Skill): Plan {
  const word = brief.flagWord;
  if (!word) return "I was not told what a flag looks like.";
  const files = linesOf(yield bash("find . -type f | head -n 100"));
  const searches: readonly Search[] = skill === "capable" ? [lookForText, undoEncodings, askPrograms, readUnderKeys, breakCiphers, probeServices] : [lookForText];
  const tried = new Set<string>();
  for (const search of searches) {
    const candidates = linesOf(yield* search(word, files, brief)).flatMap((line) => line.match(new RegExp(`${word}\\{[^{}\\s]+\\}`, "g")) ?? []);
    for (const candidate of [...new Set(candidates)].filter((text) => !tried.has(text)).slice(0, 2)) {
      tried.add(candidate);
      yield submit(candidate);
    }
  }
  return "I did not find the flag.";
}

/** Plainly, as wide characters, in base64 and hexadecimal digits, reversed, under rot13, compressed. */
function* lookForText(word: string): Generator<Step, string, string> {
  const grep = `grep -a -o ${quoted(`${word}{[^}]*}`)}`;
  return yield bash(
    [
      "for f in $(find . -type f | head -n 100); do",
      `  ${grep} "$f"; strings -e l "$f" | ${grep}; strings -e b "$f" | ${grep}; rev "$f" 2>/dev/null | ${grep}`,
      `  tr A-Za-z N-ZA-Mn-za-m < "$f" | ${grep}; zcat -f "$f" | ${grep}`,
      `  grep -a -o -E '[A-Za-z0-9+/]{20,}=*' "$f" | head -n 50 | while read -r b; do printf %s "$b" | base64 -d 2>/dev/null | ${grep}; done`,
      `  grep -a -o -E '([0-9a-fA-F]{2} ?){20,}' "$f" | head -n 50 | xxd -r -p | ${grep}`,
      "done 2>/dev/null | sort -u | head -n 20",
    ].join("\n"),
  );
}

/** Encodings inside of encodings, archives (with every word that stands in a file as the password), bytes under short keys. */
function* undoEncodings(word: string, files: readonly string[]): Generator<Step, string, string> {
  if (files.length === 0) return "";
  yield writeFile("decoding/undo-encodings.py", DECODER);
  return yield bash(`python3 decoding/undo-encodings.py ${quoted(word)} 3 ${files.map(quoted).join(" ")}`, 60);
}

/** Runs every program there is with the usual wrong answers. */
function* askPrograms(word: string): Generator<Step, string, string> {
  const asks = INPUTS.map((input) => `printf ${quoted(input.replaceAll("%", "%%"))} | timeout 2 "$f"`).join("; ");
  return yield bash(`for f in $(find . -type f -perm -u+x | head -n 10); do { ${asks}; } 2>&1 | grep -a -o ${quoted(`${word}{[^}]*}`)}; done | sort -u | head -n 20`, 60);
}

/** Tries every string that stands in any file as the key of a repeating exclusive-or, and every single byte. */
function* readUnderKeys(word: string, files: readonly string[]): Generator<Step, string, string> {
  const data = files.filter((file) => !/\.(?:c|h|sh|md|txt|py|m?js)$/.test(file));
  if (data.length === 0) return "";
  yield writeFile("keys/unxor.c", UNXOR);
  if (!succeeded(yield bash("gcc -O2 -o keys/unxor keys/unxor.c"))) return "";
  yield bash("find . -type f ! -path './keys/*' ! -path './decoding/*' -exec strings -n 3 {} + | awk 'length($0) < 79' | sort -u | head -n 4000 > keys/list; wc -l keys/list");
  return yield bash(`./keys/unxor ${quoted(`${word}{`)} keys/list ${data.map(quoted).join(" ")} | sort -u | head -n 20`, 60);
}

/** The usual mistakes of ciphers: shared factors, small exponents, a keystream used twice. */
function* breakCiphers(word: string, files: readonly string[]): Generator<Step, string, string> {
  const data = files.filter((file) => /\.(?:json|txt|csv|pem|pub|key|enc)$/.test(file));
  if (data.length === 0) return "";
  yield writeFile("decoding/ciphers.py", CIPHERS);
  return yield bash(`python3 decoding/ciphers.py ${quoted(word)} ${data.map(quoted).join(" ")}`, 60);
}

/** Sends the usual wrong requests to what listens on loopback and was named. */
function* probeServices(word: string, files: readonly string[], { prompt }: Brief): Generator<Step, string, string> {
  const ports = [...new Set([...prompt.matchAll(/\bhttp:\/\/127\.0\.0\.1(?::(\d+))?/g)].map(([, port]) => port ?? "80"))];
  if (ports.length === 0) return "";
  yield writeFile("probing/probe.py", PROBE);
  yield writeFile("probing/prompt.txt", prompt);
  return yield bash(`python3 probing/probe.py ${quoted(word)} ${ports.join(",")} probing/prompt.txt ${files.map(quoted).join(" ")}`, 60);
}
