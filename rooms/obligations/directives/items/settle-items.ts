import { z } from "zod";
import type { ClosedBecause } from "#contracts/directives";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Job, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { listListed } from "../../agencies/agencies.store.ts";
import { isBinding } from "../directive.rules.ts";
import { listIssued, readWords } from "../directives.store.ts";
import { carryItemsOver } from "./carry-items-over.ts";
import { asOf, moveItem, type ItemMove } from "./directive-item.rules.ts";
import { withdrawWaitingException } from "./exceptions.store.ts";
import { insertItem, listAllItems, lockItem, toFacts, updateItem } from "./items.store.ts";
import { planItems, type ItemPlan, type LatestVersion } from "./plan-items.rules.ts";
import { insertTurn } from "./turns.store.ts";
import { dayOf } from "../../taskings/days.rules.ts";

/** Writes down what each listed agency owes: after a directive was issued or ended, and after the list changed. Runs again without effect. */
export const settleItemsJob: Job<Record<string, never>> = {
  name: "obligations.settle-items",
  payload: z.object({}),
  concurrency: 1,
  run: async (services) => {
    const agencies = (await listListed(services.db)).map((row) => row.organisation_id);
    const items = (await listAllItems(services.db)).map((row) => ({ id: row.id, organisationId: row.organisation_id, number: row.directive_number, actionId: row.action_id, directiveId: row.directive_id, state: row.state }));
    const plan = planItems({ latest: await listLatest(services.db), agencies, items });
    const concerned = new Set([...plan.assign, ...[...plan.assignAgain, ...plan.carryOver, ...plan.close].map(({ item }) => item)].map((one) => one.organisationId));
    for (const organisationId of concerned) await services.db.inTransaction((tx) => settleAgency(services, tx, { organisationId, plan }));
  },
};

async function listLatest(db: Queryable): Promise<readonly LatestVersion[]> {
  return [...Map.groupBy(await listIssued(db), ({ number }) => number)].flatMap(([number, versions]) => {
    const row = versions.toSorted((a, b) => b.version - a.version)[0];
    return row ? [{ id: row.id, number, state: row.state, binding: isBinding(row.kind), actionIds: readWords(row).actions.map(({ id }) => id) }] : [];
  });
}

interface Settling {
  readonly organisationId: string;
  readonly plan: ItemPlan;
}

/** One agency in one transaction: its items, the ledger's entries, and one notice for each kind of change. */
async function settleAgency(services: Services, tx: Transaction, { organisationId, plan }: Settling): Promise<void> {
  const assigned: { readonly directiveId: string; readonly number: string; readonly actionId: string }[] = [];
  for (const one of plan.assign.filter((item) => item.organisationId === organisationId)) {
    const id = newId("itm");
    if ((await insertItem(tx, { ...one, id, at: services.clock() })) === 0) continue;
    await insertTurn(services, tx, { itemId: id, organisationId, event: "assign", from: null, to: "assigned", personId: null });
    assigned.push(one);
  }
  for (const { item, directiveId } of plan.assignAgain.filter((one) => one.item.organisationId === organisationId)) {
    if (await moveByHouse(services, tx, { id: item.id, directiveId, move: { event: "assign" } })) assigned.push({ ...item, directiveId });
  }
  await carryItemsOver(services, tx, { organisationId, planned: plan.carryOver.filter((one) => one.item.organisationId === organisationId) });
  const closed: { readonly directiveId: string; readonly actionId: string; readonly because: ClosedBecause }[] = [];
  for (const { item, because } of plan.close.filter((one) => one.item.organisationId === organisationId)) {
    if (await moveByHouse(services, tx, { id: item.id, directiveId: item.directiveId, move: { event: "close", because } })) closed.push({ ...item, because });
  }
  for (const [directiveId, actions] of Map.groupBy(assigned, (one) => one.directiveId)) {
    await appendEntry(services, tx, { kind: "obligations.items-assigned", subject: directiveId, by: SYSTEM_ACTOR, data: { organisationId, actions: actions.map((one) => one.actionId) }, visibleTo: [organisationId] });
  }
  for (const [directiveId, actions] of Map.groupBy(closed, (one) => one.directiveId)) {
    await appendEntry(services, tx, { kind: "obligations.items-closed", subject: directiveId, by: SYSTEM_ACTOR, data: { organisationId, because: actions[0]?.because, actions: actions.map((one) => one.actionId) }, visibleTo: [organisationId] });
  }
  const tell = (kind: string, count: number) => tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === organisationId, kind, params: { count }, link: "/agency" });
  if (assigned.length > 0) await tell("obligations.items-assigned", assigned.length);
  if (closed.length > 0) await tell("obligations.items-closed", closed.length);
}

/** False when it has moved since the plan was made. */
async function moveByHouse(services: Services, tx: Transaction, { id, directiveId, move }: { readonly id: string; readonly directiveId: string; readonly move: ItemMove }): Promise<boolean> {
  const row = await lockItem(tx, id);
  const item = row && asOf(toFacts(row), dayOf(services.clock().toISOString()));
  const next = item && moveItem(item, move);
  if (!row || !next) return false;
  await updateItem(tx, { ...next, id, directiveId, at: services.clock() });
  await withdrawWaitingException(tx, id, services.clock());
  await insertTurn(services, tx, { itemId: id, organisationId: row.organisation_id, event: move.event, from: item.state, to: next.state, personId: null });
  return true;
}
