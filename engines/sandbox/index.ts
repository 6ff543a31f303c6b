export { createBubblewrapBackend, type BubblewrapOptions } from "./bubblewrap-backend.ts";
export { createContainerBackend, type ContainerOptions } from "./container-backend.ts";
export { BACKEND_NAMES, createBackend } from "./create-backend.ts";
export { closeIsolation, openGuardedRun, type GuardedRun, type RunIsolation, type RunPart } from "./guarded-run.ts";
export { SANDBOX_PROBES, type SandboxProbe } from "./isolation-probes.ts";
export { probeIsolation, runProbes, type ProbeOptions } from "./probe-isolation.ts";
export { runOnce, type OneShot } from "./run-once.ts";
export { DEFAULT_LIMITS } from "./sandbox-limits.ts";
export { EXEC_OUTCOME_MEANINGS, SANDBOX_ERROR_MEANINGS, SandboxError, type SandboxErrorCode } from "./sandbox.errors.ts";
export { createUnconfinedBackend } from "./unconfined-backend.ts";
export type {
  EgressAlarm, ExecCommand, ExecOutcome, ExecResult, IsolationReport, NetworkPlace, NetworkPlan, ProbeFamily, ProbeGroup, ProbeProgramName, ProbeResult, Sandbox, SandboxBackend, SandboxInfo, SandboxLimits, SandboxNetwork,
  StartOptions, UntriedProbe,
} from "./sandbox.types.ts";
