import { signatureKey, type Reproduction } from "#engines/verification";
import { newId, type Services, type Transaction } from "#rooms/platform";
import { insertRun, type RunRow } from "../findings.store.ts";
import type { RunRecord } from "../findings.types.ts";
import { openRun, sealRun } from "../sealed-records.ts";

const COMMAND_CHARACTERS = 1000;
/** Frames kept of a stack: as many as are ever compared or shown. */
const FRAMES_KEPT = 64;

/** What is known of a finding after its run, ours or that of an equal bundle. */
export interface Observation {
  readonly outcome: Reproduction["outcome"]["outcome"] | "halted";
  readonly k: number | null;
  readonly n: number | null;
  readonly isHeld: boolean;
  /** Whether something tried to leave the sandbox. */
  readonly hasAlarms: boolean;
  /** Whether every probe for a way out held before the run. */
  readonly probesHeld: boolean;
  readonly isolation: unknown;
  readonly record: RunRecord;
}

export function observe(result: Reproduction): Observation {
  const counts = result.outcome;
  // What tried to leave names the target's commands and holds its output: it is sealed with the rest.
  const { alarms, ...isolation } = result.isolation;
  const { signature, stack } = result;
  const isHeld = result.isolation.held;
  return {
    outcome: isHeld ? counts.outcome : "halted",
    k: "k" in counts ? counts.k : counts.outcome === "not-reproduced" ? 0 : null,
    n: "n" in counts ? counts.n : null,
    isHeld,
    hasAlarms: alarms.length > 0,
    probesHeld: isolation.probes.every((probe) => probe.held),
    isolation,
    record: {
      detail: describeAlarm(alarms) ?? ("detail" in counts ? counts.detail : null),
      signatureKey: signature && signatureKey(signature),
      stack: [...(result.site ? [result.site] : []), ...(signature?.frames ?? [])],
      trace: signature && stack.length > 0 ? { language: "native", kind: signature.kind, class: signature.class, access: signature.access, stack: stack.slice(0, FRAMES_KEPT) } : null,
      rank: rankEvidence(result),
      logs: result.logs,
      alarms,
      vendorNotice: result.grade.vendorNotice,
    },
  };
}

/** An equal bundle runs no second time: what its run showed holds for this one too. */
export function copyObservation(services: Services, run: RunRow): Observation {
  const { outcome, k, n } = run;
  return { outcome: outcome as Observation["outcome"], k, n, isHeld: true, hasAlarms: false, probesHeld: run.isolation_held, isolation: { sameAs: run.id }, record: openRun(services, run) };
}

/** A run that ended its worker again and again says nothing: a person looks at it. */
export const STOPPED: Observation = {
  outcome: "inconclusive", k: null, n: null, isHeld: true, hasAlarms: false, probesHeld: true, isolation: { probes: [] },
  record: { detail: "The run was begun several times and never came to an end.", signatureKey: null, stack: [], trace: null, rank: 0, logs: [] },
};

/** How good the evidence is: how often it showed, and what the engine could make sure of beyond that it happens. */
function rankEvidence({ outcome, grade }: Reproduction): number {
  if (outcome.outcome !== "reproduced" && outcome.outcome !== "flaky") return 0;
  const holding = [grade.classMatches, grade.reachable, grade.deterministicSite].filter(({ holds }) => holds === true).length;
  return grade.vendorNotice.allowed ? (outcome.outcome === "reproduced" ? 10 : 5) + holding : 1;
}

export async function storeRun(services: Services, tx: Transaction, findingId: string, { outcome, k, n, probesHeld, isolation, record }: Observation): Promise<void> {
  const id = newId("run");
  await insertRun(tx, { id, finding_id: findingId, outcome, k, n, isolation_held: probesHeld, isolation, sealed: sealRun(services, id, record), at: services.clock() });
}

/** Both texts are hostile. */
function describeAlarm([alarm]: Reproduction["isolation"]["alarms"]): string | undefined {
  if (!alarm) return undefined;
  const { ipv4, ipv6 } = alarm.attempts;
  return `A program tried to leave the sandbox (packets without a route: ${ipv4} IPv4, ${ipv6} IPv6). Command: ${alarm.argv.join(" ").slice(0, COMMAND_CHARACTERS)}. It had printed: ${alarm.lastWords || "nothing"}`;
}
