import type { LoggedEvent, SampleHead, SampleKey } from "./event.types.ts";
import type { RunFile } from "./run-file.ts";

/** A log whose events are chained: a run's folder, an archive made of one, or either with parts withheld. */
export interface ChainedLog {
  readonly path: string;
  readonly run: RunFile;
  /** The run's own chain and its samples', in the order in which they were begun. */
  readonly heads: readonly SampleHead[];
  /** Each event checked by itself: form, digest, and that it follows the one before. @throws {LogError} */
  readEvents(sample: SampleKey | null): AsyncGenerator<LoggedEvent>;
  close(): Promise<void>;
}
