/** One case that did not come out as it should. */
export interface ConformanceFailure {
  readonly id: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** What a suite found out about given data. `skipped` counts what the data holds and the suite does not judge. */
export interface ConformanceResult {
  readonly suite: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly ConformanceFailure[];
  /** Figures of the suite's own, such as `clusters`. */
  readonly [figure: string]: unknown;
}

/**
 * What `tests/conformance/<suite>.ts` exports as `run`: compares the product with data that others made. The paths come
 * from the command line; one that is missing is an error of the person's, told by its message.
 */
export type RunSuite = (paths: readonly string[]) => Promise<ConformanceResult>;
