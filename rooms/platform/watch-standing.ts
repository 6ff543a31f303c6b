export interface StandingWatch {
  /** Aborted, with the reason, when what was asked for no longer stands. */
  readonly signal: AbortSignal;
  stop(): void;
}

/**
 * Asks every `everyMs` milliseconds whether something still stands, by a clock of this process and nobody's job. Any failure to find
 * it standing ends it: a database that does not answer opens nothing.
 * @param requireStanding throws when it is over
 */
export function watchStanding(requireStanding: () => Promise<void>, everyMs: number): StandingWatch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    timer = setTimeout(() => {
      requireStanding().then(() => {
        if (!controller.signal.aborted && timer) look();
      }, (refusal: unknown) => controller.abort(refusal));
    }, everyMs);
    timer.unref();
  };
  look();
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
