import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { FindingsRefusal } from "./findings.errors.ts";
import { advance, LEDGER_KINDS, reduceFinding, type FindingEvent, type FindingStep } from "./findings.rules.ts";
import { lockFinding, updateStanding, type FindingRow } from "./findings.store.ts";

export interface Move {
  readonly by: Pick<Actor, "personId" | "organisationId">;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Where the act is more than its step, such as a run that was halted. */
  readonly kind?: string;
}

/** Moves a finding by the reducer, and writes what moved it into the ledger: replayed, the ledger gives the same states. */
export async function moveFinding(services: Services, tx: Transaction, row: FindingRow, event: FindingEvent, { by, data = {}, kind = kindOf(row, event) }: Move): Promise<void> {
  const next = reduceFinding({ state: row.state, heldState: row.held_state, parentId: row.duplicate_of ?? row.subsumed_by }, event);
  if (!next) throw wrongState(row);
  await updateStanding(tx, row.id, next);
  const parent = "parentId" in event ? { [event.step === "merge" ? "duplicateOf" : "subsumedBy"]: event.parentId } : {};
  await appendEntry(services, tx, { kind, subject: row.id, by, data: { ...data, ...parent }, visibleTo: [row.organisation_id] });
}

function kindOf({ state }: FindingRow, { step }: FindingEvent): string {
  if (step !== "restore") return LEDGER_KINDS[step];
  return state === "subsumed_by" ? "findings.unsubsumed" : "findings.unmerged";
}

export async function requireFinding(tx: Transaction, findingId: string): Promise<FindingRow> {
  const row = await lockFinding(tx, findingId);
  if (!row) throw notFound();
  return row;
}

export function requireStep(row: FindingRow, step: FindingStep) {
  const state = advance(row.state, step, row.held_state);
  if (!state) throw wrongState(row);
  return state;
}

function wrongState(row: FindingRow): FindingsRefusal {
  return new FindingsRefusal("wrong-state", `Finding ${row.id} is ${row.state}; this step is not open from there.`);
}
