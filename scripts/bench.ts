// npm run bench -- NAME… | all [--json [FILE]]
import { join } from "node:path";
import { repositoryRoot } from "./bootstrap.mjs";
import { runBenchmarks } from "./run-benchmarks.ts";

process.exitCode = await runBenchmarks({
  folder: join(repositoryRoot, "benchmarks"),
  args: process.argv.slice(2),
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
});
