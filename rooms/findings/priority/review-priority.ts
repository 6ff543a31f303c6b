import { z } from "zod";
import { redecisionCause } from "#contracts/priority";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Job, type Services, type Transaction } from "#rooms/platform";
import { decideAgain, toRecord } from "./decide-priority.ts";
import { expectedHarm } from "./expected-harm.rules.ts";
import { rankTimeline } from "../findings.rules.ts";
import { lockFinding, type FindingRow } from "../findings.store.ts";
import { requireStep } from "../move-finding.ts";
import { isExploited } from "./priority.rules.ts";
import { findExposure, getFacts, insertDecision, listDecisions, listSeverities, updateHarm, updateRank, type DecisionRecord } from "./priority.store.ts";
import { openSummary } from "../sealed-records.ts";
import { tellAssigned } from "../tell-people.ts";

/*
 * When facts change: a listing in KEV, a rise of EPSS or of exposure, an analyst's word that it is exploited now. Each
 * table that has decided decides again on the new facts, and what it says stands beside the earlier decisions, with the
 * reason. The machine never lowers what somebody decided: facts that fell, and facts on which a table cannot decide, are
 * told to the analyst.
 */
const payload = z.object({
  findingId: z.string(),
  /** Null: only its place in the order is looked at. `cause` null: something fell. */
  change: z.object({ cause: redecisionCause.nullable(), cveId: z.string().nullable() }).nullable(),
});
type Change = NonNullable<z.infer<typeof payload>["change"]>;

export const reviewPriority: Job<z.infer<typeof payload>> = {
  name: "findings.review-priority",
  payload,
  run: (services, { findingId, change }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockFinding(tx, findingId);
      if (!row) return;
      await weighHarm(services, tx, row);
      if (change && ["prioritised", "in_case"].includes(row.state)) await redecide(services, tx, row, change);
    }),
};

async function redecide(services: Services, tx: Transaction, row: FindingRow, { cause, cveId }: Change): Promise<void> {
  requireStep(row, "prioritise");
  const facts = await getFacts(tx, row.id);
  const latest = new Map((await listDecisions(tx, row.id)).map((one) => [one.decision_table, toRecord(one)]));
  let [isRecorded, isStuck] = [false, cause === null];
  for (const last of cause === null ? [] : latest.values()) {
    // Run twice, the second run finds the facts that it stood on.
    if (JSON.stringify(toComparable(last.facts)) === JSON.stringify(toComparable(facts))) continue;
    const again = decideAgain(last, facts);
    if (!again || again.record.rank < last.rank) {
      isStuck = true;
      continue;
    }
    const reason = services.messages.text(`findings.because.${cause}`, { cveId: cveId ?? "" });
    const record: DecisionRecord = { ...again.record, facts, because: cause, reason };
    await insertDecision(tx, { id: newId("prio"), findingId: row.id, record, bod: again.bod, personId: SYSTEM_ACTOR.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "findings.redecided", subject: row.id, by: SYSTEM_ACTOR, data: { rule: record.rule, outcome: record.outcome, because: cause }, visibleTo: [row.organisation_id] });
    isRecorded = true;
    if (!again.bod) continue;
    await updateRank(tx, row.id, rankTimeline(again.bod.timeline));
    await services.jobs.emit(tx, "findings.prioritised", { findingId: row.id });
  }
  if (isRecorded) await tellAssigned(services, tx, { findingId: row.id, role: "analyst", kind: "findings.redecided" });
  if (isStuck) await tellAssigned(services, tx, { findingId: row.id, role: "analyst", kind: "findings.decide-again" });
}

/** Key by key: what comes from the database's JSON has its keys in another order. */
function toComparable(facts: DecisionRecord["facts"]): readonly unknown[] {
  return [facts?.kev?.cveId, facts?.kev?.addedOn, facts?.epss?.cveId, facts?.epss?.score, facts?.exploitedNow, facts?.operators];
}

/** Its place in the order of scarce work, by all that is known of it now. */
async function weighHarm(services: Services, tx: Transaction, row: FindingRow): Promise<void> {
  const { weakness, record } = openSummary(services, row);
  const severities = await listSeverities(tx, row.id);
  const byHouse = severities.findLast(({ given_by }) => given_by !== "finder");
  const byFinder = severities.findLast(({ given_by }) => given_by === "finder");
  const exposure = await findExposure(tx, row.id);
  const harm = expectedHarm({
    severity: byHouse?.level ?? byFinder?.level ?? record?.severity?.level ?? null,
    weakness,
    hasReproducer: row.body === "bundle",
    // Some, fewer than may be told, count as one: the order must not tell what the number does not.
    exposedOperators: exposure ? (exposure.operators ?? 1) : null,
    inKev: isExploited(await getFacts(tx, row.id)),
  });
  await updateHarm(tx, row.id, harm);
}
