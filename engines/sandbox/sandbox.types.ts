/** Limits of one `exec`. Every field has a default in `DEFAULT_LIMITS`; a caller may only tighten or widen by name. */
export interface SandboxLimits {
  /** Wall time until the whole process tree is killed, milliseconds. */
  readonly wallTimeMs: number;
  /** CPU time of one process, seconds. */
  readonly cpuSeconds: number;
  /** Memory of the whole tree, bytes; enforced by cgroup where the host allows, see `SandboxInfo.memoryLimit`. */
  readonly memoryBytes: number;
  /** Processes and threads at once. */
  readonly processes: number;
  /** Size of any one file written, bytes. */
  readonly fileBytes: number;
  /** Bytes kept of each of stdout and stderr; beyond that the tree is killed and the outcome is `output-limit`. */
  readonly outputBytes: number;
}

/** How a program's run ended. Never confused with a failure of the sandbox itself, which throws `SandboxError`. */
export type ExecOutcome = "exited" | "signalled" | "timed-out" | "out-of-memory" | "output-limit";

export interface ExecCommand {
  /** Program and arguments; never a shell string. */
  readonly argv: readonly [string, ...string[]];
  readonly stdin?: Uint8Array | string;
  /** The complete environment of the program besides PATH, HOME and LANG, which are fixed. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path inside the sandbox; default `/box`. */
  readonly cwd?: string;
  readonly limits?: Partial<SandboxLimits>;
  /** Called with each chunk as it arrives; the chunks are hostile bytes. */
  readonly onStdout?: (chunk: Uint8Array) => void;
  readonly onStderr?: (chunk: Uint8Array) => void;
  readonly signal?: AbortSignal;
}

export interface ExecResult {
  readonly outcome: ExecOutcome;
  /** Set when `outcome` is `exited`. */
  readonly exitCode: number | null;
  /** Signal name such as `SIGSEGV` when `outcome` is `signalled`. */
  readonly signal: string | null;
  /** Hostile bytes, at most `outputBytes` long. */
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly wallMs: number;
}

/** What this host could enforce; measured when the backend first starts, not assumed. */
export interface SandboxInfo {
  /** `unprivileged`: an account id of its own per sandbox (host is root); `caller`: the account Breakwater runs as. */
  readonly hostUser: "unprivileged" | "caller";
  /** `sampled`: no control group here; the tree's memory is looked at 20 times a second and killed when over. */
  readonly memoryLimit: "cgroup-v1" | "cgroup-v2" | "sampled";
  readonly processLimit: "cgroup-and-rlimit" | "rlimit";
  /** Whether the kernel itself refuses further user namespaces inside; the system call filter does so in any case. */
  readonly nestedNamespacesDisabled: boolean;
}

/** One isolated place with a private writable `/box` (files persist between `exec`s until `stop`) and no network. */
export interface Sandbox {
  readonly id: string;
  readonly info: SandboxInfo;
  exec(command: ExecCommand): Promise<ExecResult>;
  /** Writes a file below `/box`; creates parent folders; refuses paths that leave it. */
  write(path: string, content: Uint8Array | string, options?: { readonly mode?: number }): Promise<void>;
  /** Copies a host folder's regular files (no links, no devices) to a folder below `/box`. */
  copyIn(hostDirectory: string, path: string): Promise<void>;
  /** Reads a regular file below `/box` without following links out of it; default bound 16 MiB. */
  read(path: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
  stop(): Promise<void>;
}

export interface SandboxBackend {
  readonly name: "bubblewrap" | "container" | "kubernetes";
  start(options?: { readonly limits?: Partial<SandboxLimits>; readonly label?: string }): Promise<Sandbox>;
}

export type ProbeGroup = "egress" | "escape" | "resource";

/** One conformance or isolation probe: what was attempted inside, and what stopped it (or did not). */
export interface ProbeResult {
  readonly probe: string;
  readonly group: ProbeGroup;
  readonly attempted: string;
  readonly held: boolean;
  readonly observed: string;
}

/** The egress and escape subset that every evaluation and verification run begins with and stores. */
export interface IsolationReport {
  readonly backend: string;
  readonly startedAt: string;
  readonly held: boolean;
  readonly probes: readonly ProbeResult[];
}
