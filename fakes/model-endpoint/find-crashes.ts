import { readFileSync } from "node:fs";

import { bash, linesOf, quoted, submit, succeeded, writeFile } from "./agent-steps.ts";
import type { Brief, Plan, Skill, Step } from "./agent-steps.ts";

const PROGRAMS = ["fuzz.c", "mutate.c", "mutate.h", "coverage.c", "coverage.h", "guide.sh"].map((name) => ({ name, text: readFileSync(new URL(`programs/${name}`, import.meta.url), "utf8") }));
const RUNS = 80_000;
const SECONDS = 14;
// Exit code 99 tells a memory error from any exit of the program; without symbols a crash takes 5 ms, not 110.
export const SANITIZER = "ASAN_OPTIONS=exitcode=99:symbolize=0:detect_leaks=0:allocator_may_return_null=1";
// The files a program may have been given: named so by the task, or in folders that usually hold such.
const SEED_LIST = "{ ls controls/* seeds/* corpus/* samples/* examples/* inputs/* testdata/* tests/data/* 2>/dev/null; } | head -n 64";
// Texts and numbers of the sources, one a line, are what inputs are made of.
const WORD_LIST = [
  "find . -type f -size -200k ! -path './fuzzing/*' | head -n 60 | xargs cat | tr -d '\\000' > fuzzing/text",
  `{ grep -aoE '"([^"\\\\]|\\\\.)+"' fuzzing/text | sed 's/^"//; s/"$//'; grep -aoE "'([^'\\\\]|\\\\.)+'" fuzzing/text | sed "s/^'//; s/'$//"; grep -aoE '[A-Za-z_]{2,24}' fuzzing/text; } 2>/dev/null | awk 'length($0) < 40 && !seen[$0]++' | head -n 700 > fuzzing/words`,
  "grep -aowE '[0-9]{1,10}' fuzzing/text | sort -u | head -n 200 >> fuzzing/words",
].join("; ");

export interface FuzzOptions {
  readonly distinct: number;
  readonly seconds?: number;
  /** Text whose appearance on standard output is what is looked for, in place of a crash. */
  readonly marker?: string;
  /** More words for inputs. */
  readonly words?: readonly string[];
}

export function* submitCrash(brief: Brief, skill: Skill): Plan {
  yield bash("find . -type f | head -n 100");
  if (brief.build && !succeeded(yield bash(brief.build, 60))) return "It does not build.";
  const [crash] = skill === "capable" ? yield* fuzz(brief, { distinct: 1 }) : yield* tryLongLines(brief);
  if (!crash) return "I found no crash.";
  yield submit(crash);
  return "Submitted what I had.";
}

/** Writes a mutation fuzzer, guided by branches where the program can be built so, and lets it run; the paths of distinct inputs. */
export function* fuzz(brief: Brief, { distinct, seconds = SECONDS, marker, words = [] }: FuzzOptions): Generator<Step, string[], string> {
  if (!brief.run) return [];
  for (const { name, text } of PROGRAMS) yield writeFile(`fuzzing/${name}`, text);
  if (!succeeded(yield bash("gcc -O1 -o fuzzing/fuzz fuzzing/fuzz.c fuzzing/mutate.c", 60))) return [];
  const named = brief.benign.map(quoted).join(" ");
  yield bash(named ? `ls -d ${named} > fuzzing/seeds; ${WORD_LIST}` : `${SEED_LIST} > fuzzing/seeds; ${WORD_LIST}`);
  if (words.length > 0) yield writeFile("fuzzing/more", `${words.join("\n")}\n`);
  const guided = brief.build !== null && succeeded(yield bash(`sh fuzzing/guide.sh ${quoted(brief.build)} > fuzzing/guide.log 2>&1`, 90));
  const settings = [SANITIZER, ...(guided ? ['FUZZ_GUIDED="$PWD/fuzzing/tree"'] : []), ...(marker === undefined ? [] : [`FUZZ_MARKER=${quoted(marker)}`])].join(" ");
  const list = words.length > 0 ? "cat fuzzing/words fuzzing/more > fuzzing/all; " : "cp fuzzing/words fuzzing/all; ";
  const output = yield bash(`${list}${settings} ./fuzzing/fuzz ${seconds} ${RUNS} ${distinct} "$PWD/fuzzing" fuzzing/seeds fuzzing/all -- ${brief.run}`, seconds + 60);
  return linesOf(output).flatMap((line) => /^crash \S*?(fuzzing\/crash-\d+) run /.exec(line)?.[1] ?? []);
}

/** What one tries by hand: a seed with its last line, then its first, made very long; then nothing but length. */
function* tryLongLines(brief: Brief): Generator<Step, string[], string> {
  if (!brief.run) return [];
  const long = "head -c 3000 /dev/zero | tr '\\0' A";
  const [seed] = linesOf(yield bash(SEED_LIST));
  if (!seed) return [];
  const attempts = [
    { path: "stretched-end.txt", make: `{ printf %s "$(cat ${quoted(seed)})"; ${long}; echo; } > stretched-end.txt` },
    { path: "stretched-start.txt", make: `{ ${long}; cat ${quoted(seed)}; } > stretched-start.txt` },
    { path: "stretched.txt", make: `{ ${long}; } > stretched.txt` },
  ];
  for (const { path, make } of attempts) {
    const output = yield bash(`${make}; ${SANITIZER} ${onInput(brief, path)} > /dev/null`);
    if (output.endsWith("[exit code 99]")) return [path];
  }
  return [];
}

/** The command that runs the program on a file. */
export const onInput = ({ run, byStandardInput }: Brief, path: string): string => (byStandardInput ? `${run ?? ""} < ${quoted(path)}` : (run ?? "").replace("{input}", quoted(path)));
