/** Limits of one `exec`. Every field has a default in `DEFAULT_LIMITS`; a caller tightens or widens by name. */
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
  /** Everything below `/box` together, bytes on disk. Looked at several times a second; over it the tree is killed. */
  readonly diskBytes: number;
  /** Files and folders below `/box` together; looked at like `diskBytes`. */
  readonly diskFiles: number;
  /** Bytes kept of each of stdout and stderr; beyond that the tree is killed. */
  readonly outputBytes: number;
}

/**
 * How a program's run ended. Never confused with a failure of the sandbox itself, which throws `SandboxError`.
 * Each word's meaning stands in `EXEC_OUTCOME_MEANINGS`.
 */
export type ExecOutcome = "exited" | "signalled" | "timed-out" | "out-of-memory" | "output-limit";

export interface ExecCommand {
  /** Program and arguments; never a shell string. */
  readonly argv: readonly [string, ...string[]];
  readonly stdin?: Uint8Array | string;
  /** The complete environment of the program besides PATH, HOME and LANG, which are fixed. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute path inside the sandbox; default `/box`. */
  readonly cwd?: string;
  /** Account id the program sees itself as, 0 to 65533; default 1000. Even 0 holds no capability and is nobody outside. */
  readonly user?: number;
  readonly limits?: Partial<SandboxLimits>;
  /** Called with each chunk as it arrives; the chunks are hostile bytes, and together at most `outputBytes`. */
  readonly onStdout?: (chunk: Uint8Array) => void;
  readonly onStderr?: (chunk: Uint8Array) => void;
  /** Ends the run: the whole tree is killed and `exec` throws `aborted`. */
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
  readonly memoryLimit: "cgroup-v1" | "cgroup-v2" | "cgroup" | "sampled" | "none";
  readonly processLimit: "cgroup" | "rlimit" | "none";
  /** Whether the kernel itself refuses further user namespaces inside; the system call filter does so in any case. */
  readonly nestedNamespacesDisabled: boolean;
  /** Whether this backend can see a program try to leave (`StartOptions.onEgress`) on this host. */
  readonly egressNoticed: boolean;
}

/**
 * A program tried to leave by IP (a connection, a datagram, a name lookup) and the kernel found no route for it. The
 * count is the kernel's own for the sandbox's network namespace; nothing inside can lower it. Kinds of socket that the
 * system call filter refuses (raw, packet, netlink, vsock) never get as far as a route, and are not counted.
 */
export interface EgressAlarm {
  readonly sandboxId: string;
  readonly at: string;
  readonly argv: readonly string[];
  /** Packets without a route when this was noticed; at least one of the two is above 0. */
  readonly attempts: { readonly ipv4: number; readonly ipv6: number };
  /** The end of what the program had printed, control characters escaped: hostile, fit to store and to show. */
  readonly lastWords: string;
}

export interface StartOptions {
  readonly limits?: Partial<SandboxLimits>;
  /** Part of the sandbox's id, for people who look at a host. */
  readonly label?: string;
  /**
   * Called at most once for each `exec`, while the program runs (within 100 ms) or at the latest before `exec`
   * resolves. Without it nothing is watched. Most callers want `openGuardedRun`, which halts the run.
   */
  readonly onEgress?: (alarm: EgressAlarm) => void;
  /** A host of a network that this backend made: every `exec` is there, with whatever else is. Default: a loopback of its own, anew for each `exec`. */
  readonly network?: NetworkPlace;
}

/** IPv4 addresses of 10.0.0.0/8 by segment: hosts that share a segment reach each other. */
export interface NetworkPlan {
  readonly hosts: readonly { readonly name: string; readonly addresses: Readonly<Record<string, string>> }[];
}

/** Where in a network a sandbox starts. Made by `SandboxNetwork.at`, and of use only to the backend that made it. */
export interface NetworkPlace {
  readonly host: string;
  /** What keeps the host's namespace. */
  readonly pid: number;
  readonly owner: { readonly uid: number; readonly gid: number };
  /** Host path of what its sandboxes have as /etc/hosts. */
  readonly hostsFile: string;
}

/**
 * A few hosts that sandboxes can be started on, each with a loopback of its own, and no way to anywhere else: nothing is
 * forwarded, and an attempt to leave is noticed of every program that runs on the host at that moment. Its sandboxes share
 * one account of the host, and neither files nor processes.
 */
export interface SandboxNetwork {
  at(host: string): NetworkPlace;
  /** Whether some program listens on this TCP port of the host. */
  isListening(host: string, port: number): boolean;
  /** Stop its sandboxes first. Idempotent. */
  close(): Promise<void>;
}

/**
 * One isolated place with a private writable `/box` and no network. Files in `/box` persist between `exec`s until
 * `stop`; processes do not: when an `exec` ends, nothing it started is left. Several `exec`s may run at once.
 */
export interface Sandbox {
  readonly id: string;
  readonly info: SandboxInfo;
  /** Throws `SandboxError` when nothing was run or the sandbox itself failed; every ending of the program is a result. */
  exec(command: ExecCommand): Promise<ExecResult>;
  /** Writes a file below `/box`; creates parent folders; refuses paths that leave it. */
  write(path: string, content: Uint8Array | string, options?: { readonly mode?: number }): Promise<void>;
  /** Copies a host folder's regular files (no links, no devices) to a folder below `/box`. */
  copyIn(hostDirectory: string, path: string): Promise<void>;
  /** Reads a regular file below `/box` without following links out of it; default bound 16 MiB. */
  read(path: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
  /** Kills what runs and removes the place; idempotent. */
  stop(): Promise<void>;
}

/**
 * A way to make sandboxes. Whoever writes one more (a cluster, say) satisfies this and `SANDBOX_PROBES`; nothing here
 * supposes that the sandbox is on this host.
 */
export interface SandboxBackend {
  /** `none` isolates nothing; `probeIsolation` never lets a run begin on it. */
  readonly name: "bubblewrap" | "container" | "kubernetes" | "none";
  /** Throws `SandboxError` `unavailable` where the backend cannot work on this host. */
  start(options?: StartOptions): Promise<Sandbox>;
  /** Absent where sandboxes cannot share a network. Throws `SandboxError` `unavailable` where this host cannot make one. */
  openNetwork?(plan: NetworkPlan): Promise<SandboxNetwork>;
}

/** `egress` and `escape` are what every run begins with; `resource` takes seconds and is left to `sandbox check`. */
export type ProbeGroup = "egress" | "escape" | "resource";

export type ProbeFamily = "egress" | "files" | "processes" | "resources" | "privilege" | "environment" | "terminal";

/** One conformance or isolation probe: what was attempted inside, and what stopped it (or did not). */
export interface ProbeResult {
  readonly probe: string;
  readonly group: ProbeGroup;
  readonly family: ProbeFamily;
  /** What is attempted, in plain words. */
  readonly attempted: string;
  readonly held: boolean;
  readonly observed: string;
}

/**
 * What made the attempts: a small C program, or JavaScript on the host's own Node.js where there is no C compiler, which
 * cannot make all of them.
 */
export type ProbeProgramName = "native" | "node";

/** A probe that its program could not attempt, so that nobody knows whether it would have been stopped. */
export interface UntriedProbe extends Pick<ProbeResult, "probe" | "group" | "family" | "attempted"> {
  readonly why: string;
}

/** The egress and escape subset that every evaluation and verification run begins with and stores. */
export interface IsolationReport {
  readonly backend: string;
  readonly startedAt: string;
  /** Absent in older reports, which were all made by the native program. */
  readonly program?: ProbeProgramName;
  /** Every probe that was attempted was stopped, and some were attempted. */
  readonly held: boolean;
  readonly probes: readonly ProbeResult[];
  /** Absent like `program`; empty with the native program. */
  readonly untried?: readonly UntriedProbe[];
}
