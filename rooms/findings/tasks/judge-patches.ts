import { createBubblewrapBackend, type SandboxBackend } from "#engines/sandbox";
import { readBundle, verifyPatch } from "#engines/verification";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Job, type Services } from "#rooms/platform";
import { z } from "zod";
import { findFinding } from "../findings.store.ts";
import { toPatchStatus } from "./task-status.rules.ts";
import { listPatches, updateJudged } from "./tasks.store.ts";

export const JUDGE_PATCHES_JOB = "findings.judge-patches";

const payload = z.object({ findingId: z.string() });
const BUILDS_AND_VARIANTS_SECONDS = 900;
const SHOWN: readonly string[] = ["needs_validation", "validated", "prioritised", "in_case"];

/** Tries the patches that were handed in with a finding's PoV on it, as soon as it has evidence that was run; each once. */
export function judgePatchesIn(backend: SandboxBackend): Job<z.infer<typeof payload>> {
  return {
    name: JUDGE_PATCHES_JOB,
    payload,
    expireInSeconds: BUILDS_AND_VARIANTS_SECONDS,
    concurrency: 1,
    run: async (services, { findingId }) => {
      const waiting = (await listPatches(services.db, findingId)).filter(({ status }) => status === "accepted");
      const row = waiting.length === 0 ? undefined : await findFinding(services.db, findingId);
      if (row?.body !== "bundle" || !SHOWN.includes(row.state)) return;
      const bundle = await readBundle(await services.artefacts.get(row.digest));
      for (const { id, digest } of waiting) {
        const judged = toPatchStatus(await verifyPatch({ bundle, patch: await services.artefacts.get(digest), backend, now: services.clock }));
        await services.db.inTransaction(async (tx) => {
          await updateJudged(tx, id, judged);
          await appendEntry(services, tx, { kind: "findings.task-patch-judged", subject: id, by: SYSTEM_ACTOR, data: { findingId, ...judged }, visibleTo: [row.organisation_id] });
        });
      }
    },
  };
}

export const judgePatches = judgePatchesIn(createBubblewrapBackend());

/** The latest patch that was handed in with a finding's PoV, for whoever may read its evidence; hostile. */
export async function readHandedInPatch(services: Services, findingId: string): Promise<string | null> {
  const latest = (await listPatches(services.db, findingId)).at(-1);
  return latest ? new TextDecoder().decode(await services.artefacts.get(latest.digest)) : null;
}
