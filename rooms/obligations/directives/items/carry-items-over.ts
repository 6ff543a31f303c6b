import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { findMovedDeadlines } from "../directive.rules.ts";
import { findIssued, readWords } from "../directives.store.ts";
import { isOpen, moveItem } from "./directive-item.rules.ts";
import { lockItem, toFacts, updateItem } from "./items.store.ts";
import type { ItemPlan } from "./plan-items.rules.ts";
import { insertTurn } from "./turns.store.ts";

interface CarryOver {
  readonly organisationId: string;
  /** Of this agency alone. */
  readonly planned: ItemPlan["carryOver"];
}

/**
 * Brings an agency's items under the version that is in force now. Each item's record says so, with both days where its due day
 * moved; the agency is told once, with how many of its open ones have another day.
 */
export async function carryItemsOver(services: Services, tx: Transaction, { organisationId, planned }: CarryOver): Promise<void> {
  let carried = 0;
  let openMoved = 0;
  for (const ofOne of Map.groupBy(planned, ({ item, directiveId }) => `${item.directiveId} ${directiveId}`).values()) {
    const done = await carryUnderOne(services, tx, { organisationId, planned: ofOne });
    carried += done.carried;
    openMoved += done.openMoved;
  }
  if (carried === 0) return;
  await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === organisationId, kind: "obligations.items-carried-over", params: { count: openMoved }, link: "/agency" });
}

/** All that goes from one version to one other. */
async function carryUnderOne(services: Services, tx: Transaction, { organisationId, planned }: CarryOver): Promise<{ readonly carried: number; readonly openMoved: number }> {
  const [first] = planned;
  if (!first) return { carried: 0, openMoved: 0 };
  const { directiveId, item: { directiveId: fromId } } = first;
  const days = await findMovedDays(tx, fromId, directiveId);
  const actions: string[] = [];
  let openMoved = 0;
  for (const { item: { id, actionId } } of planned) {
    const row = await lockItem(tx, id);
    const next = row && moveItem(toFacts(row), { event: "carry-over" });
    // Carried over by another run, or closed, since the plan was made.
    if (!next || row.directive_id !== fromId) continue;
    const moved = days.get(actionId);
    await updateItem(tx, { ...next, id, directiveId, at: services.clock() });
    await insertTurn(services, tx, { itemId: id, organisationId, event: "carry-over", from: row.state, to: next.state, personId: null, content: { words: moved ?? null, link: null, digest: null } });
    actions.push(actionId);
    if (moved !== undefined && isOpen(next)) openMoved += 1;
  }
  if (actions.length > 0) {
    const data = { organisationId, from: fromId, actions, moved: actions.filter((action) => days.has(action)) };
    await appendEntry(services, tx, { kind: "obligations.items-carried-over", subject: directiveId, by: SYSTEM_ACTOR, data, visibleTo: [organisationId] });
  }
  return { carried: actions.length, openMoved };
}

/** By action whose day is another under the second version: both days in words. */
async function findMovedDays(db: Queryable, fromId: string, toId: string): Promise<ReadonlyMap<string, string>> {
  const [before, now] = [await findIssued(db, fromId), await findIssued(db, toId)];
  if (!before || !now) return new Map();
  const toActions = (row: typeof now) => ({ actions: readWords(row).actions, issuedOn: row.issued_on });
  const say = (day: string | null) => day ?? "each vulnerability on its own day";
  return new Map(findMovedDeadlines(toActions(before), toActions(now)).map(({ actionId, from, to }) => [actionId, `Due before: ${say(from)}. Due now: ${say(to)}.`]));
}
