import { DIRECTIVE_ITEMS_A_PAGE, type AgencyItems, type DirectiveException, type DirectiveItem, type DirectiveItemDetail, type DirectiveItemQuery, type DirectiveItems, type ItemTurn } from "#contracts/directives";
import { recordRead } from "#rooms/access";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { dayOf } from "../../taskings/days.rules.ts";
import { dueOnOf } from "../directive.rules.ts";
import { listIssued, readWords, type IssuedRow } from "../directives.store.ts";
import { asOf, EVENTS_OF, isLate, LONGEST_EXCEPTION_DAYS, listNext, spanOf } from "./directive-item.rules.ts";
import { listExceptionsOf, listWaitingExceptions, openException, type ExceptionRow } from "./exceptions.store.ts";
import { findItem, listItemPage, listItemsOfAgency, toFacts, type ItemRow } from "./items.store.ts";
import { listTurns, openTurn, type TurnRow } from "./turns.store.ts";

/** An agency's own items, with how many press when. */
export async function showOwnItems(services: Services, actor: Actor): Promise<AgencyItems> {
  const items = await describeItems(services, await listItemsOfAgency(services.db, actor.organisationId));
  const count = (span: DirectiveItem["span"]) => items.filter((item) => item.span === span).length;
  return { items, due: { overdue: count("overdue"), thisWeek: count("this-week"), next30Days: count("next-30-days"), later: count("later"), noDay: count("no-day") } };
}

/** The items of every agency, as directive officers see them, page by page. */
export async function showAllItems(services: Services, { directiveId, agencyId, after }: DirectiveItemQuery): Promise<DirectiveItems> {
  const rows = await listItemPage(services.db, { directiveId: directiveId ?? null, agencyId: agencyId ?? null, after: after ?? null }, DIRECTIVE_ITEMS_A_PAGE);
  return { items: await describeItems(services, rows), next: rows.length < DIRECTIVE_ITEMS_A_PAGE ? null : (rows.at(-1)?.id ?? null) };
}

/** One item with all its turns. An officer's look at it is shown to the agency. */
export async function showItem(services: Services, { actor, id, side }: { readonly actor: Actor; readonly id: string; readonly side: "agency" | "officer" }): Promise<DirectiveItemDetail> {
  const row = await findItem(services.db, id);
  if (!row) throw notFound();
  if (side === "officer" && row.organisation_id !== actor.organisationId) {
    await services.db.inTransaction((tx) => recordRead(services, tx, { actor, ownerOrganisationId: row.organisation_id, subject: id, purpose: "directive", what: "directive item" }));
  }
  const [item] = await describeItems(services, [row]);
  if (!item) throw notFound();
  const exceptions = await listExceptionsOf(services.db, id);
  return {
    item,
    turns: (await listTurns(services.db, id)).map((turn) => describeTurn(services, turn)),
    exceptions: exceptions.map((exception) => describeException(services, exception, item)),
    next: [...listNext(asOf(toFacts(row), todayOf(services)), side)],
    longestDays: LONGEST_EXCEPTION_DAYS,
  };
}

/** Exceptions that wait for an officer. */
export async function showWaitingExceptions(services: Services): Promise<DirectiveException[]> {
  const rows = await listWaitingExceptions(services.db);
  const items = new Map((await describeItems(services, await listItemsById(services.db, rows))).map((item) => [item.id, item]));
  return rows.flatMap((row) => {
    const item = items.get(row.item_id);
    return item ? [describeException(services, row, item)] : [];
  });
}

async function listItemsById(db: Queryable, rows: readonly ExceptionRow[]): Promise<readonly ItemRow[]> {
  const found: ItemRow[] = [];
  for (const { item_id: id } of rows) found.push(...[await findItem(db, id)].filter((row) => row !== undefined));
  return found;
}

export async function describeItems(services: Services, rows: readonly ItemRow[]): Promise<DirectiveItem[]> {
  const issued = new Map((await listIssued(services.db)).map((row) => [row.id, row]));
  return rows.map((row) => describeItem(row, issued.get(row.directive_id), todayOf(services)));
}

function describeItem(row: ItemRow, issued: IssuedRow | undefined, today: string): DirectiveItem {
  const action = issued && readWords(issued).actions.find(({ id }) => id === row.action_id);
  if (!action) throw new Error(`Item ${row.id} names an action that its directive does not have`);
  const now = asOf(toFacts(row), today);
  const dueOn = dueOnOf(action.deadline, issued.issued_on);
  return {
    id: row.id, agencyId: row.organisation_id, agencyName: row.agency_name, directiveId: row.directive_id, number: row.directive_number,
    actionId: action.id, title: action.title, words: action.words, appliesTo: action.appliesTo,
    state: now.state, closedBecause: now.closedBecause, dueOn, rule: action.deadline.kind === "table" ? action.deadline.rule : null, exceptionUntil: now.exceptionUntil,
    span: spanOf(now, dueOn, today), isLate: isLate(now, dueOn, today), assignedAt: row.assigned_at, changedAt: row.changed_at,
  };
}

function describeTurn(services: Services, row: TurnRow): ItemTurn {
  const side = (["agency", "officer"] as const).find((one) => EVENTS_OF[one].includes(row.event)) ?? "house";
  return { event: row.event, from: row.from_state, to: row.to_state, side, at: row.at, ...openTurn(services, row) };
}

function describeException(services: Services, row: ExceptionRow, item: DirectiveItem): DirectiveException {
  const { reason, control, answer } = openException(services, row);
  return {
    id: row.id, itemId: row.item_id, agencyId: row.organisation_id, agencyName: row.agency_name, number: item.number, title: item.title, dueOn: item.dueOn,
    state: row.state, askedUntil: row.asked_until, grantedUntil: row.granted_until, reason, control, answer, requestedAt: row.requested_at, decidedAt: row.decided_at,
  };
}

function todayOf(services: Services): string {
  return dayOf(services.clock().toISOString());
}
