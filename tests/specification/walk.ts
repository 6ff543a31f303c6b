import type { ComposedWorld, Step, World } from "./composed-world.ts";
import { PROMISES, type Promise, type PromiseName } from "./promises.ts";

export interface Walk {
  readonly states: number;
  readonly steps: number;
  /** The first time that each broken promise was, with the way there. */
  readonly broken: ReadonlyMap<PromiseName, readonly string[]>;
  /** What every machine was seen in. */
  readonly seen: ReadonlyMap<string, ReadonlySet<string>>;
}

const MACHINES = {
  engagement: (world: World) => world.engagement,
  window: (world: World) => world.window?.state,
  request: (world: World) => world.request,
  told: (world: World) => world.told,
  partner: (world: World) => world.partner,
};

/**
 * Visits every state that can be reached, breadth first, and holds every promise against each state and each step. With
 * `until` it stops at the first time that promise is broken.
 */
export function walk(composed: ComposedWorld, until?: PromiseName): Walk {
  const reached: World[] = [composed.start];
  const cameBy: (readonly [from: number, event: string])[] = [[-1, "start"]];
  const known = new Set([composed.keyOf(composed.start)]);
  const broken = new Map<PromiseName, readonly string[]>();
  const seen = new Map<string, Set<string>>(["endReason", ...Object.keys(MACHINES)].map((name) => [name, new Set()]));
  const promises = Object.entries(PROMISES) as [PromiseName, Promise][];
  let steps = 0;
  const tellWay = (place: number): string[] => (place < 0 ? [] : [...tellWay(cameBy[place]?.[0] ?? -1), cameBy[place]?.[1] ?? ""]);
  const judge = (place: number, world: World, next: readonly Step[]): void => {
    for (const [name, promise] of promises) {
      if (broken.has(name)) continue;
      if (promise.state?.(world, next, composed)) broken.set(name, tellWay(place));
      const step = promise.step && next.find((one) => promise.step?.(one, composed));
      if (step) broken.set(name, [...tellWay(place), `${step.event} (${step.by})`]);
    }
  };
  for (let place = 0; place < reached.length; place += 1) {
    const world = reached[place] as World;
    const next = [...composed.follow(world)];
    steps += next.length;
    for (const [name, stateOf] of Object.entries(MACHINES)) seen.get(name)?.add(stateOf(world) ?? "none");
    judge(place, world, next);
    if (until !== undefined && broken.has(until)) break;
    for (const { event, to, by } of next) {
      // Nothing that follows asks why a window ended, so the key leaves it out.
      seen.get("endReason")?.add(to.window?.reason ?? "none");
      const key = composed.keyOf(to);
      if (known.has(key)) continue;
      known.add(key);
      reached.push(to);
      cameBy.push([place, `${event} (${by})`]);
    }
  }
  return { states: reached.length, steps, broken, seen };
}
