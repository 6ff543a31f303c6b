/**
 * Remediation: whether a patch is good. Proposed, verified in the sandbox, confirmed, signed, released, recalled.
 *
 * Words: *patch* (a unified diff with an author), *candidate* (the one that came with the report), *verdict* (what the
 * sandbox showed), *confirm* (somebody else than the author stands behind it), *release* (a version carries it),
 * *withdraw* (a recall), *release check* (the released patch, run against
 * the evidence once more), *regression test* (an input that a fix must keep stopping).
 *
 * Events for rooms above: `remediation.patch-released` and `remediation.patch-withdrawn` {caseId, patchId}.
 */
import { job, type Room } from "#rooms/platform";
import { checkRelease } from "./check-release.ts";
import { exportOwned } from "./export-owned.ts";
import messages from "./messages.en.json" with { type: "json" };
import { remediationRoutes } from "./remediation.routes.ts";
import { countPatches, OWNED_PATCH, OWNED_VERIFICATION } from "./remediation.store.ts";
import { remediationFigures } from "./remediation.figures.ts";
import { takeMailedPatch } from "./take-mailed-patch.ts";
import { takeHeldFixBack, tellHeldFixes } from "./tell-held-fixes.ts";
import { verifyPatch } from "./verify-patch.ts";

export { findReleasedPatch, type ReleasedPatch } from "./read-patch.ts";
export { PATCH_PAYLOAD_TYPE } from "./sign-patch.ts";
export { countsUnder } from "./remediation.rules.ts";
export { listPublishedKeys, type PublishedKey } from "./signing-keys.ts";

export const remediationRoom: Room = {
  figures: remediationFigures,
  name: "remediation",
  owned: [OWNED_PATCH, OWNED_VERIFICATION],
  routes: remediationRoutes,
  jobs: [job(verifyPatch), job(checkRelease), job(takeMailedPatch), job(tellHeldFixes), job(takeHeldFixBack)],
  subscriptions: [{ event: "coordination.patch-mailed", job: takeMailedPatch.name }, { event: "remediation.patch-withdrawn", job: takeHeldFixBack.name }],
  messages,
  exportOwned,
  counts: (services) => countPatches(services.db),
};
