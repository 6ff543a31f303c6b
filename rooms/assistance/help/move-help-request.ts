import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notFound, notify, type Actor, type Services, type Transaction } from "#rooms/platform";
import { AssistanceRefusal } from "../assistance.errors.ts";
import { HELP_SEAL, tellAskers } from "./ask-for-help.ts";
import { isEnded, needsWindow, nextHelpState, type HelpEvent } from "./help.rules.ts";
import { deleteHelpRequest, deleteRequestsOf, eraseWords, lockHelpRequest, updateHelpRequest, type HelpChange, type HelpRow } from "./help.store.ts";

interface Move {
  readonly actor: Actor;
  readonly id: string;
}

/** The helper's plan, in at most five steps. Nothing is done by it: the operator says when. */
export function planHelp(services: Services, { steps, ...move }: Move & { readonly steps: readonly { readonly act: string; readonly why: string }[] }): Promise<void> {
  return byHelper(services, move, "plan", () => ({ plan: services.keys.seal(HELP_SEAL, move.id, JSON.stringify(steps)) }));
}

/** What was answered or done: the end of the request. */
export function answerHelp(services: Services, { answer, ...move }: Move & { readonly answer: string }): Promise<void> {
  return byHelper(services, move, "answer", (row) => {
    const now = services.clock();
    if (row.window_from === null && needsWindow({ touchesControl: row.touches_control, kind: row.kind })) {
      throw new AssistanceRefusal("before-window", "The operator has set no window yet, and nothing is done without one. Send a plan; the operator then says when.");
    }
    if (row.window_from !== null && now.getTime() < Date.parse(row.window_from)) {
      throw new AssistanceRefusal("before-window", `The operator's window opens at ${new Date(row.window_from).toISOString()}; nothing is done before.`);
    }
    return { answer: services.keys.seal(HELP_SEAL, move.id, answer), endedAt: now };
  });
}

/** It waits for another helper; what this one planned goes. */
export function handHelpBack(services: Services, move: Move): Promise<void> {
  return byHelper(services, move, "hand-back", () => ({ takenBy: null, plan: null, window: null }));
}

/** Nobody helps with it here; the operator learns why, and where else to go. */
export function declineHelp(services: Services, { reason, elsewhere, ...move }: Move & { readonly reason: string; readonly elsewhere: string }): Promise<void> {
  const seal = (text: string) => services.keys.seal(HELP_SEAL, move.id, text);
  return byHelper(services, move, "decline", (row) => {
    if (row.taken_by === null && !move.actor.roles.includes("directive-officer")) throw notNow(row);
    return { takenBy: row.taken_by ?? move.actor.personId, answer: seal(reason), elsewhere: seal(elsewhere), endedAt: services.clock() };
  });
}

/** The operator's word to go on with the plan; where control or clinical systems are touched, within its window and no other time. */
export async function beginHelp(services: Services, { actor, id, window }: Move & { readonly window?: { readonly from: string; readonly until: string } | undefined }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row, state } = await lockFor(tx, id, "begin");
    if (!window && needsWindow({ touchesControl: row.touches_control, kind: row.kind })) throw new AssistanceRefusal("window-needed", "window: say from when until when the work may be done; nothing is done outside of it", { field: "window" });
    if (window && Date.parse(window.until) <= services.clock().getTime()) throw new AssistanceRefusal("window-needed", "window.until: must lie ahead", { field: "window.until" });
    await updateHelpRequest(tx, row, { state, window: window ?? null });
    await appendEntry(services, tx, { kind: "assistance.help-in-work", subject: id, by: actor, data: window ?? {}, visibleTo: [row.organisation_id] });
    await tellHelper(services, tx, row, "assistance.begun");
  });
}

/** The operator ends it, at any time: what it told is erased. It cannot be blocked. */
export async function withdrawHelp(services: Services, { actor, id }: Move): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row } = await lockFor(tx, id, "withdraw");
    await tellHelper(services, tx, row, "assistance.withdrawn");
    await eraseWords(tx, { id, at: services.clock() });
    await appendEntry(services, tx, { kind: "assistance.help-withdrawn", subject: id, by: actor, data: {}, visibleTo: [row.organisation_id] });
  });
}

/** After the end, the request itself. */
export async function eraseHelp(services: Services, { actor, id }: Move): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockHelpRequest(tx, id);
    if (!row) throw notFound();
    if (!isEnded(row.state)) throw new AssistanceRefusal("not-in-that-state", `The request is ${row.state}; take it back first, which erases what you told.`);
    await deleteHelpRequest(tx, id);
    await appendEntry(services, tx, { kind: "assistance.help-erased", subject: id, by: actor, data: {}, visibleTo: [row.organisation_id] });
  });
}

/** The operator has left: nothing of what it asked is kept (INV-23). @returns how much was erased */
export function eraseRequestsOf(tx: Transaction, organisationId: string): Promise<number> {
  return deleteRequestsOf(tx, organisationId);
}

const LEDGER_WORD: Readonly<Record<"plan" | "answer" | "hand-back" | "decline", string>> = { plan: "planned", answer: "done", "hand-back": "handed-back", decline: "declined" };

async function byHelper(services: Services, { actor, id }: Move, event: keyof typeof LEDGER_WORD, decide: (row: HelpRow) => Omit<HelpChange, "state">): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const { row, state } = await lockFor(tx, id, event);
    await updateHelpRequest(tx, row, { state, ...decide(row) });
    await appendEntry(services, tx, { kind: `assistance.help-${LEDGER_WORD[event]}`, subject: id, by: actor, data: {}, visibleTo: [row.organisation_id] });
    await tellAskers(services, tx, row, `assistance.${LEDGER_WORD[event]}`);
  });
}

/** A request held until the transaction ends, in a state where the event has its place. */
async function lockFor(tx: Transaction, id: string, event: HelpEvent) {
  const row = await lockHelpRequest(tx, id);
  if (!row) throw notFound();
  const state = nextHelpState(row.state, event);
  if (!state) throw notNow(row);
  return { row, state };
}

function notNow({ state }: HelpRow): AssistanceRefusal {
  return new AssistanceRefusal("not-in-that-state", `The request is ${state}; this cannot be done now.`);
}

async function tellHelper(services: Services, tx: Transaction, row: HelpRow, kind: string): Promise<void> {
  const helper = row.taken_by === null ? undefined : await findPersonCard(tx, row.taken_by);
  if (helper) await notify(services, tx, { to: { personId: helper.id, email: helper.email }, kind, link: "/assistance/requests" });
}
