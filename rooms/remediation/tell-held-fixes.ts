import { z } from "zod";
import { getCaseFacts } from "#rooms/coordination";
import type { Job } from "#rooms/platform";
import { listUntoldFixes, recordHeldFix, withdrawHeldFix } from "#rooms/scanning";
import { listHeldPatches } from "./held-fixes.store.ts";
import { findPatch } from "./remediation.store.ts";

/**
 * Tells other clearinghouses which released patches held against their evidence, once the public knows of the weakness and
 * never before: that something was mended says that something was broken.
 */
export const tellHeldFixes: Job<Record<string, never>> = {
  name: "remediation.tell-held-fixes",
  payload: z.object({}),
  concurrency: 1,
  schedule: "17 * * * *",
  run: async (services) => {
    const held = await listHeldPatches(services.db);
    const untold = new Set(await listUntoldFixes(services, held.map(({ digest }) => digest)));
    for (const { case_id, digest, fixed_version, held_at } of held.filter((row) => untold.has(row.digest))) {
      const { flags, product } = await getCaseFacts(services, services.db, case_id);
      if (!flags.publicAware) continue;
      await services.db.inTransaction((tx) => recordHeldFix(services, tx, { repository: product.repository, patchDigest: digest, fixedVersion: fixed_version, heldAt: new Date(held_at) }));
    }
  },
};

const withdrawn = z.object({ caseId: z.string(), patchId: z.string() });

/** A recalled patch is told no longer. */
export const takeHeldFixBack: Job<z.infer<typeof withdrawn>> = {
  name: "remediation.take-held-fix-back",
  payload: withdrawn,
  run: async (services, { patchId }) => {
    const row = await findPatch(services.db, patchId);
    if (row) await services.db.inTransaction((tx) => withdrawHeldFix(services, tx, row.digest));
  },
};
