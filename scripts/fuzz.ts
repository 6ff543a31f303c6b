// `npm run fuzz -- NAME… | all [--seconds N] [--seed N]`: feeds parsers with changed inputs and keeps those that reach
// code no earlier one reached (V8's precise block coverage), so that later ones start from there. A failure is written
// to the corpus, where every test run meets it from then on.
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { mutate, seeded } from "../tests/fuzz/mutate.ts";
import { PARSERS, type Parser } from "../tests/fuzz/parsers.ts";
import { CORPUS, readCorpus, tryParser } from "../tests/fuzz/try-parser.ts";

const MOST_KEPT = 2000;
const LOOK_EVERY = 20;

/** Reads which blocks of our own code have run since the last look. */
async function openCoverage(): Promise<() => Promise<boolean>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: false, detailed: true });
  const seen = new Set<string>();
  return async () => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    const before = seen.size;
    for (const script of result) {
      if (!/\/(engines|rooms)\//.test(script.url)) continue;
      for (const { ranges } of script.functions) for (const range of ranges) if (range.count > 0) seen.add(`${script.scriptId}:${range.startOffset}:${range.endOffset}`);
    }
    return seen.size > before;
  };
}

async function fuzz(parser: Parser, options: { readonly seconds: number; readonly seed: number; readonly reachedMore: () => Promise<boolean> }): Promise<number> {
  const next = seeded(options.seed);
  const kept = [...readCorpus(parser.name)];
  const until = performance.now() + options.seconds * 1000;
  let runs = 0;
  let found = 0;
  let batch: Uint8Array[] = [];
  for (const bytes of kept) await tryParser(parser, bytes);
  await options.reachedMore();
  while (performance.now() < until) {
    const bytes = mutate(kept[next(kept.length)] ?? new Uint8Array(), kept, next);
    const problem = await tryParser(parser, bytes);
    runs += 1;
    batch.push(bytes);
    if (problem !== undefined) {
      found += 1;
      const file = join(CORPUS, parser.name, `found-${createHash("sha256").update(bytes).digest("hex").slice(0, 12)}`);
      writeFileSync(file, bytes);
      process.stdout.write(`${parser.name}: ${problem.split("\n").slice(0, 4).join("\n  ")}\n  kept as ${file}\n`);
      if (found >= 5) break;
    }
    if (batch.length < LOOK_EVERY) continue;
    // Looking costs far more than parsing, so one look is for a batch; whatever of it was new, the batch is kept.
    if ((await options.reachedMore()) && kept.length < MOST_KEPT) kept.push(...batch);
    batch = [];
  }
  process.stdout.write(`${parser.name}: ${runs} inputs, ${kept.length} kept to start from, ${found} failures\n`);
  return found;
}

const { positionals, values } = parseArgs({ allowPositionals: true, options: { seconds: { type: "string", default: "10" }, seed: { type: "string", default: "1" } } });
const unknown = positionals.filter((name) => name !== "all" && !PARSERS.some((parser) => parser.name === name));
if (positionals.length === 0 || unknown.length > 0) {
  process.stderr.write(`${unknown.length > 0 ? `There is no parser ${unknown.join(", ")}. ` : ""}Name some of: all, ${PARSERS.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
const reachedMore = await openCoverage();
let failures = 0;
for (const parser of PARSERS) {
  if (!positionals.includes("all") && !positionals.includes(parser.name)) continue;
  mkdirSync(join(CORPUS, parser.name), { recursive: true });
  failures += await fuzz(parser, { seconds: Number(values.seconds), seed: Number(values.seed), reachedMore });
}
process.exit(failures > 0 ? 1 : 0);
