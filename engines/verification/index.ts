// Words of this door: a *bundle* is the tar with a finding's evidence; a *reproduction* runs it; a *signature* is a crash in
// normal form; a *control* is a benign input; a *variant* is a mutated reproducer; a *verdict* judges a patch.
export { BundleError, type BundleErrorCode } from "./bundle.errors.ts";
export { evidenceManifestSchema } from "./manifest-schema.ts";
export { buildBundle, packBundle, readBundle } from "./pack-bundle.ts";
export { applyPatch, type PatchedSource } from "./apply-patch.ts";
export { compareSignatures, crashSignature, signatureKey } from "./crash-signature.rules.ts";
export { minimise, type Minimised } from "./minimise.ts";
export { replayFix, sameBug, type FixReplay, type SameBug } from "./replay-fix.ts";
export { reproduce, type ReproduceOptions } from "./reproduce.ts";
export { verifyPatch, type VerifyPatch } from "./verify-patch.ts";
export type {
  CrashSignature, EvidenceBundle, EvidenceManifest, ExpectedEffect, PatchEvidence, PatchStep, PatchVerdict, PatchVerdictName,
  Provenance, Reproduction, ReproductionOutcome, RunLog, TargetRecipe,
} from "./verification.types.ts";
