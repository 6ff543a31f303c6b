import { joinStanding, moveCase, NOTHING, standingParticipants, type CaseEvent, type RuleName, type Situation } from "./case.rules.ts";
import type { RmState } from "#contracts/coordination";

/** An entry of the ledger about a case, as far as replaying needs it. */
export interface CaseEntry {
  readonly kind: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Reads a case back from its ledger entries, oldest first: the same reducer that moved it takes the same events. Nothing but
 * these decides, so a table that says otherwise was changed past us.
 * @throws when the reducer refuses an event: then the entries are not those of this case, or not all of them
 */
export function replayCase(caseId: string, entries: readonly CaseEntry[]): Situation {
  let now = NOTHING;
  for (const { kind, at, data } of entries) {
    const waives = Array.isArray(data["events"]) ? [] : LATER_RULES;
    for (const event of eventsOf(caseId, { kind, data })) {
      // What was judged then is not judged again by figures of today: the latest end and the policy were looked at when it was written.
      const moved = moveCase(now, event, { at, latestEnd: null, exitsOnAttacks: exitsOnAttacks(event, entries, at), waives });
      if (!moved.ok) throw new Error(`${kind} at ${at} does not fit: ${moved.violations.map(({ rule }) => rule).join(", ")}`);
      now = moved.after;
    }
  }
  return now;
}

/** Whether attacks ended the embargo is on record beside them: the end has its own entry. */
function exitsOnAttacks(event: CaseEvent, entries: readonly CaseEntry[], at: string): boolean {
  return event.on !== "fact" || event.fact !== "A" || entries.some((entry) => entry.kind === "coordination.embargo-ended" && entry.at === at);
}

function eventsOf(caseId: string, { kind, data }: Pick<CaseEntry, "kind" | "data">): readonly CaseEvent[] {
  if (Array.isArray(data["events"])) return data["events"] as readonly CaseEvent[];
  return EARLIER[kind]?.(caseId, data) ?? [];
}

// Before events were written, a released fix was the project's also where its maintainer had never said a word.
const LATER_RULES: readonly RuleName[] = ["fix-by-whoever-took-it-on"];

/** Entries from before events were written into them, in the words that they had. */
const EARLIER: Readonly<Record<string, (caseId: string, data: Readonly<Record<string, unknown>>) => readonly CaseEvent[]>> = {
  "coordination.case-opened": (caseId) => joinStanding(caseId),
  "coordination.maintainer-notified": (caseId) => [{ on: "open" }, { on: "report", participant: standingParticipants(caseId).vendor, event: "receive" }],
  "coordination.report-answered": (caseId, { rm }) => (rm as readonly RmState[]).map((state) => ({ on: "claim", participant: standingParticipants(caseId).vendor, rm: state })),
  "coordination.embargo-proposed": (caseId, { embargoId, endsAt }) => {
    const { vendor, finder, coordinator } = standingParticipants(caseId);
    const embargo = embargoId as string;
    return [{ on: "propose", embargo, endsAt: endsAt as string, replaces: null }, ...[coordinator, finder].map((participant) => ({ on: "agree", participant, embargo }) as const), { on: "invite", participant: vendor, embargo }];
  },
  "coordination.embargo-begun": (caseId, { embargoId }) => [{ on: "agree", participant: standingParticipants(caseId).vendor, embargo: embargoId as string }, { on: "activate", embargo: embargoId as string }],
  "coordination.embargo-extended": (caseId, { embargoId, endsAt, replaces }) => {
    const embargo = embargoId as string;
    return [{ on: "propose", embargo, endsAt: endsAt as string, replaces: replaces as string }, ...agreeing(caseId).map((participant) => ({ on: "agree", participant, embargo }) as const), { on: "activate", embargo }];
  },
  // The first of the steps that it turned on; the others follow from it.
  "coordination.fact-turned-on": (caseId, { facts }) => (facts as readonly ("V" | "F" | "D" | "P" | "X" | "A")[]).slice(0, 1).flatMap((fact) => toFact(caseId, fact)),
  "coordination.case-closed": () => [{ on: "close" }],
};

function agreeing(caseId: string): readonly string[] {
  const { vendor, finder, coordinator } = standingParticipants(caseId);
  return [vendor, finder, coordinator];
}

function toFact(caseId: string, fact: "V" | "F" | "D" | "P" | "X" | "A"): readonly CaseEvent[] {
  if (fact === "P" || fact === "X" || fact === "A") return [{ on: "fact", fact }];
  if (fact !== "D") return [{ on: "fact", fact, participant: standingParticipants(caseId).vendor }];
  const { field } = standingParticipants(caseId);
  return [{ on: "join", participant: field, roles: ["deployer"] }, { on: "fact", fact, participant: field }];
}
