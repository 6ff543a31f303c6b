import type { z } from "zod";
import type { wavePolicyHistory, WavePolicyWords, Waves } from "#contracts/deployment";
import { findPersonCard, isAllowed, tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { getAdvisory } from "#rooms/publication";
import { DistributionRefusal } from "../distribution.errors.ts";
import { openNext } from "./open-waves.ts";
import { countReports, insertWaveProposal, listRollouts, listWavePolicies, listWaveProposals, lockRollout, putWavePolicyInForce, updateRollout, withdrawWaveProposal, type RolloutRow } from "./waves.store.ts";

/*
 * How fixes go out is one policy, by versions:
 *
 *   waits → in force     by a second person of the clearinghouse; from then on it is a version, and never changed again
 *   waits → withdrawn    by any of them
 *
 * A fix stays under the version that it began its way under.
 */

/** What was ever in force, for everyone. */
export async function showWavePolicyHistory({ db }: Services): Promise<z.infer<typeof wavePolicyHistory>> {
  const [current = null, ...earlier] = await listWavePolicies(db);
  return { current, earlier };
}

/** The policy, what waits for a second person, and what is going out. */
export async function showWaves(services: Services, actor: Actor): Promise<Waves> {
  const { current: policy, earlier } = await showWavePolicyHistory(services);
  const rollouts: Waves["rollouts"] = [];
  for (const row of await listRollouts(services.db, null)) rollouts.push(await describeRollout(services, row));
  const proposals: Waves["proposals"] = [];
  for (const { proposedBy, ...proposal } of await listWaveProposals(services.db)) {
    proposals.push({
      ...proposal,
      proposedByName: (await findPersonCard(services.db, proposedBy))?.name ?? "",
      // Whether a button is shown; the fresh proof is asked for when it is pressed.
      mayConfirm: isAllowed({ ...actor, steppedUp: true }, "distribution:confirm-waves", { type: "WaveProposal", id: proposal.id, facts: { proposers: [{ type: "Person", id: proposedBy }] } }),
    });
  }
  return { policy, earlier, proposals, rollouts };
}

async function describeRollout(services: Services, row: RolloutRow): Promise<Waves["rollouts"][number]> {
  const { trackingId, title, priority } = await getAdvisory(services, services.db, row.advisory_id);
  return {
    id: row.id, advisoryId: row.advisory_id, trackingId, title, wave: row.wave, state: row.state, startedAt: row.started_at, nextAt: row.next_at, skipped: row.skipped_by !== null,
    mayResume: row.state === "held", maySkip: row.state !== "ended" && priority?.inKev === true,
  };
}

/** One person proposes a whole new version, with the reason; the others are told. */
export async function proposeWaves(services: Services, { actor, words }: { readonly actor: Actor; readonly words: WavePolicyWords }): Promise<void> {
  const { reason, ...bounds } = words;
  const id = newId("wav");
  await services.db.inTransaction(async (tx) => {
    await insertWaveProposal(tx, { ...bounds, reason, id, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "distribution.waves-proposed", subject: id, by: actor, data: { ...bounds } });
    await tellHolders(services, tx, { roles: ["clearinghouse-analyst", "clearinghouse-director"], who: (person) => person.id !== actor.personId, kind: "distribution.waves-proposed", link: "/distribution/waves" });
  });
}

/** A second person puts it in force, for what is published from then on. */
export async function confirmWaves(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const version = await putWavePolicyInForce(tx, { id, personId: actor.personId, at: services.clock() });
    if (version === undefined) throw notWaiting();
    await appendEntry(services, tx, { kind: "distribution.waves-in-force", subject: id, by: actor, data: { version } });
  });
}

export async function withdrawWaves(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await withdrawWaveProposal(tx, id, services.clock())) === 0) throw notWaiting();
    await appendEntry(services, tx, { kind: "distribution.waves-withdrawn", subject: id, by: actor, data: {} });
  });
}

interface Decision {
  readonly actor: Actor;
  readonly id: string;
  readonly because: string;
}

/** Attackers use the flaw: everybody is told now. The director reads why; the ledger keeps a keyed hash of it. */
export function skipWaves(services: Services, decision: Decision): Promise<void> {
  return decide(services, decision, async (tx, row) => {
    const { priority } = await getAdvisory(services, tx, row.advisory_id);
    if (priority?.inKev !== true) throw new DistributionRefusal("not-exploited", "Nobody is known to exploit this flaw (it is not in KEV), so that the waves protect more than they cost. Let them run, or resume what is held.");
    if (row.state === "ended") throw notWaiting();
    await openNext(services, tx, { row: { ...row, skipped_by: decision.actor.personId }, wave: undefined, by: decision.actor });
    return "skipped";
  });
}

/** Somebody looked at the failures: the next wave is told. */
export function resumeRollout(services: Services, decision: Decision): Promise<void> {
  return decide(services, decision, async (tx, row) => {
    if (row.state !== "held") throw new DistributionRefusal("not-held", "This fix is not held; nothing waits for a decision.");
    const { failed } = await countReports(tx.asSystem("how many said that a fix failed decides on the next wave"), row.advisory_id, row.patch_id);
    const looked = { ...row, failures_seen: failed };
    await updateRollout(tx, { ...looked, state: "going-out", waveAt: services.clock(), nextAt: null });
    const wave = row.wave === "canary" ? "essential" : "rest";
    await openNext(services, tx, { row: looked, wave, by: decision.actor });
    return "resumed";
  });
}

async function decide(services: Services, { actor, id, because }: Decision, act: (tx: Transaction, row: RolloutRow) => Promise<"skipped" | "resumed">): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockRollout(tx, id);
    if (!row) throw notFound();
    const done = await act(tx, row);
    await appendEntry(services, tx, { kind: `distribution.rollout-${done}`, subject: id, by: actor, data: { advisoryId: row.advisory_id, because: services.keys.keyedHash("rollout-decision", because) } });
    await tellHolders(services, tx, { roles: ["clearinghouse-director"], who: (person) => person.id !== actor.personId, kind: `distribution.rollout-${done}`, params: { because }, link: "/distribution/waves" });
  });
}

function notWaiting(): DistributionRefusal {
  return new DistributionRefusal("nothing-waits", "This no longer waits: it was put in force, taken back, or has come to its end.");
}
