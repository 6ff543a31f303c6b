export { loadBenchmarkSet } from "./sets/load-benchmark-set.ts";
export { checkBenchmarkSet } from "./sets/check-benchmark-set.ts";
export { evaluate } from "./running/evaluate.ts";
export { hunt } from "./hunting/hunt.ts";
export { verifyTranscript } from "./logs/transcript.ts";
export { clopperPearsonInterval, summarise, wilsonInterval } from "./statistics/statistics.rules.ts";
export { BenchmarkSetError, HuntError, ModelError } from "./evaluation.errors.ts";
export type { Interval, Summary } from "./statistics/statistics.rules.ts";
export type * from "./evaluation.types.ts";
