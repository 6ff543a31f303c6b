import { createBubblewrapBackend, type SandboxBackend } from "#engines/sandbox";
import { readBundle, replayFix, sameBug } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { newId, SYSTEM_ACTOR, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { FindingsRefusal } from "../findings.errors.ts";
import { findFinding, listLiveOfProject, type FindingRow } from "../findings.store.ts";
import { requireOther } from "./link-findings.ts";
import { requireFinding } from "../move-finding.ts";
import { sealReason } from "../sealed-records.ts";
import { insertSuggestion, listSuggestions } from "./suggestions.store.ts";
import { tellAssigned } from "../tell-people.ts";

export const REPLAY_JOB = "findings.replay-fixes";

/** With `patchDigest`, that fix (kept as an artefact) of the first is tried on the other; without, each one's own on the other. */
const payload = z.object({ findingId: z.string(), otherId: z.string(), patchDigest: z.string().optional() });
const REPLAY_SECONDS = 600;
/** What a fix that was verified is tried on at most: the likeliest first. */
const MOST_TRIED = 20;

/** Asks for a trial of two findings' fixes on each other: what stops one by mending the other is one bug. */
export async function askReplay(services: Services, { actor, findingId, otherId }: { readonly actor: Actor; readonly findingId: string; readonly otherId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    const other = await requireOther(tx, actor, findingId, otherId);
    for (const one of [row, other]) if (one.body !== "bundle") throw new FindingsRefusal("evidence-needed", `otherId: finding ${one.id} has nothing to run; its finder can add a bundle`, { field: "otherId" });
    await appendEntry(services, tx, { kind: "findings.replay-asked", subject: findingId, by: actor, data: { otherId } });
    await services.jobs.enqueue(tx, { name: REPLAY_JOB }, { findingId, otherId });
  });
}

/**
 * Tries a fix that was verified on everything that may be the same as what it mends; called by whoever verified it, in its
 * transaction.
 * @param patch a unified diff
 */
export async function replayVerifiedFix(services: Services, tx: Transaction, { findingId, patch }: { readonly findingId: string; readonly patch: Uint8Array }): Promise<void> {
  const system = tx.asSystem("a fix is tried on all that it may mend, whoever verified it");
  const row = await findFinding(system, findingId);
  if (!row) return;
  const suggested = (await listSuggestions(system, findingId)).filter(({ settled }) => settled === null).map(({ finding_id, other_id }) => (finding_id === findingId ? other_id : finding_id));
  const patchDigest = await services.artefacts.put(patch);
  const near = new Set([...suggested, ...(await listLiveOfProject(system, row, MOST_TRIED)).filter(({ body }) => body === "bundle").map(({ id }) => id)]);
  for (const otherId of [...near].slice(0, MOST_TRIED)) await services.jobs.enqueue(tx, { name: REPLAY_JOB }, { findingId, otherId, patchDigest });
}

export function replayIn(backend: SandboxBackend): Job<z.infer<typeof payload>> {
  return {
    name: REPLAY_JOB,
    payload,
    expireInSeconds: REPLAY_SECONDS,
    concurrency: 1,
    run: async (services, { findingId, otherId, patchDigest }) => {
      const [row, other] = [await findFinding(services.db, findingId), await findFinding(services.db, otherId)];
      if (row?.body !== "bundle" || other?.body !== "bundle") return;
      const found = await tryFixes(services, backend, { row, other, patchDigest });
      await services.db.inTransaction(async (tx) => {
        const id = newId("sug");
        await insertSuggestion(tx, { id, finding_id: findingId, other_id: otherId, basis: "fix-replay", score: null, verdict: found.verdict, sealed_reason: sealReason(services, id, found.reason), at: services.clock() });
        await appendEntry(services, tx, { kind: "findings.fix-replayed", subject: otherId, by: SYSTEM_ACTOR, data: { findingId, verdict: found.verdict } });
        // A fix that does nothing to the other says nothing to anybody who did not ask.
        if (patchDigest === undefined || found.verdict === "same") await tellAssigned(services, tx, { findingId: otherId, role: "validator", kind: "findings.fix-replayed" });
      });
    },
  };
}

export const replayFixes = replayIn(createBubblewrapBackend());

async function tryFixes(services: Services, backend: SandboxBackend, { row, other, patchDigest }: { readonly row: FindingRow; readonly other: FindingRow; readonly patchDigest: string | undefined }) {
  const open = async ({ digest }: FindingRow) => readBundle(await services.artefacts.get(digest));
  if (patchDigest === undefined) return sameBug(await open(row), await open(other), backend);
  const replay = await replayFix(await open(other), await services.artefacts.get(patchDigest), backend);
  const verdict = replay.outcome === "stops" ? ("same" as const) : replay.outcome === "still-crashes" ? ("different" as const) : ("undecided" as const);
  return { verdict, reason: `the verified fix of the first: ${replay.outcome}, ${replay.detail}` };
}
