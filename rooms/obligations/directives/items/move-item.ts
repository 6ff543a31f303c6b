import type { ItemEvent } from "#contracts/directives";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { requireAgency } from "../../agencies/require-agency.ts";
import { dayOf } from "../../taskings/days.rules.ts";
import { dueOnOf } from "../directive.rules.ts";
import { DirectiveRefusal } from "../directives.errors.ts";
import { findIssued, readWords } from "../directives.store.ts";
import { asOf, findUntilFault, moveItem, type ItemFacts, type ItemMove } from "./directive-item.rules.ts";
import { insertException, withdrawWaitingException } from "./exceptions.store.ts";
import { lockItem, toFacts, updateItem, type ItemRow } from "./items.store.ts";
import { insertTurn, type TurnContent } from "./turns.store.ts";

export interface OnItem {
  readonly actor: Actor;
  readonly id: string;
}

const SILENT: TurnContent = { words: null, link: null, digest: null };

/** The agency has begun. */
export function startItem(services: Services, { actor, id }: OnItem): Promise<void> {
  return moveOwn(services, { actor, id, move: { event: "start" } });
}

/** The agency says that it is done, and by what that shows: a link, or the digest of a document that stays with the agency. */
export function finishItem(services: Services, { actor, id, words, link, digest }: OnItem & { readonly words: string; readonly link?: string | undefined; readonly digest?: string | undefined }): Promise<void> {
  return moveOwn(services, { actor, id, move: { event: "finish" }, content: { words, link: link ?? null, digest: digest ?? null } });
}

/** The agency found that it is not done after all. */
export function reopenItem(services: Services, { actor, id, reason }: OnItem & { readonly reason: string }): Promise<void> {
  return moveOwn(services, { actor, id, move: { event: "reopen" }, content: { ...SILENT, words: reason } });
}

/** The agency asks for more time, or to extend what it was given; the due day stays as it is and stays visible. */
export async function askForException(services: Services, { actor, id, reason, control, until }: OnItem & { readonly reason: string; readonly control: string; readonly until: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row, dueOn, today } = await moveInTransaction(services, tx, { actor, id, move: { event: "ask-exception" } });
    if (dueOn === null) throw new DirectiveRefusal("no-day-to-move", "This action has no day of its own: each vulnerability has. Ask for an exception for the vulnerability that needs it.");
    const fault = findUntilFault({ until, dueOn, today });
    if (fault) throw new DirectiveRefusal("until-not-valid", `until: ${fault}`, "until");
    const exceptionId = newId("exc");
    await insertException(services, tx, { id: exceptionId, organisationId: row.organisation_id, itemId: id, until, personId: actor.personId, reason, control });
    await appendEntry(services, tx, { kind: "obligations.exception-asked", subject: exceptionId, by: actor, data: { itemId: id, until }, visibleTo: [row.organisation_id] });
    await tellHolders(services, tx, { roles: ["directive-officer"], who: (person) => person.id !== actor.personId, kind: "obligations.exception-asked", link: "/directives/exceptions" });
  });
}

export async function takeExceptionBack(services: Services, { actor, id }: OnItem): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await moveInTransaction(services, tx, { actor, id, move: { event: "take-back" } });
    await withdrawWaitingException(tx, id, services.clock());
  });
}

/** A directive officer finds that what was handed in is not enough, and says what is missing. */
export async function askForMore(services: Services, { actor, id, words }: OnItem & { readonly words: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await moveInTransaction(services, tx, { actor, id, move: { event: "ask-for-more" }, content: { ...SILENT, words } });
    await tellHolders(services, tx, { roles: ["agency-ciso"], who: (person) => person.organisationId === row.organisation_id, kind: "obligations.more-asked", link: `/agency/items/${id}` });
  });
}

async function moveOwn(services: Services, input: Move): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await moveInTransaction(services, tx, input);
    // What is done needs no answer to what was asked before.
    if (input.move.event === "finish") await withdrawWaitingException(tx, input.id, services.clock());
  });
}

interface Move extends OnItem {
  readonly move: ItemMove;
  readonly content?: TurnContent;
}

export interface Moved {
  readonly row: ItemRow;
  readonly before: ItemFacts;
  readonly dueOn: string | null;
  readonly today: string;
}

/** Moves an item, with its turn and its entry in the ledger; for nobody but a listed agency (INV-19). */
export async function moveInTransaction(services: Services, tx: Transaction, { actor, id, move, content }: Move): Promise<Moved> {
  const row = await lockItem(tx, id);
  if (!row) throw notFound();
  await requireAgency(tx, row.organisation_id);
  const today = dayOf(services.clock().toISOString());
  const before = asOf(toFacts(row), today);
  const next = moveItem(before, move);
  if (!next) throw new DirectiveRefusal("not-in-that-state", `This item is ${SAID[before.state]}; ${WANTED[move.event]} has no place there. Load it again to see what can be done.`);
  await updateItem(tx, { ...next, id, directiveId: row.directive_id, at: services.clock() });
  await insertTurn(services, tx, { itemId: id, organisationId: row.organisation_id, event: move.event, from: before.state, to: next.state, personId: actor.personId, content });
  await appendEntry(services, tx, {
    kind: "obligations.item-moved", subject: id, by: actor,
    data: { directiveId: row.directive_id, actionId: row.action_id, event: move.event, from: before.state, to: next.state, evidence: content?.digest ?? null }, visibleTo: [row.organisation_id],
  });
  return { row, before, dueOn: await findDueOn(tx, row), today };
}

async function findDueOn(tx: Transaction, row: ItemRow): Promise<string | null> {
  const issued = await findIssued(tx, row.directive_id);
  const action = issued && readWords(issued).actions.find(({ id }) => id === row.action_id);
  return issued && action ? dueOnOf(action.deadline, issued.issued_on) : null;
}

const SAID: Readonly<Record<ItemFacts["state"], string>> = {
  assigned: "not begun", in_progress: "in progress", done: "done", exception_requested: "waiting for an answer on an exception", exception_granted: "under an exception", exception_refused: "open, its exception refused", closed: "closed",
};
const WANTED: Readonly<Record<ItemEvent, string>> = {
  assign: "assigning", start: "beginning", finish: "finishing", reopen: "reopening", "ask-exception": "asking for an exception", "take-back": "taking the request back", grant: "granting", refuse: "refusing",
  "exception-ends": "ending an exception", "ask-for-more": "asking for more", "carry-over": "carrying it over", close: "closing",
};
