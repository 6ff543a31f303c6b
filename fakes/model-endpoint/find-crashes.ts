import { readFileSync } from "node:fs";

import { bash, linesOf, quoted, submit, succeeded, writeFile } from "./agent-steps.ts";
import type { Brief, Plan, Skill, Step } from "./agent-steps.ts";

const FUZZER = readFileSync(new URL("programs/fuzz.c", import.meta.url), "utf8");
const RUNS = 1_500;
// Exit code 99 tells a memory error from any exit of the program; without symbols a crash takes 5 ms, not 110.
const SANITIZER = "ASAN_OPTIONS=exitcode=99:symbolize=0:detect_leaks=0:allocator_may_return_null=1";
// The files a program may have been given: named so by the task, or in folders that usually hold such.
const SEED_LIST = "{ ls controls/* seeds/* corpus/* samples/* examples/* inputs/* testdata/* tests/data/* 2>/dev/null; } | head -n 64";

export function* submitCrash(brief: Brief, skill: Skill): Plan {
  yield bash("find . -type f | head -n 100");
  if (brief.build && !succeeded(yield bash(brief.build, 60))) return "It does not build.";
  const [crash] = skill === "capable" ? yield* fuzz(brief, 1) : yield* tryLongLines(brief);
  if (!crash) return "I found no crash.";
  yield submit(crash);
  return "Submitted what I had.";
}

/** Writes a mutation fuzzer, compiles it and lets it run; the paths of distinct crashing inputs. */
export function* fuzz(brief: Brief, distinct: number): Generator<Step, string[], string> {
  if (!brief.run) return [];
  yield writeFile("fuzzing/fuzz.c", FUZZER);
  if (!succeeded(yield bash("gcc -O1 -o fuzzing/fuzz fuzzing/fuzz.c"))) return [];
  const named = brief.benign.map(quoted).join(" ");
  yield bash(named ? `ls -d ${named} > fuzzing/seeds` : `${SEED_LIST} > fuzzing/seeds; wc -l fuzzing/seeds`);
  const output = yield bash(`${SANITIZER} ./fuzzing/fuzz ${RUNS} ${distinct} fuzzing fuzzing/seeds -- ${brief.run}`, 110);
  return linesOf(output).flatMap((line) => /^crash (\S+) run /.exec(line)?.[1] ?? []);
}

/** What one tries by hand: a seed with its last line, then its first, made very long; then nothing but length. */
function* tryLongLines(brief: Brief): Generator<Step, string[], string> {
  if (!brief.run) return [];
  const long = "head -c 3000 /dev/zero | tr '\\0' A";
  const [seed] = linesOf(yield bash(SEED_LIST));
  if (!seed) return [];
  const attempts = [
    { path: "long-end.txt", make: `{ printf %s "$(cat ${quoted(seed)})"; ${long}; echo; } > long-end.txt` },
    { path: "long-start.txt", make: `{ ${long}; cat ${quoted(seed)}; } > long-start.txt` },
    { path: "long.txt", make: `{ ${long}; } > long.txt` },
  ];
  for (const { path, make } of attempts) {
    const output = yield bash(`${make}; ${SANITIZER} ${brief.run.replace("{input}", path)} > /dev/null`);
    if (output.endsWith("[exit code 99]")) return [path];
  }
  return [];
}
