export { createBubblewrapBackend, type BubblewrapOptions } from "./bubblewrap-backend.ts";
export { SANDBOX_PROBES, type SandboxProbe } from "./isolation-probes.ts";
export { probeIsolation, runProbes, type ProbeOptions } from "./probe-isolation.ts";
export { DEFAULT_LIMITS } from "./sandbox-limits.ts";
export { SandboxError, type SandboxErrorCode } from "./sandbox.errors.ts";
export type {
  ExecCommand, ExecOutcome, ExecResult, IsolationReport, ProbeGroup, ProbeResult, Sandbox, SandboxBackend, SandboxInfo, SandboxLimits,
} from "./sandbox.types.ts";
