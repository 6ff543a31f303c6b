import type { ResourceKind } from "#rooms/platform";
import { findFeed } from "./outside-advisories.store.ts";

/** A feed is the clearinghouse's; whoever of it keeps feeds sees every one. */
export const feedResource: ResourceKind = {
  type: "AdvisoryFeed",
  read: "distribution:keep-feed",
  load: async ({ db }, id) => ((await findFeed(db, id)) === undefined ? undefined : {}),
  absent: {},
};
