import type { ResourceKind } from "#rooms/platform";
import { findAdvisory } from "./publication.store.ts";

/** A published advisory. It is public, so the policies ask nothing about it. */
export const advisoryResource: ResourceKind = {
  type: "Advisory",
  read: "publication:assign-cve",
  load: async ({ db }, id) => ((await findAdvisory(db, id)) ? {} : undefined),
  absent: {},
};
