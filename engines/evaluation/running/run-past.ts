import type { EventData, JournalEvent, SampleKey } from "../logs/event.types.ts";
import type { Spent } from "../models/model.types.ts";
import type { LimitChanges } from "./control.types.ts";

/** What is kept of a sample's events when a run is opened again: a few figures. */
export interface PastSample {
  readonly ended: EventData["sample-ended"] | null;
  readonly final: number;
  readonly hints: number;
}

/** What a run's journal says, gathered in one pass. */
export class RunPast {
  readonly samples = new Map<SampleKey, PastSample>();
  beganAt: string | null = null;
  ended: EventData["run-ended"] | null = null;
  endedAt: string | null = null;
  isPaused = false;
  limits: LimitChanges = {};
  /** By every reply that is recorded, in samples that begin again as well. */
  #spent = { tokens: 0, microUsd: 0 };

  get spent(): Spent {
    return { ...this.#spent };
  }

  take(event: JournalEvent): void {
    if (event.sample === null) this.#takeRunEvent(event);
    else this.samples.set(event.sample, this.#follow(this.samples.get(event.sample) ?? BEGUN, event));
  }

  #takeRunEvent(event: JournalEvent): void {
    if (event.kind === "run-begun") this.beganAt = event.at;
    if (event.kind === "paused") this.isPaused = true;
    if (event.kind === "continued") this.isPaused = false;
    if (event.kind === "limits-changed") this.limits = { ...this.limits, ...(event.data.limits as LimitChanges) };
    const isEnd = event.kind === "run-ended";
    this.ended = isEnd ? event.data : null;
    this.endedAt = isEnd ? event.at : null;
  }

  #follow(sample: PastSample, event: JournalEvent): PastSample {
    switch (event.kind) {
      case "model-replied":
        this.#spent.tokens += event.data.usage.total;
        this.#spent.microUsd += event.data.costMicroUsd ?? 0;
        return sample;
      case "submission":
        return { ...sample, final: event.data.score };
      case "tool-called":
        return event.data.name === "hint" ? { ...sample, hints: sample.hints + 1 } : sample;
      case "sample-ended":
        return { ...sample, ended: event.data };
      case "requeued":
        return BEGUN;
      default:
        return sample;
    }
  }
}

const BEGUN: PastSample = { ended: null, final: 0, hints: 0 };
