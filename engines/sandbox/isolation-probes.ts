import { readFileSync, readdirSync } from "node:fs";
import { randomUUID } from "node:crypto";
import type { HostWitness, WitnessChannel } from "./host-witness.ts";
import { toShownText } from "./sandbox.errors.ts";
import type { ExecResult, ProbeGroup, Sandbox, SandboxLimits } from "./sandbox.types.ts";

export interface ProbeFinding {
  readonly held: boolean;
  readonly observed: string;
}

export interface SandboxProbe {
  readonly name: string;
  readonly group: ProbeGroup;
  /** What is attempted, in plain words. */
  readonly attempted: string;
  run(sandbox: Sandbox, witness: HostWitness): Promise<ProbeFinding>;
}

type Arguments = (witness: HostWitness) => readonly string[];

const PROGRAM = "/box/probe";
const WALL_MS = 5_000;

function toWords({ outcome, exitCode, signal }: ExecResult): string {
  return outcome === "exited" ? `exited ${exitCode}` : outcome === "signalled" ? `ended by ${signal}` : outcome;
}

/** Held only when the program says so and, where the host can tell, nobody outside heard anything. */
function attempt(group: ProbeGroup, name: string, attempted: string, word: string, toArguments: Arguments = () => [], channel?: WitnessChannel): SandboxProbe {
  return {
    name,
    group,
    attempted,
    async run(sandbox, witness) {
      const result = await sandbox.exec({ argv: [PROGRAM, word, ...toArguments(witness)], limits: { wallTimeMs: WALL_MS } });
      const said = toShownText(result.stdout) || toWords(result);
      if (channel !== undefined && (await witness.hasHeard(channel))) return { held: false, observed: `the host heard it; inside: ${said}` };
      return { held: result.exitCode === 0 && said.startsWith("held "), observed: said };
    },
  };
}

function bounded(name: string, attempted: string, argv: readonly string[], limits: Partial<SandboxLimits>, judge: (result: ExecResult) => boolean): SandboxProbe {
  return {
    name,
    group: "resource",
    attempted,
    async run(sandbox) {
      const result = await sandbox.exec({ argv: [PROGRAM, ...argv], limits: { wallTimeMs: WALL_MS, ...limits } });
      return { held: judge(result), observed: `${toWords(result)}, ${result.stdout.length} bytes of output: ${toShownText(result.stdout.subarray(0, 40))}` };
    },
  };
}

function toNumber({ stdout }: ExecResult): number {
  return Number.parseInt(new TextDecoder().decode(stdout.subarray(0, 20)), 10);
}

/** The first resolver the host would use; a query is sent to it only where isolation is broken. */
function findResolver(): string {
  try {
    return /^nameserver\s+(\d+\.\d+\.\d+\.\d+)$/m.exec(readFileSync("/etc/resolv.conf", "utf8"))?.[1] ?? "192.0.2.53";
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "192.0.2.53";
    throw cause;
  }
}

function isOnHost(marker: string): boolean {
  return readdirSync("/proc").some((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      return readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0").includes(marker);
    } catch {
      // The process ended while we looked, which is no sighting.
      return false;
    }
  });
}

const orphan: SandboxProbe = {
  name: "orphan-survives",
  group: "resource",
  attempted: "leave a grandchild in a session of its own, ignoring SIGTERM, when the program ends",
  async run(sandbox) {
    const marker = randomUUID();
    const result = await sandbox.exec({ argv: [PROGRAM, "orphan", marker], limits: { wallTimeMs: WALL_MS } });
    const survived = isOnHost(marker);
    return { held: !survived && result.exitCode === 0, observed: survived ? "the grandchild is still on the host" : `${toWords(result)}, no process left on the host` };
  },
};

const PROCESSES = 32;
const FLOOD_BYTES = 64 * 1024;
const FILE_BYTES = 1024 * 1024;

/**
 * What a sandbox must stop. Each probe really attempts it from inside; for egress and files something was really
 * opened or planted on the host. `attempted` and `observed` are fit to show.
 */
export const SANDBOX_PROBES: readonly SandboxProbe[] = [
  attempt("egress", "tcp-host-loopback", "connect to a TCP listener on the host's 127.0.0.1", "tcp4", (host) => ["127.0.0.1", String(host.tcpPort)], "tcp"),
  attempt("egress", "tcp6-host-loopback", "connect to a TCP listener on the host's ::1", "tcp6", (host) => ["::1", String(host.tcp6Port ?? host.tcpPort)], "tcp6"),
  attempt("egress", "tcp-outside", "connect to 192.0.2.1:80 (a documentation address)", "tcp4", () => ["192.0.2.1", "80"]),
  attempt("egress", "udp-host-loopback", "send a datagram to a socket on the host's 127.0.0.1", "udp4", (host) => [String(host.udpPort), host.abstractName], "udp"),
  attempt("egress", "dns-query", "send a DNS query to the host's resolver", "dns", () => [findResolver()]),
  attempt("egress", "unix-abstract-socket", "connect to an abstract unix socket opened on the host", "unix-abstract", (host) => [host.abstractName], "abstract"),
  attempt("egress", "unix-path-socket", "connect to a unix socket file on the host", "unix-path", (host) => [host.socketPath], "path"),
  attempt("egress", "netlink-socket", "open a netlink socket", "netlink"),
  attempt("egress", "raw-socket", "open a raw ICMP socket and a packet socket", "raw"),
  attempt("egress", "vsock-socket", "open a socket to the hypervisor (vsock)", "vsock"),
  attempt("egress", "network-interfaces", "find a network interface beside loopback", "interfaces"),
  attempt("escape", "read-host-secret", "read a file planted on the host, by five routes", "read-secret", (host) => [host.secretPath, host.secret]),
  attempt("escape", "write-outside", "create a file in system folders and in a folder of the host", "write-outside", (host) => [host.folder]),
  attempt("escape", "see-host-process", "find or signal a process of the host", "processes", () => [String(process.pid)]),
  attempt("escape", "new-user-namespace", "make a user namespace by unshare, clone and clone3", "namespaces"),
  attempt("escape", "mount", "mount, remount, unmount and chroot", "mounts"),
  attempt("escape", "capabilities", "hold any capability", "capabilities"),
  attempt("escape", "system-call-filter", "run without no-new-privileges or without a system call filter", "filter"),
  attempt("escape", "become-root", "change to user 0", "root"),
  attempt("escape", "trace-process", "trace a host process, the first process, or oneself", "trace", () => [String(process.pid)]),
  attempt("escape", "device-node", "make device nodes, open devices of the host", "devices"),
  attempt("escape", "kernel-settings", "open kernel settings for writing", "settings"),
  attempt("escape", "kernel-interfaces", "reach bpf, perf, io_uring, keyrings, modules and 12 more", "kernel-interfaces"),
  attempt("escape", "terminal", "push input into a terminal (TIOCSTI), open /dev/tty", "terminal"),
  attempt("escape", "inherited-descriptors", "find an open descriptor of the host", "descriptors"),
  attempt("escape", "host-environment", "find a variable of the host's environment", "environment"),
  bounded("fork-bomb", `start 400 processes where ${PROCESSES} are allowed`, ["fork-bomb"], { processes: PROCESSES }, (result) => toNumber(result) <= PROCESSES),
  bounded("memory-bomb", "touch 1 GiB where 64 MiB are allowed", ["memory"], { memoryBytes: 64 * 1024 * 1024 }, (result) => result.outcome === "out-of-memory"),
  bounded("output-flood", "write without end where 64 KiB are kept", ["flood"], { outputBytes: FLOOD_BYTES }, (result) => result.outcome === "output-limit" && result.stdout.length === FLOOD_BYTES),
  bounded("wall-time", "ignore every signal and wait, where 300 ms are allowed", ["stubborn"], { wallTimeMs: 300 }, (result) => result.outcome === "timed-out"),
  bounded("cpu-time", "spin without end where 1 s of processor time is allowed", ["spin"], { cpuSeconds: 1 }, (result) => result.signal === "SIGXCPU" || result.signal === "SIGKILL"),
  bounded("file-size", "write a file of 64 MiB where 1 MiB is allowed", ["big-file"], { fileBytes: FILE_BYTES }, (result) => toNumber(result) <= FILE_BYTES),
  bounded("open-files", "open 100,000 files", ["open-files"], {}, (result) => toNumber(result) <= 1024),
  orphan,
];
