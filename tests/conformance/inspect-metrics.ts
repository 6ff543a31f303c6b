// Metrics and reducers as Inspect computes them (a metrics.json of cases): accuracy, variance, standard errors and every
// reducer. Its `ci` is not compared: at the edges it is wrong (0 of 20 gives [0, 0]), and ours are exact.
import { readFile } from "node:fs/promises";
import { clusteredStandardError, mean, reduceEpochs, standardError, variance, type Reducer } from "#engines/evaluation";
import type { ConformanceFailure, RunSuite } from "./suite.ts";

const TOLERANCE = 1e-12;
const EPOCH_REDUCERS: Readonly<Record<string, "pass-at-k" | "pass-all-k" | "at-least-k">> = { pass_at: "pass-at-k", pass_k: "pass-all-k", at_least: "at-least-k" };

interface MetricCase {
  readonly values: readonly number[];
  readonly cluster: readonly number[];
  readonly [figure: string]: unknown;
}

function metricsOf({ values, cluster }: MetricCase): Readonly<Record<string, number>> {
  return { accuracy: mean(values), mean: mean(values), var: variance(values), std: Math.sqrt(variance(values)), stderr: standardError(values), stderr_cluster: clusteredStandardError(values, cluster) };
}

function toReducer(name: string): Reducer | undefined {
  if (name === "mean" || name === "median" || name === "mode" || name === "max") return { reducer: name };
  const [, kind = "", k = ""] = /^(.+)_(\d+)$/.exec(name) ?? [];
  const reducer = EPOCH_REDUCERS[kind];
  return reducer && { reducer, k: Number(k) };
}

/** Compares every figure that both sides know; one that we do not know is skipped. */
function compare(id: string, expected: Readonly<Record<string, unknown>>, got: (name: string) => number | undefined, count: { passed: number; skipped: number; failures: ConformanceFailure[] }): void {
  for (const [name, value] of Object.entries(expected)) {
    if (typeof value !== "number") continue;
    const ours = got(name);
    if (ours === undefined) count.skipped += 1;
    else if (Math.abs(ours - value) <= TOLERANCE) count.passed += 1;
    else count.failures.push({ id: `${id}.${name}`, expected: value, got: ours });
  }
}

export const run: RunSuite = async (paths) => {
  const count = { passed: 0, skipped: 0, failures: [] as ConformanceFailure[] };
  for (const path of paths) {
    const { metrics, reducers } = JSON.parse(await readFile(path, "utf8")) as { metrics: MetricCase[]; reducers: MetricCase[] };
    for (const [index, one] of metrics.entries()) {
      const ours = metricsOf(one);
      compare(`metrics.${index}`, one, (name) => ours[name], count);
    }
    for (const [index, one] of reducers.entries())
      compare(`reducers.${index}`, one, (name) => {
        const reducer = toReducer(name);
        return reducer && reduceEpochs(one.values, reducer);
      }, count);
  }
  return { suite: "inspect-metrics", passed: count.passed, failed: count.failures.length, skipped: count.skipped, failures: count.failures };
};
