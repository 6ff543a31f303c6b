export { loadBenchmarkSet } from "./load-benchmark-set.ts";
export { checkBenchmarkSet } from "./check-benchmark-set.ts";
export { evaluate } from "./evaluate.ts";
export { hunt } from "./hunt.ts";
export { verifyTranscript } from "./transcript.ts";
export { clopperPearsonInterval, summarise, wilsonInterval } from "./statistics.rules.ts";
export { BenchmarkSetError, HuntError, ModelError } from "./evaluation.errors.ts";
export type { Interval, Summary } from "./statistics.rules.ts";
export type * from "./evaluation.types.ts";
