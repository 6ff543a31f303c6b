/** How long a sample has been worked on; tells when that is too long. It stands still while the run is paused. */
export class SampleClock {
  readonly #onUp: () => void;
  #before: number;
  #since: number | null = null;
  #most: number;
  #timer: NodeJS.Timeout | undefined;

  constructor({ elapsedMs, mostMs, onUp }: { readonly elapsedMs: number; readonly mostMs: number; readonly onUp: () => void }) {
    this.#onUp = onUp;
    this.#before = elapsedMs;
    this.#most = mostMs;
  }

  get elapsedMs(): number {
    return this.#before + (this.#since === null ? 0 : performance.now() - this.#since);
  }

  start(): void {
    this.#since ??= performance.now();
    this.#arm();
  }

  stop(): void {
    this.#before = this.elapsedMs;
    this.#since = null;
    clearTimeout(this.#timer);
  }

  setMost(mostMs: number): void {
    if (this.#most === mostMs) return;
    this.#most = mostMs;
    if (this.#since !== null) this.#arm();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    // A timer holds 2^31 ms at most; no sample is allowed that long.
    this.#timer = setTimeout(this.#onUp, Math.max(0, Math.min(this.#most - this.elapsedMs, 0x7fffffff)));
  }
}
