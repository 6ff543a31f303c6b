// Words of this door: a *bundle* is the tar with a finding's evidence; a *reproduction* runs it; a *signature* is a crash in
// normal form; a *control* is a benign input; a *variant* is a mutated reproducer; a *verdict* judges a patch.
export type { CrashTrace, StackFrame } from "./crash-signature.types.ts";
export { BundleError, type BundleErrorCode } from "./bundle.errors.ts";
export { evidenceJsonSchema, evidenceManifestSchema } from "./manifest-schema.ts";
export { describeEffect, effectClass } from "./expected-effect.rules.ts";
export { readSourceArchive } from "./bundle-archive.ts";
export { buildBundle, packBundle, readBundle } from "./pack-bundle.ts";
export { applyPatch, type PatchedSource } from "./apply-patch.ts";
export { compareSignatures, crashSignature, signatureKey } from "./crash-signature.rules.ts";
export { compareCrashes, findDuplicates, type CrashCluster, type CrashRecord, type DuplicateReport, type Likeness, type Regression, type Rulings } from "./cluster-crashes.rules.ts";
export { dedupe, type Bug, type CrashSource, type DedupeOptions, type DedupeReport } from "./dedupe.ts";
export { readCrashFile, type CrashFile } from "./read-crash-file.ts";
export { startSymbolizer, type Symbolizer } from "./symbolizer.ts";
export { createBuildCache, type BuildCache } from "./build-cache.ts";
export { minimise, type Minimised, type MinimiseOptions } from "./minimise.ts";
export { replayFix, sameBug, type FixReplay, type SameBug } from "./replay-fix.ts";
export { prepareReproduction, reproduce, type PreparedReproduction, type ReproduceOptions } from "./reproduce.ts";
export { verifyPatch, type VerifyPatch } from "./verify-patch.ts";
export { addAttempt, AttemptsError, derivePatchStatus, type PatchAttempt, type PatchStatus } from "./patch-attempts.ts";
export { gradeByPerson, type PersonsGrade } from "./grade.rules.ts";
export { AttestationError, type AttestationErrorCode } from "./attestation.errors.ts";
export { attestationKeyId, signAttestation, statePatchVerdict, stateReproduction, verifyAttestation, type Attestation, type AttestedStatement } from "./attest-result.ts";
export { BulkError, type BulkErrorCode } from "./bulk.errors.ts";
export { verifyBulk, type BulkProgress, type BulkRecord, type VerifyBulk } from "./verify-bulk.ts";
export type {
  CrashSignature, Environment, EvidenceBundle, EvidenceManifest, ExpectedEffect, GradedClaim, GradeRecord, PatchEvidence, PatchStep, PatchVerdict, PatchVerdictName,
  Provenance, Reproduction, ReproductionOutcome, RunLog, TargetRecipe,
} from "./verification.types.ts";
