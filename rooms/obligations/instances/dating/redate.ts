import type { RedatingCause } from "#contracts/agency-workbench";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { beginForensics } from "../forensics/begin-forensics.ts";
import { redateAll, redateFlaws, type DatingRule, type Redated } from "./date-clocks.store.ts";
import { DATING_RULE, DATING_TABLE } from "./dating-table.ts";

/** By which everything is dated today. */
export const RULE_IN_FORCE: DatingRule = { table: DATING_TABLE, name: DATING_RULE };

/** Dates anew what rests on these vulnerabilities, or with null all that stands on an older table; tells each agency of which a due day moved. */
export async function redate(services: Services, tx: Transaction, { causes, by }: { readonly causes: ReadonlyMap<string, RedatingCause> | null; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<{ readonly clocks: number }> {
  const at = services.clock();
  const house = tx.asSystem("what is published moves the due days of every agency, and whoever brings it sees none of them");
  const moved = causes === null ? await redateAll(house, RULE_IN_FORCE, at) : causes.size === 0 ? [] : await redateFlaws(house, RULE_IN_FORCE, { causes, at });
  for (const one of moved) await tell(services, house, { ...one, by });
  await beginForensics(services, house, { organisationId: null });
  return { clocks: moved.reduce((sum, { clocks }) => sum + clocks, 0) };
}

async function tell(services: Services, tx: Transaction, { organisationId, clocks, earlier, later, by }: Redated & { readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  // Whoever brought the facts need not know whom they touched.
  const actor = by.organisationId === organisationId ? by : SYSTEM_ACTOR;
  await appendEntry(services, tx, { kind: "obligations.instances-redated", subject: organisationId, by: actor, data: { clocks, earlier, later, rule: DATING_RULE }, visibleTo: [organisationId] });
  if (earlier + later === 0) return;
  await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === organisationId, kind: "obligations.instances-redated", params: { earlier, later }, link: "/agency" });
}
