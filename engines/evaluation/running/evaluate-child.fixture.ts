// A process of its own that runs or resumes an evaluation, so that a test may kill it. What it is asked stands in its first
// argument, its result in the last line it prints.
import { createBubblewrapBackend } from "#engines/sandbox";

import type { EvaluateOptions } from "../evaluation.types.ts";
import { loadBenchmarkSet } from "../sets/load-benchmark-set.ts";
import { evaluate } from "./evaluate.ts";

const { setDirectory, ...asked } = JSON.parse(process.argv[2] ?? "") as Omit<EvaluateOptions, "set" | "backend"> & { readonly setDirectory: string };
const result = await evaluate({ ...asked, set: await loadBenchmarkSet(setDirectory), backend: createBubblewrapBackend() });
process.stdout.write(`${JSON.stringify(result)}\n`);
