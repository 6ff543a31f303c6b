import type { Child } from "./child.ts";

const START_TIMEOUT_MS = 90_000;

/**
 * Keeps a worker at work: one that was killed, or that ended by itself, is started again; what it held is free again by
 * then. One that ends before it works has a fault that no second start mends: that is its end.
 */
export function keepWorking(start: () => Child): Pick<Child, "ended" | "stop"> {
  let current = start();
  let isStopped = false;
  const keep = async (): Promise<number> => {
    for (;;) {
      const works = await current.waitFor("working", START_TIMEOUT_MS).then(() => true, () => false);
      const code = await current.ended;
      if (isStopped || !works) return code;
      current = start();
    }
  };
  return {
    ended: keep(),
    stop: () => {
      isStopped = true;
      return current.stop();
    },
  };
}
