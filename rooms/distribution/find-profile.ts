import type { OperatorProfile } from "#contracts/distribution";
import type { Queryable } from "#rooms/platform";
import { findOperator } from "./distribution.store.ts";
import { toProfile } from "./enrol-operator.ts";

/** What an operator said of itself when it enrolled, as far as whoever acts may see it; undefined before. */
export async function findProfile(db: Queryable, organisationId: string): Promise<OperatorProfile | undefined> {
  const row = await findOperator(db, organisationId);
  return row && toProfile(row);
}
