import { isRunning, isWindowLive } from "../../rooms/engagement/access-window.rules.ts";
import type { ComposedWorld, Step, World } from "./composed-world.ts";

/*
 * What is promised to a developer, as sentences that are true of every state and every step. Each returns whether it is
 * broken.
 */

export interface Promise {
  readonly says: string;
  /** Broken by a state: by what cannot be done from it, too. */
  readonly state?: (world: World, next: readonly Step[], composed: ComposedWorld) => boolean;
  readonly step?: (step: Step, composed: ComposedWorld) => boolean;
}

const hasAccess = ({ window, benchmarking }: World): boolean => benchmarking !== null || (window !== null && isWindowLive(window.state));
const periodsOf = ({ window, benchmarking }: World) => [window?.period, benchmarking?.period];
const isActive = ({ partner }: World): boolean => partner === "active";

export const PROMISES = {
  release: {
    says: "from every state the developer can declare a release, and with it all access of government ends",
    state: (_world, next) => !next.some(({ event, to }) => event === "declare-release" && to.released && !hasAccess(to)),
  },
  withdraw: {
    says: "from every state the developer can withdraw, and with it all access of government ends",
    state: (_world, next) => !next.some(({ event, to }) => event === "withdraw" && to.engagement === "withdrawn" && !hasAccess(to)),
  },
  thirtyDays: {
    says: "government never has more than 30 times 24 hours in total, counting pauses, re-openings, a second engagement and benchmarking beside it",
    state: (world, _next, composed) => composed.countAccess(world) > composed.scale.unitsPerLimit,
  },
  onRecord: {
    says: "no access begins at a time that was used up already, whatever the clock shows",
    step: ({ from, to }) => periodsOf(to).some((period, place) => period && !periodsOf(from)[place] && from.spent.some(({ endsAt }) => period.openedAt < endsAt)),
  },
  bound: {
    says: "no access lasts beyond the partner release that is planned, nor beyond a public one before it",
    step: ({ event, from, to }, { rules }) => {
      const bound = rules.findReleaseBound(to.dates);
      if (bound === null) return false;
      return periodsOf(to).some((period, place) => period && (event === "dates" || !periodsOf(from)[place]) && period.endsAt > bound);
    },
  },
  neverLonger: {
    says: "nothing that anybody does and no clock lengthens access that has begun, least of all a postponed release",
    step: ({ from, to }) => periodsOf(to).some((period, place) => {
      const before = periodsOf(from)[place];
      return period && before && (period.openedAt !== before.openedAt || period.endsAt > before.endsAt);
    }),
  },
  endedStays: {
    says: "a window that has ended stays ended; only a new offer makes another one",
    step: ({ event, from, to }) => event !== "offer-access" && event !== "engage-again" && from.window !== null && !isWindowLive(from.window.state) && to.window !== null && isWindowLive(to.window.state),
  },
  paused: {
    says: "while the developer pauses a window nobody uses the model, and its end stays where it was",
    step: ({ event, from, to }, composed) =>
      (event === "pause" && composed.isUsable(to)) || (event === "use" && from.window?.state === "paused") || ((event === "pause" || event === "resume") && to.window?.period?.endsAt !== from.window?.period?.endsAt),
  },
  clock: {
    says: "a clock that runs back gives nobody access before it has caught up, and no used day back",
    step: ({ event, from, to }, composed) => {
      const seen = from.window?.seen ?? null;
      if (event === "use") return composed.ms(from.clock) < (seen ?? 0) || composed.ms(from.clock) >= (from.window?.period?.endsAt ?? 0);
      const ended = seen !== null && from.window?.period && !to.window?.period;
      return Boolean(ended) && !to.spent.some(({ openedAt, endsAt }) => openedAt <= (from.window?.period?.openedAt ?? 0) && endsAt >= (seen ?? 0));
    },
  },
  onlyDeveloper: {
    says: "nobody but the developer lets anybody at the model: not by opening, not by resuming, not by lending it to the enclave",
    step: ({ event, by, from, to }, composed) => event !== "clock" && by !== "developer" && !composed.isUsable(from) && composed.isUsable(to),
  },
  partners: {
    says: "no partner becomes active while a window is open, paused or not, and none opens beside one",
    state: (world) => isActive(world) && world.window !== null && isRunning(world.window.state),
    step: ({ from, to }, composed) => isActive(to) && !isActive(from) && from.window?.period !== null && from.window !== null && composed.ms(from.clock) < from.window.period.endsAt,
  },
  afterPartners: {
    says: "once a partner was active or a release declared, no access of government begins",
    step: ({ from, to }) => (from.partnerAccess || from.released) && periodsOf(to).some((period, place) => period && !periodsOf(from)[place]),
  },
  selection: {
    says: "nobody is selected as a partner without the developer's yes, and no objection outlasts a declared release",
    step: ({ event, from }) => event === "partner: select" && from.keys.developerAnswer !== "yes",
    state: (world, next) => world.released && world.partner === "deciding" && world.keys.developerAnswer === "yes" && !next.some(({ event }) => event === "partner: select"),
  },
  determination: {
    says: "nobody but the Director, or a delegate in the Director's place, signs a determination or lifts one, and none is delivered unsigned",
    step: ({ event, by, from, to }) => {
      const reached = from.request !== to.request ? to.request : null;
      if ((reached === "signed" || reached === "lifted") && by !== "nsa-director") return true;
      return event !== "deliver" ? to.told !== from.told && to.told === "signed" : from.request !== "notified";
    },
  },
  sealedBefore: {
    says: "nothing is signed but what was recommended, by somebody else's act, over sealed results",
    step: ({ from, to }) => from.request !== to.request && to.request === "signed" && from.request !== "recommended",
  },
} as const satisfies Record<string, Promise>;

export type PromiseName = keyof typeof PROMISES;
