const TAIL_BYTES = 1000;

/** Keeps the first bytes of a stream, up to a bound. */
export class BoundedOutput {
  readonly #chunks: Uint8Array[] = [];
  #room: number;

  constructor(maxBytes: number) {
    this.#room = maxBytes;
  }

  /** The part that still fits. */
  add(chunk: Uint8Array): Uint8Array {
    const kept = chunk.subarray(0, this.#room);
    this.#room -= kept.length;
    if (kept.length > 0) this.#chunks.push(kept);
    return kept;
  }

  bytes(): Uint8Array {
    return new Uint8Array(Buffer.concat(this.#chunks));
  }

  /** The last bytes kept so far. */
  tail(): Uint8Array {
    return Buffer.concat(this.#chunks.slice(-8)).subarray(-TAIL_BYTES);
  }
}
