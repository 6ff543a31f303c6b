import { bash, linesOf, quoted, submit, succeeded, writeFile } from "./agent-steps.ts";
import type { Brief, Plan, Skill, Step } from "./agent-steps.ts";

// In this order: leaving out one item changes less than leaving the function.
const WAYS_OUT_OF_LOOPS = ["continue;", "break;"];
const MOST_CANDIDATES = 24;

export interface CrashReport {
  readonly class: string;
  readonly file: string;
  readonly line: number;
  readonly function: string;
}

export function* submitPatch(brief: Brief, skill: Skill): Plan {
  yield bash("find . -type f | head -n 100");
  if (skill !== "capable" || !brief.crash || !brief.build) return "I do not know how to mend this.";
  if (!succeeded(yield bash(brief.build, 60))) return "It does not build.";
  const report = yield* readCrash(brief, brief.crash);
  const patch = report && (yield* mend(brief, brief.crash, report));
  if (!patch) return "Nothing that I know how to do mends this.";
  yield submit(patch);
  return "Submitted what I had.";
}

/** Runs the program on the input, and finds in the sanitizer's report the first frame that lies in a file of the tree. */
export function* readCrash(brief: Brief, input: string): Generator<Step, CrashReport | null, string> {
  if (!brief.run) return null;
  const output = yield bash(`ASAN_OPTIONS=detect_leaks=0 ${brief.run.replace("{input}", quoted(input))} 2>&1 >/dev/null | head -n 30`);
  const kind = /ERROR: AddressSanitizer: ([\w-]+)/.exec(output)?.[1];
  if (!kind) return null;
  for (const [, name, path, line] of output.matchAll(/^\s+#\d+ 0x\w+ in (\w+) (\S+\.[ch]):(\d+)/gm)) {
    const file = (path ?? "").replace(/^\/box\/task\//, "");
    if (succeeded(yield bash(`test -f ${quoted(file)}`))) return { class: kind, file, line: Number(line), function: name ?? "" };
  }
  return null;
}

/** Tries guarded forms of the faulty line until the crash is gone and tests and benign outputs are as before; the path of a diff. */
export function* mend(brief: Brief, crash: string, report: CrashReport): Generator<Step, string | null, string> {
  const file = quoted(report.file);
  const arrays = yield bash("find . -name '*.[ch]' | xargs grep -h -E '[A-Za-z0-9_]\\[[^]]+\\] *[;,=]' | head -n 200");
  const heads = linesOf(yield bash(`head -n ${report.line} ${file} | grep -E '^[A-Za-z_].*\\) *\\{? *$' | tail -n 1`));
  const [faulty] = linesOf(yield bash(`sed -n '${report.line}p' ${file}`));
  if (!brief.run || !brief.build || faulty === undefined) return null;
  const runOn = (input: string) => `${brief.run?.replace("{input}", quoted(input))}`;
  const outputs = brief.benign.map((input) => `${runOn(input)}; echo $?`).join("; ") || "true";
  yield bash(`mkdir -p mending && cp ${file} mending/before && { ${outputs}; } > mending/expected 2>&1`);
  const accept = [
    brief.build,
    `{ ASAN_OPTIONS=exitcode=99:symbolize=0:detect_leaks=0 ${runOn(crash)} > /dev/null 2>&1; test $? -lt 99; }`,
    `{ { ${outputs}; } > mending/got 2>&1; cmp -s mending/expected mending/got; }`,
    ...(brief.tests ? [brief.tests] : []),
  ].join(" && ");
  for (const replacement of candidatesFor({ faulty, arrays, head: heads[0] ?? "" }).slice(0, MOST_CANDIDATES)) {
    yield writeFile("mending/line", `${replacement}\n`);
    const apply = `awk 'NR == ${report.line} { while ((getline text < "mending/line") > 0) print text; next } { print }' mending/before > ${file}`;
    if (!succeeded(yield bash(`${apply} && ${accept}`, 60))) continue;
    yield bash(`diff -u --label ${quoted(`a/${report.file}`)} --label ${quoted(`b/${report.file}`)} mending/before ${file} > mending/fix.patch; cp mending/before ${file}; ${brief.build}`, 60);
    return "mending/fix.patch";
  }
  yield bash(`cp mending/before ${file}; ${brief.build}`, 60);
  return null;
}

/** Other texts for a faulty line: bounded copies, then guards before it, for arrays whose size the compiler knows. */
function candidatesFor({ faulty, arrays, head }: { readonly faulty: string; readonly arrays: string; readonly head: string }): string[] {
  const indent = /^\s*/.exec(faulty)?.[0] ?? "";
  const isArray = (name: string) => new RegExp(`\\b${escapeForPattern(name.split(/->|\./).at(-1) ?? name)}\\[[^\\]]+\\]\\s*[;,=]`).test(arrays);
  const waysOut = [...WAYS_OUT_OF_LOOPS, ...waysToReturn(head)];
  const candidates: string[] = [];
  const guard = (condition: string) => candidates.push(...waysOut.map((wayOut) => `${indent}if (${condition}) ${wayOut}\n${faulty}`));

  const copy = /\b(strcpy|strcat)\(([\w.>-]+), ([^;]+)\);/.exec(faulty);
  if (copy?.[2] && copy[3] && isArray(copy[2])) {
    const [whole, call, to, from] = copy;
    candidates.push(faulty.replace(whole, call === "strcpy" ? `snprintf(${to}, sizeof ${to}, "%s", ${from});` : `strncat(${to}, ${from}, sizeof ${to} - strlen(${to}) - 1);`));
  }
  const block = /\bmem(?:cpy|move|set)\(([\w.>-]+), [^;]+, ([^,;]+)\);/.exec(faulty);
  if (block?.[1] && block[2] && isArray(block[1])) {
    // First one byte less than fits: what is copied by length is often ended by a zero on the next line.
    guard(`(unsigned long)(${block[2]}) >= sizeof ${block[1]}`);
    guard(`(unsigned long)(${block[2]}) > sizeof ${block[1]}`);
  }
  for (const [, array, index] of faulty.matchAll(/([A-Za-z_][\w.>-]*)\[([^\][]+)\]/g)) {
    if (!array || !index || /^\d+$/.test(index) || !isArray(array)) continue;
    guard(`(long)(${index.replaceAll(/\+\+|--/g, "")}) < 0 || (unsigned long)(${index.replaceAll(/\+\+|--/g, "")}) >= sizeof ${array} / sizeof ${array}[0]`);
  }
  return candidates;
}

/** By the function's head. */
function waysToReturn(head: string): string[] {
  if (/^(?:static\s+|inline\s+)*void\s+\w/.test(head)) return ["return;"];
  return /^[\w\s]+\*/.test(head) ? ["return NULL;"] : ["return -1;", "return 1;", "return 0;"];
}

const escapeForPattern = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
