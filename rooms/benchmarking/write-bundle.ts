import type { FromEnclave } from "#contracts/exchange";
import type { DecisionProver } from "#engines/decision-proof";
import { appendEntry } from "#rooms/audit";
import { job, SYSTEM_ACTOR, writeBundleFile, type Job, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findRequest, lockRequest, lockUnwritten, markWithheld, markWritten } from "./benchmarking.store.ts";
import { exchangeFolders } from "./exchange-folders.ts";
import { judgeOutgoing } from "./guard.ts";
import { readClaim } from "./prove-determination.ts";
import { reachState } from "./reach-state.ts";
import { listKnownKeys } from "./signing-authority.ts";

/** Judges one thing that is to leave and writes it, or withholds it for good. */
async function writeBundle(services: Services, prover: DecisionProver | undefined, outgoingId: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockUnwritten(tx, outgoingId);
    if (!row) return;
    const judged = judgeOutgoing(services, row.bundle, await listKnownKeys(services, tx));
    const verdict = judged.ok && !(await showsWhatItClaims(tx, prover, judged.bundle)) ? ({ ok: false, code: "not-a-proof" } as const) : judged;
    if (!verdict.ok) {
      await markWithheld(tx, row.id, services.clock());
      await appendEntry(services, tx, { kind: "benchmarking.bundle-withheld", subject: row.id, by: SYSTEM_ACTOR, data: { code: verdict.code } });
      services.log.error("the guard withheld a bundle", { outgoingId: row.id, code: verdict.code });
      return;
    }
    // Before the commit: after a kill in between it is written once more, the same bytes under the same name.
    await writeBundleFile(exchangeFolders(services).outgoing, row.file_name, verdict.text);
    await markWritten(tx, row.id, services.clock());
    const told = answeredBy(verdict.bundle);
    const request = told === null ? undefined : await lockRequest(tx, told);
    if (request?.state === "signed") await reachState(services, tx, { request, event: "notify", actor: SYSTEM_ACTOR });
  });
}

/** The request that this tells the end of. */
function answeredBy(bundle: FromEnclave): string | null {
  if (bundle.kind === "determination-signed") return bundle.requestId;
  return bundle.kind === "determination-act" ? bundle.answers : null;
}

/** A proof is long and nobody can read it, so nothing leaves as one that does not hold: it could carry anything. */
async function showsWhatItClaims(tx: Transaction, prover: DecisionProver | undefined, bundle: FromEnclave): Promise<boolean> {
  if (bundle.kind !== "decision-proven") return true;
  const request = await findRequest(tx, bundle.requestId);
  const claim = request && readClaim(request);
  return prover !== undefined && claim?.reference.determinationId === bundle.determinationId && (await prover.check(claim, bundle));
}

export function writeBundleJob(prover: DecisionProver | undefined): Job<never> {
  return job({
    name: "benchmarking.write-bundle",
    payload: z.object({ outgoingId: z.string() }),
    run: (services, { outgoingId }) => writeBundle(services, prover, outgoingId),
  });
}
