import { open } from "node:fs/promises";
import { join } from "node:path";

import type { ChainedLog } from "./chained-log.types.ts";
import { readEvent } from "./event-chain.ts";
import type { LoggedEvent, SampleKey } from "./event.types.ts";
import { indexJournal, JOURNAL_FILE, readChain, readChains, toHead, type Chain, type Chains, type LineFrame } from "./journal-index.ts";
import { LogError } from "./log.errors.ts";
import { readRunFile } from "./run-file.ts";
import { isSystemError } from "./writer-lock.ts";

/** Samples that ran at the same time stand among one another in the journal: so many bytes of them are read in one go. */
const READ_AHEAD_BYTES = 4 * 1024 * 1024;

export interface RunFolder extends ChainedLog {
  /** Bytes behind the last whole line: torn off by a kill, or about to be written. */
  readonly tornBytes: number;
  /** A sample's events from the one with sequence `from` on, without reading those before. */
  readFrom(sample: SampleKey, from: number): AsyncGenerator<LoggedEvent>;
}

/** Opens a run's folder to read it, also while it is written; what is appended later is not seen. */
export async function openRunFolder(folder: string, { check, visit }: { readonly check: "events" | "frames"; readonly visit?: (frame: LineFrame, line: Buffer) => void }): Promise<RunFolder> {
  const run = await readRunFile(folder);
  const name = join(folder, JOURNAL_FILE);
  const file = await open(name, "r").catch((cause: unknown) => {
    throw isSystemError(cause, "ENOENT") ? new LogError("unreadable", name, "is not there: the run has not begun", { cause }) : cause;
  });
  try {
    const { size } = await file.stat();
    const chains: Chains = new Map();
    const end = await indexJournal(file, { name, size, runId: run.runId, chains, check, ...(visit && { visit }) });
    const requireChain = (sample: SampleKey | null): Chain => {
      const chain = chains.get(sample);
      if (chain) return chain;
      throw new LogError("unknown-sample", folder, `holds no event of ${sample ?? "the run"}`);
    };
    const order = [...chains.values()];
    let ahead: ReadonlyMap<SampleKey | null, readonly Buffer[]> = new Map();
    return {
      path: folder,
      run,
      heads: order.map(toHead),
      tornBytes: size - end,
      async *readEvents(sample) {
        const chain = requireChain(sample);
        if (!ahead.has(sample)) ahead = await readChains(file, name, takeUpTo(order.slice(order.indexOf(chain)), READ_AHEAD_BYTES));
        for (const line of ahead.get(sample) ?? []) {
          const read = readEvent(line);
          if (!read.ok) throw new LogError("corrupt", `${name}, an event of ${sample ?? "the run"}`, read.problem);
          yield read.event;
        }
      },
      async *readFrom(sample, from) {
        yield* readChain(file, { name, chain: requireChain(sample), from });
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The first chains whose bytes together stay below this; at least one. */
function takeUpTo(chains: readonly Chain[], most: number): readonly Chain[] {
  let bytes = 0;
  const past = chains.findIndex((chain) => (bytes += chain.bytes) > most);
  return past === -1 ? chains : chains.slice(0, Math.max(1, past));
}
