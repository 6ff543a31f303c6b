import type { ChainedLog } from "./chained-log.types.ts";
import { PARTS, withholdParts } from "./event-chain.ts";
import type { SampleKey } from "./event.types.ts";

/** A field that can be withheld while the rest of its event is shown. */
export type Part = (typeof PARTS)[number];
export { PARTS };

export interface Redaction {
  /** Withheld wherever they stand; empty: all that the events say, so that their kinds, instants and number are left. */
  readonly parts: readonly Part[];
  /** In which samples; empty: in all, and in the run's own events. */
  readonly samples: readonly SampleKey[];
}

// Digests without a salt, of texts that may be guessed: they go where a text goes.
const DIGESTS: ReadonlySet<string> = new Set<Part>(["outputDigest", "request"]);

/**
 * The same log with parts withheld. Each leaves a salted digest, so that every chain, the root and its receipts still verify;
 * who has the log as it was can open an event later, and anybody can check that it is the one that was withheld.
 */
export function redactLog(log: ChainedLog, { parts, samples }: Redaction): ChainedLog {
  const named: ReadonlySet<string> = new Set(parts);
  const chosen: ReadonlySet<string | null> = new Set(samples);
  const isWithheld = (part: string): boolean => named.size === 0 || named.has(part) || DIGESTS.has(part);
  return {
    ...log,
    async *readEvents(sample) {
      const isChosen = chosen.size === 0 || chosen.has(sample);
      for await (const event of log.readEvents(sample)) yield isChosen ? withholdParts(event, isWithheld) : event;
    },
  };
}
