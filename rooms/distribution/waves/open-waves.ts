import { z } from "zod";
import type { Wave, WavePolicy } from "#contracts/deployment";
import { tellHolders } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Actor, type Job, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { getAdvisory, type PublishedAdvisory } from "#rooms/publication";
import type { OperatorRow } from "../distribution.store.ts";
import { getMailWish } from "../reminders/set-mail.ts";
import { isHeld, isWaveOpen, nextAt, nextWave, waveOf } from "./wave-order.ts";
import { countCanaries, countReports, countToldSince, findRolloutOf, insertRollout, listRollouts, listWavePolicies, listWaitingOperators, lockRollout, updateRollout, type RolloutRow } from "./waves.store.ts";

/** As long as it takes to match everybody: a wave in which nobody was told by then has nobody in it. */
const EMPTY_AFTER_MS = 15 * 60_000;

export interface Turn {
  readonly advisory: Pick<PublishedAdvisory, "id" | "patch" | "revisedAt">;
  readonly operator: OperatorRow;
  /** Something of its own that is affected is marked as vital. */
  readonly hasVital: boolean;
}

/**
 * Whether an operator is told of a fix now. Waves are for the signed patches that we hand out, and for those that went out under
 * a policy; the first operator that is matched starts its way.
 */
export async function isTurnOf(services: Services, tx: Transaction, turn: Turn): Promise<boolean> {
  const patchId = turn.advisory.patch?.patchId;
  if (patchId === undefined) return true;
  const rollout = (await findRolloutOf(tx, patchId)) ?? (await startRollout(services, tx, turn.advisory, patchId));
  if (!rollout || rollout.state === "ended") return true;
  // Two volunteers that are matched at once are counted one after the other, so that both do not take the last place.
  const counted = (await getMailWish(tx, turn.operator.organisation_id)).tries_first ? ((await lockRollout(tx, rollout.id)) ?? rollout) : rollout;
  const { wave } = await placeOperator(tx, counted, turn);
  return counted.state === "ended" || isWaveOpen(wave, counted.wave);
}

/** Which wave of a rollout an operator is in, by the policy that it goes out under. A volunteer that was told of it keeps its place, however many came since. */
export async function placeOperator(db: Queryable, rollout: RolloutRow, { operator, hasVital }: Omit<Turn, "advisory">): Promise<{ readonly wave: Wave; readonly policy: WavePolicy }> {
  const policy = (await listWavePolicies(db)).find(({ version }) => version === rollout.policy_version);
  if (!policy) throw new Error(`Rollout ${rollout.id} is under a policy that is not there`);
  const { tries_first: triesFirst } = await getMailWish(db, operator.organisation_id);
  const { count, isTold } = await countCanaries(db, { advisoryId: rollout.advisory_id, patchId: rollout.patch_id, organisationId: operator.organisation_id });
  const isCanary = triesFirst && (isTold || count < policy.mostCanaries);
  return { wave: waveOf({ isCanary, sector: operator.sector, hasVital }, policy), policy };
}

async function startRollout(services: Services, tx: Transaction, advisory: Turn["advisory"], patchId: string): Promise<RolloutRow | undefined> {
  const [policy] = await listWavePolicies(tx);
  if (!policy || advisory.revisedAt < policy.inForceAt) return undefined;
  const at = services.clock();
  const id = newId("out");
  const next = nextAt("canary", at, policy);
  await endOthers(services, tx, { advisoryId: advisory.id, patchId });
  if ((await insertRollout(tx, { id, advisoryId: advisory.id, patchId, policyVersion: policy.version, at, nextAt: next })) > 0) {
    await appendEntry(services, tx, { kind: "distribution.rollout-started", subject: id, by: SYSTEM_ACTOR, data: { advisoryId: advisory.id, patchId, policyVersion: policy.version } });
    await planOpening(services, tx, id, at, next);
  }
  return findRolloutOf(tx, patchId);
}

/** Looked at twice: soon, whether anybody is in the wave at all, and at the end of its time. */
async function planOpening(services: Services, tx: Transaction, rolloutId: string, at: Date, next: Date | null): Promise<void> {
  await services.jobs.enqueue(tx, openWaveJob, { rolloutId }, { startAfter: new Date(at.getTime() + EMPTY_AFTER_MS) });
  if (next) await services.jobs.enqueue(tx, openWaveJob, { rolloutId }, { startAfter: next });
}

const aboutRollout = z.object({ rolloutId: z.string() });

/** Tells the next wave when the present one had its time, or has nobody in it, and nothing holds it. */
export const openWaveJob: Job<z.infer<typeof aboutRollout>> = {
  name: "distribution.open-wave",
  payload: aboutRollout,
  run: (services, { rolloutId }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockRollout(tx, rolloutId);
      if (row?.state !== "going-out") return;
      const at = services.clock();
      const isOver = row.next_at !== null && new Date(row.next_at) <= at;
      const isEmpty = new Date(row.wave_at).getTime() + EMPTY_AFTER_MS <= at.getTime() && (await countToldSince(tx, row.advisory_id, row.patch_id, new Date(row.wave_at))) === 0;
      if ((isOver || isEmpty) && !(await hold(services, tx, row))) await openNext(services, tx, { row, wave: nextWave(row.wave), by: SYSTEM_ACTOR });
    }),
};

const aboutAdvisory = z.object({ advisoryId: z.string() });

/** Somebody said that a fix failed: the next wave may have to be held at once. */
export const judgeRolloutJob: Job<z.infer<typeof aboutAdvisory>> = {
  name: "distribution.judge-rollout",
  payload: aboutAdvisory,
  run: (services, { advisoryId }) =>
    services.db.inTransaction(async (tx) => {
      for (const { id } of await listRollouts(tx, advisoryId)) {
        const row = await lockRollout(tx, id);
        if (row?.state === "going-out") await hold(services, tx, row);
      }
    }),
};

/** The fix was called back: nothing more of it goes out. */
export const endRolloutsJob: Job<z.infer<typeof aboutAdvisory>> = {
  name: "distribution.end-rollouts",
  payload: aboutAdvisory,
  run: (services, { advisoryId }) =>
    services.db.inTransaction(async (tx) => {
      // Another fix may be out by now: its way goes on.
      await endOthers(services, tx, { advisoryId, patchId: (await getAdvisory(services, tx, advisoryId)).patch?.patchId });
    }),
};

/** Nothing more goes out of an advisory's fixes but the one given. */
async function endOthers(services: Services, tx: Transaction, { advisoryId, patchId }: { readonly advisoryId: string; readonly patchId: string | undefined }): Promise<void> {
  for (const { id } of await listRollouts(tx, advisoryId)) {
    const row = await lockRollout(tx, id);
    if (!row || row.state === "ended" || row.patch_id === patchId) continue;
    await updateRollout(tx, { ...row, state: "ended", waveAt: new Date(row.wave_at), nextAt: null });
    await appendEntry(services, tx, { kind: "distribution.rollout-ended", subject: id, by: SYSTEM_ACTOR, data: { advisoryId, patchId: row.patch_id } });
  }
}

/** @returns whether it is held */
async function hold(services: Services, tx: Transaction, row: RolloutRow): Promise<boolean> {
  const policy = (await listWavePolicies(tx)).find(({ version }) => version === row.policy_version);
  const reports = await countReports(tx, row.advisory_id, row.patch_id);
  if (!policy || !isHeld(reports, policy, row.failures_seen)) return false;
  await updateRollout(tx, { ...row, state: "held", waveAt: new Date(row.wave_at), nextAt: null });
  await appendEntry(services, tx, { kind: "distribution.rollout-held", subject: row.id, by: SYSTEM_ACTOR, data: { advisoryId: row.advisory_id, wave: row.wave } });
  await tellHolders(services, tx, { roles: ["clearinghouse-analyst"], kind: "distribution.rollout-held", link: "/distribution/waves" });
  return true;
}

/** Tells the given wave and all before it; everybody where none is given. */
export async function openNext(services: Services, tx: Transaction, { row, wave, by }: { readonly row: RolloutRow; readonly wave: RolloutRow["wave"] | undefined; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  const at = services.clock();
  const policy = (await listWavePolicies(tx)).find(({ version }) => version === row.policy_version);
  const opened = wave ?? "rest";
  const next = policy && nextAt(opened, at, policy);
  await updateRollout(tx, { ...row, wave: opened, state: opened === "rest" ? "ended" : "going-out", waveAt: at, nextAt: next ?? null });
  await appendEntry(services, tx, { kind: "distribution.wave-opened", subject: row.id, by, data: { advisoryId: row.advisory_id, wave: opened } });
  if (next) await planOpening(services, tx, row.id, at, next);
  const house = tx.asSystem("whoever waits for a fix is told when it is their turn");
  for (const organisationId of await listWaitingOperators(house, row.advisory_id, row.patch_id)) await services.jobs.enqueue(tx, { name: "distribution.match-operator" }, { organisationId, advisoryId: row.advisory_id });
}
