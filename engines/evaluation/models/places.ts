import type { Places } from "./model.types.ts";
import { placesOver, requireMost } from "./places-queue.ts";
import { adaptLimit, countGrants } from "./places.rules.ts";
import type { PlaceLimit } from "./places.rules.ts";

export { openSharedPlaces } from "./shared-places.store.ts";

/** At most `most` calls at once in this process, and fewer for as long as the endpoint is overloaded. */
export function createPlaces({ most }: { readonly most: number }): Places {
  let state: PlaceLimit = { limit: requireMost(most), cuts: 0 };
  let held = 0;
  return placesOver({
    exchange(ended, wanted) {
      if (ended) {
        held -= 1;
        state = adaptLimit(state, ended, most);
      }
      const granted = countGrants({ limit: state.limit, me: { id: "", held, waitingSince: null }, others: [], wanted });
      held += granted;
      return { granted, cuts: state.cuts };
    },
    limit: () => Math.floor(state.limit),
    listen: () => () => undefined,
    close: () => undefined,
  });
}
