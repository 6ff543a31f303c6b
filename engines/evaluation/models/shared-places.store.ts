import type { Places } from "./model.types.ts";
import { placesOver, requireMost } from "./places-queue.ts";
import { adaptLimit, countGrants } from "./places.rules.ts";
import type { PlaceLimit } from "./places.rules.ts";
import { openSharedState } from "./shared-state.store.ts";

/**
 * The same for all the processes of this host that name the same directory and endpoint: together they hold at most `most` (the
 * largest that one of them names; each by itself no more than its own), an overload that one of them meets slows all, and whoever
 * holds least is served first. What a killed process held is free again within five seconds.
 */
export function openSharedPlaces({ directory, endpoint, most }: { readonly directory: string; readonly endpoint: string; readonly most: number }): Places {
  requireMost(most);
  const state = openSharedState(directory);
  state.define(`create table if not exists endpoint (url text primary key, most integer not null, places real not null, cuts integer not null) strict;
    create table if not exists place (url text not null, holder text not null references holder on delete cascade, held integer not null, waiting_since integer, primary key (url, holder)) strict`);
  state.change((sql) => {
    const inUse = sql("select 1 from place where url = ? limit 1", endpoint).length > 0;
    // What an endpoint bore when somebody last asked says little about now.
    if (inUse) sql("update endpoint set most = max(most, ?) where url = ?", most, endpoint);
    else sql("insert or replace into endpoint values (?, ?, ?, 0)", endpoint, most, most);
    sql("insert or replace into place values (?, ?, 0, null)", endpoint, state.id);
  });
  let held = 0;
  let waitingSince: number | null = null;
  let limit = most;

  return placesOver({
    exchange(ended, wanted) {
      if (ended) held -= 1;
      const { granted, cuts, someoneWaits } = state.change((sql) => {
        const [row] = sql("select most, places, cuts from endpoint where url = ?", endpoint);
        const before: PlaceLimit = { limit: Number(row?.places), cuts: Number(row?.cuts) };
        const after = ended ? adaptLimit(before, ended, Number(row?.most)) : before;
        if (after.limit !== before.limit) sql("update endpoint set places = ?, cuts = ? where url = ?", after.limit, after.cuts, endpoint);
        const others = sql("select holder, held, waiting_since from place where url = ? and holder <> ?", endpoint, state.id).map((other) => ({
          id: String(other.holder),
          held: Number(other.held),
          waitingSince: other.waiting_since === null ? null : Number(other.waiting_since),
        }));
        const taken = countGrants({ limit: after.limit, me: { id: state.id, held, waitingSince }, others, wanted: Math.min(wanted, most - held) });
        waitingSince = taken < wanted ? (waitingSince ?? Date.now()) : null;
        sql("insert or replace into place values (?, ?, ?, ?)", endpoint, state.id, held + taken, waitingSince);
        limit = after.limit;
        return { granted: taken, cuts: after.cuts, someoneWaits: others.some((other) => other.waitingSince !== null) };
      });
      held += granted;
      if (someoneWaits && (ended || granted > 0)) state.wakeOthers();
      return { granted, cuts };
    },
    limit: () => Math.floor(limit),
    listen: (onChange) => state.listen(onChange),
    close: () => state.close(),
  });
}
