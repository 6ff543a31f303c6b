import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { moveCase as reduce, type CaseEvent, type Situation, type Violation } from "./case.rules.ts";
import { findFirstOffer, findSituation, saveSituation } from "./case.store.ts";
import { replyDeadline, type Consent } from "../embargo/consent.rules.ts";
import { CoordinationRefusal, type CoordinationRefusalCode } from "../coordination.errors.ts";
import { lockCase, type CaseRow } from "../coordination.store.ts";
import { getPolicyOf } from "../embargo/embargo-policy.store.ts";
import type { EmbargoPolicy } from "#contracts/cases";

const DAY_MS = 86_400_000;
// A list in the ledger has at most 256 items; what moves hundreds of participants at once stands in several entries.
const EVENTS_AN_ENTRY = 200;

/** The deadlines that follow from a case's moves; each job looks again at what it finds. */
export const DEADLINES = {
  embargoEnd: { name: "coordination.end-embargo" },
  invitationEnd: { name: "coordination.end-invitation" },
  silence: { name: "coordination.note-silence" },
} as const;

export interface MoveCase {
  readonly caseId: string;
  readonly by: Pick<Actor, "personId" | "organisationId">;
  /** Of the ledger's entry, which holds the events too, so that the case can be read back from the ledger. */
  readonly kind: string;
  readonly events: readonly CaseEvent[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly visibleTo?: readonly string[];
  /** Until when invitations made here are to wait; bounded by the policy. */
  readonly replyBy?: string | null;
  /** The code and field under which a broken rule is refused. */
  readonly refuseAs?: { readonly code: CoordinationRefusalCode; readonly field?: string };
}

export interface MovedCase {
  readonly row: CaseRow;
  readonly before: Situation;
  readonly after: Situation;
}

/**
 * Moves a case, the only way there is: its events are judged together, then stored, written to the ledger and followed by
 * their deadlines, in the caller's transaction. What was so already moves nothing and leaves no entry.
 * @throws CoordinationRefusal that names every rule broken and what it looked at; then nothing is stored
 */
export async function moveCase(services: Services, tx: Transaction, input: MoveCase): Promise<MovedCase> {
  const row = await lockCase(tx, input.caseId);
  const before = row && (await findSituation(tx, input.caseId));
  if (!row || !before) throw notFound();
  const policy = await getPolicyOf(tx, input.caseId);
  const at = services.clock();
  const first = await findFirstOffer(tx, input.caseId);
  const circumstances = { at: at.toISOString(), latestEnd: toLatestEnd(first ?? at.toISOString(), policy), exitsOnAttacks: policy.exitsOnAttacks };
  let after = before;
  for (const event of input.events) {
    const moved = reduce(after, event, circumstances);
    if (!moved.ok) throw refuse(input, event, moved.violations);
    after = moved.after;
  }
  if (after === before) return { row, before, after };
  const deadlineOf = ({ embargo }: Consent) => {
    const endsAt = Date.parse(after.register.find(({ id }) => id === embargo)?.endsAt ?? "");
    return new Date(replyDeadline({ at: at.getTime(), wanted: input.replyBy == null ? null : Date.parse(input.replyBy), endsAt, replyDays: policy.replyDays, leastHours: policy.replyLeastHours }));
  };
  await saveSituation(tx, { caseId: row.id, before, after, at, replyBy: deadlineOf });
  for (let from = 0; from < input.events.length; from += EVENTS_AN_ENTRY) {
    await appendEntry(services, tx, { kind: input.kind, subject: row.id, by: input.by, data: { ...input.data, events: input.events.slice(from, from + EVENTS_AN_ENTRY) }, ...(input.visibleTo ? { visibleTo: input.visibleTo } : {}) });
  }
  await setDeadlines(services, tx, { input, before, after, policy, deadlineOf });
  return { row, before, after };
}

/** No embargo of a case outlasts its first offer by more than the policy's days and its one extension: however often it is proposed anew. */
export function toLatestEnd(firstOffer: string, { days, extensionDays }: Pick<EmbargoPolicy, "days" | "extensionDays">): string {
  return new Date(Date.parse(firstOffer) + (days + extensionDays) * DAY_MS).toISOString();
}

function refuse({ refuseAs }: MoveCase, event: CaseEvent, violations: readonly Violation[]): CoordinationRefusal {
  const broken = violations.map(({ rule, read }) => `${rule} (looked at ${read.join(", ")})`).join("; ");
  return new CoordinationRefusal(refuseAs?.code ?? "case-rule-broken", `${refuseAs?.field ? `${refuseAs.field}: ` : ""}the case does not take "${event.on}" now: ${broken}. Read the case and try what is open.`, refuseAs?.field ? { field: refuseAs.field } : {});
}

interface Moves {
  readonly input: MoveCase;
  readonly before: Situation;
  readonly after: Situation;
  readonly policy: EmbargoPolicy;
  deadlineOf(consent: Consent): Date;
}

async function setDeadlines(services: Services, tx: Transaction, { input: { caseId, by, kind }, before, after, policy, deadlineOf }: Moves): Promise<void> {
  for (const entry of after.register) {
    const was = before.register.find(({ id }) => id === entry.id)?.state;
    if (was === entry.state) continue;
    if (entry.state === "ACTIVE") await services.jobs.enqueue(tx, DEADLINES.embargoEnd, { caseId, embargoId: entry.id }, { startAfter: new Date(entry.endsAt) });
    if (entry.state !== "TERMINATED") continue;
    if (kind !== "coordination.embargo-ended") await appendEntry(services, tx, { kind: "coordination.embargo-ended", subject: caseId, by, data: { embargoId: entry.id, reason: entry.exitReason, endsAt: entry.endsAt } });
    await services.jobs.emit(tx, "coordination.embargo-ended", { caseId });
  }
  for (const row of after.consents) {
    const isNew = row.state === "INVITED" && !before.consents.some((was) => was.participant === row.participant && was.embargo === row.embargo && was.state === "INVITED");
    if (isNew) await services.jobs.enqueue(tx, DEADLINES.invitationEnd, { caseId, participantId: row.participant, embargoId: row.embargo }, { startAfter: deadlineOf(row) });
  }
  for (const one of after.participants) {
    if (one.rm === "RECEIVED" && before.participants.find(({ id }) => id === one.id)?.rm !== "RECEIVED") await watchSilence(services, tx, { caseId, participantId: one.id, policy });
  }
}

/** Looks, after the policy's days, whether a participant who was told has said anything. */
async function watchSilence(services: Services, tx: Transaction, { caseId, participantId, policy }: { readonly caseId: string; readonly participantId: string; readonly policy: Pick<EmbargoPolicy, "silenceDays"> }): Promise<void> {
  await services.jobs.enqueue(tx, DEADLINES.silence, { caseId, participantId }, { startAfter: new Date(services.clock().getTime() + policy.silenceDays * DAY_MS) });
}
