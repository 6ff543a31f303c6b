import type { SampleKey } from "../logs/event.types.ts";
import type { LimitChanges } from "./control.types.ts";
import { EndOfSample } from "./end-of-sample.ts";

/*
 * What may happen to a run from outside while it runs:
 *
 *   running ⇄ paused → stopped
 *
 * Paused, calls that are under way come to their end and are recorded; no sample takes another step.
 */

/** What the samples of a run look at; commands change it. */
export class RunControl {
  readonly #running = new Map<SampleKey, AbortController>();
  #limits: LimitChanges;
  #stopped: string | null = null;
  #halted: string | null = null;
  #pause: PromiseWithResolvers<void> | null = null;
  readonly #onLimits = new Set<() => void>();

  constructor(limits: LimitChanges) {
    this.#limits = limits;
  }

  get limits(): LimitChanges {
    return this.#limits;
  }
  /** Why the run takes no further step, else null. */
  get stopped(): string | null {
    return this.#stopped;
  }
  /** Why the containment of the run is in doubt, else null. */
  get halted(): string | null {
    return this.#halted;
  }
  /** Settled when the run goes on; null when it is not paused. */
  get paused(): Promise<void> | null {
    return this.#pause?.promise ?? null;
  }

  /** Registers a sample that runs; its signal is aborted with an `EndOfSample` as the reason. */
  enter(key: SampleKey, onLimits: () => void): { readonly ending: AbortController; readonly leave: () => void } {
    const ending = new AbortController();
    if (this.#stopped !== null) ending.abort(stopOf(this.#stopped));
    this.#running.set(key, ending);
    this.#onLimits.add(onLimits);
    return {
      ending,
      leave: () => {
        this.#running.delete(key);
        this.#onLimits.delete(onLimits);
      },
    };
  }

  /** Ends every sample that runs, which stay open in the journal. The first reason stands. */
  stop(reason: string): void {
    if (this.#stopped !== null) return;
    this.#stopped = reason;
    for (const ending of this.#running.values()) ending.abort(stopOf(reason));
    this.proceed();
  }

  /** As `stop`, and the run is not to be gone on with. */
  halt(reason: string): void {
    this.#halted ??= reason;
    this.stop(reason);
  }

  pause(): void {
    if (this.#stopped === null) this.#pause ??= Promise.withResolvers<void>();
  }

  proceed(): void {
    this.#pause?.resolve();
    this.#pause = null;
  }

  changeLimits(changes: LimitChanges): void {
    this.#limits = { ...this.#limits, ...changes };
    for (const tell of this.#onLimits) tell();
  }

  /** False where no such sample runs. */
  endSample(key: SampleKey, end: EndOfSample): boolean {
    const ending = this.#running.get(key);
    ending?.abort(end);
    return ending !== undefined;
  }
}

const stopOf = (reason: string) => new EndOfSample("stopped", { standing: "open", message: reason });
