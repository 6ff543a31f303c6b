import { randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import type { HostWitness, WitnessChannel } from "./host-witness.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ExecResult, ProbeFamily, ProbeGroup, ProbeProgramName, Sandbox, SandboxLimits } from "./sandbox.types.ts";

export interface ProbeFinding {
  readonly held: boolean;
  readonly observed: string;
}

/** One thing that the probe program attempts and answers for in a line; many are asked in one `exec`. */
export interface ProbeQuestion {
  readonly word: string;
  readonly toArguments: (witness: HostWitness) => readonly string[];
  /** Where the host hears it if it got out, whatever the inside says. */
  readonly channel?: WitnessChannel;
}

interface ProbeText {
  readonly name: string;
  readonly group: ProbeGroup;
  readonly family: ProbeFamily;
  /** What is attempted, in plain words. */
  readonly attempted: string;
}

/** A probe is answered from inside, or needs an `exec` of its own whose end is judged from outside. */
export type SandboxProbe = ProbeText & ({ readonly question: ProbeQuestion } | { readonly run: (sandbox: Sandbox) => Promise<ProbeFinding> });

/** The program that makes the attempts, and how it is put into a sandbox. */
export interface ProbeProgram {
  readonly name: ProbeProgramName;
  /** Returns the command to which the questions are asked on standard input. */
  install(sandbox: Sandbox): Promise<readonly [string, ...string[]]>;
}

export const PROBE_PROGRAM = "/box/probe";
const WALL_MS = 10_000;

function ask(family: ProbeFamily, name: string, attempted: string, word: string, toArguments: ProbeQuestion["toArguments"] = () => [], channel?: WitnessChannel): SandboxProbe {
  return { name, group: family === "egress" ? "egress" : family === "resources" ? "resource" : "escape", family, attempted, question: { word, toArguments, ...(channel && { channel }) } };
}

export function toWords({ outcome, exitCode, signal }: ExecResult): string {
  return outcome === "exited" ? `exited ${exitCode}` : outcome === "signalled" ? `ended by ${signal}` : outcome;
}

function bounded(name: string, attempted: string, word: string, limits: Partial<SandboxLimits>, judge: (result: ExecResult) => boolean): SandboxProbe {
  return {
    name, group: "resource", family: "resources", attempted,
    async run(sandbox) {
      const result = await sandbox.exec({ argv: [PROBE_PROGRAM, word], limits: { wallTimeMs: WALL_MS, ...limits } });
      return { held: judge(result), observed: `${toWords(result)}, ${result.stdout.length} bytes of output: ${toShownText(result.stdout.subarray(0, 40))}` };
    },
  };
}

/** How far the program says it got; a program that was stopped before it could say so got nowhere. */
function reached({ outcome, stdout }: ExecResult): number {
  const text = new TextDecoder().decode(stdout.subarray(0, 20));
  return outcome === "exited" && /^\d+\n/.test(text) ? Number.parseInt(text, 10) : 0;
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
      const [program, ...rest] = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      return program === PROBE_PROGRAM && rest.includes(marker);
    } catch {
      // The process ended while we looked, which is no sighting.
      return false;
    }
  });
}

/** Starts a grandchild that ignores signals in a session of its own, and looks on the host for it when the run is over. */
function leavesNothing(name: string, attempted: string, end: (sandbox: Sandbox, argv: readonly [string, ...string[]]) => Promise<{ ended: string; asExpected: boolean }>, word: string): SandboxProbe {
  return {
    name, group: "resource", family: "processes", attempted,
    async run(sandbox) {
      const marker = randomUUID();
      const { ended, asExpected } = await end(sandbox, [PROBE_PROGRAM, word, marker]);
      const survived = isOnHost(marker);
      return { held: !survived && asExpected, observed: survived ? `${ended}, and the grandchild is still on the host` : `${ended}, no process left on the host` };
    },
  };
}

const saidMade = ({ stdout }: ExecResult) => toShownText(stdout) === "made";

/** Lets the program run into its time limit; on a busy host it is given longer until it has made its grandchild. */
async function exceedTime(sandbox: Sandbox, argv: readonly [string, ...string[]]): Promise<ExecResult> {
  for (let wallTimeMs = 1_000; ; wallTimeMs *= 2) {
    const result = await sandbox.exec({ argv, limits: { wallTimeMs } });
    if (saidMade(result) || result.outcome !== "timed-out" || wallTimeMs > WALL_MS) return result;
  }
}

async function abortWhenMade(sandbox: Sandbox, argv: readonly [string, ...string[]]): Promise<{ ended: string; asExpected: boolean }> {
  const stopping = new AbortController();
  try {
    const result = await sandbox.exec({ argv, limits: { wallTimeMs: WALL_MS }, onStdout: () => stopping.abort(), signal: stopping.signal });
    return { ended: toWords(result), asExpected: false };
  } catch (cause) {
    if (cause instanceof SandboxError && cause.code === "aborted") return { ended: "aborted", asExpected: true };
    throw cause;
  }
}

const MIB = 1024 * 1024;
const PROCESSES = 32;
const FLOOD_BYTES = 64 * 1024;
const toHostProcess = (host: HostWitness) => [String(host.processId), host.processStart];

const EGRESS: readonly SandboxProbe[] = [
  ask("egress", "tcp-host-loopback", "connect to a TCP listener on the host's 127.0.0.1", "tcp4", (host) => ["127.0.0.1", String(host.tcpPort)], "tcp"),
  ask("egress", "tcp6-host-loopback", "connect to a TCP listener on the host's ::1", "tcp6", (host) => ["::1", String(host.tcp6Port ?? host.tcpPort)], "tcp6"),
  ask("egress", "tcp-outside", "connect to 192.0.2.1:80 (a documentation address)", "tcp4", () => ["192.0.2.1", "80"]),
  ask("egress", "tcp6-outside", "connect to 2001:db8::1 port 80 (a documentation address)", "tcp6", () => ["2001:db8::1", "80"]),
  ask("egress", "cloud-metadata", "connect to a cloud's metadata service, 169.254.169.254:80", "tcp4", () => ["169.254.169.254", "80"]),
  ask("egress", "udp-host-loopback", "send a datagram to a socket on the host's 127.0.0.1", "udp4", (host) => ["127.0.0.1", String(host.udpPort), host.abstractName], "udp"),
  ask("egress", "udp6-host-loopback", "send a datagram to a socket on the host's ::1", "udp6", (host) => ["::1", String(host.udp6Port ?? host.udpPort), host.abstractName], "udp6"),
  ask("egress", "udp-outside", "send a datagram to 192.0.2.1", "udp4-out", () => ["192.0.2.1", "9"]),
  ask("egress", "udp6-outside", "send a datagram to 2001:db8::1", "udp6-out", () => ["2001:db8::1", "9"]),
  ask("egress", "udp-multicast", "send a datagram to the local network's multicast group 224.0.0.251", "udp4-out", () => ["224.0.0.251", "5353"]),
  ask("egress", "udp-broadcast", "send a datagram to 255.255.255.255", "udp4-out", () => ["255.255.255.255", "9"]),
  ask("egress", "dns-query", "send a DNS query to the host's resolver", "dns", () => [findResolver()]),
  ask("egress", "dns-own-resolver", "send a DNS query to the resolver that the sandbox names", "own-resolver"),
  ask("egress", "icmp-echo", "send an ICMP echo request to 192.0.2.1", "echo"),
  ask("egress", "unix-abstract-socket", "connect to an abstract unix socket opened on the host", "unix-abstract", (host) => [host.abstractName], "abstract"),
  ask("egress", "unix-path-socket", "connect to a unix socket file on the host", "unix-path", (host) => [host.socketPath], "path"),
  ask("egress", "control-sockets", "find a control socket (Docker, Podman, containerd, D-Bus, systemd)", "control-sockets"),
  ask("egress", "netlink-socket", "open a netlink socket", "netlink"),
  ask("egress", "raw-socket", "open a raw ICMP socket", "raw"),
  ask("egress", "raw6-socket", "open a raw ICMPv6 socket", "raw6"),
  ask("egress", "packet-socket", "open a packet socket", "packet"),
  ask("egress", "vsock-socket", "open a socket to the hypervisor (vsock)", "vsock"),
  ask("egress", "other-socket-families", "open a socket of any other family the kernel knows", "families"),
  ask("egress", "network-interfaces", "find a network interface beside loopback", "interfaces"),
  ask("egress", "network-routes", "find a route in the routing table", "routes"),
];

const FILES: readonly SandboxProbe[] = [
  ask("files", "read-host-secret", "read a file planted on the host, by five routes", "read-secret", (host) => [host.secretPath, host.secret]),
  ask("files", "symlink-to-host", "read it through a symbolic link", "symlink", (host) => [host.secretPath, host.secret]),
  ask("files", "hard-link-to-host", "make a hard link to it and to a file of the system", "hardlink", (host) => [host.secretPath]),
  ask("files", "open-by-handle", "open a file of the disk by its number", "file-handle"),
  ask("files", "write-outside", "create a file in twelve folders of the system", "write-outside"),
  ask("files", "write-host-folder", "create a file in a folder of the host", "write-host", (host) => [host.folder]),
  ask("files", "account-files", "read the host's password and key files", "accounts"),
  ask("files", "home-folders", "find a file in the folders of people and of services", "homes"),
  ask("files", "make-device-nodes", "make device nodes", "make-devices"),
  ask("files", "open-devices", "open fifteen devices of the host", "devices"),
  ask("files", "proc-settings", "open kernel settings in /proc/sys for writing", "proc-settings"),
  ask("files", "proc-sysrq", "open /proc/sysrq-trigger and interrupt settings for writing", "sysrq"),
  ask("files", "sys-settings", "open kernel settings and control groups in /sys for writing", "sys-settings"),
  ask("files", "kernel-memory", "open the kernel's memory, log and traces", "kernel-memory"),
  ask("files", "mount", "mount a file system, bind a folder", "mounts"),
  ask("files", "mount-new-calls", "reach the newer mount calls", "mount-calls"),
  ask("files", "remount", "make /usr or / writable by remounting", "remounts"),
  ask("files", "unmount", "unmount a file system", "unmounts"),
  ask("files", "change-root", "change the root folder", "roots"),
];

const PROCESS: readonly SandboxProbe[] = [
  ask("processes", "see-host-process", "find a process of the host in /proc", "sees", (host) => [host.processStart]),
  ask("processes", "signal-host-process", "signal a process of the host", "signals", toHostProcess),
  ask("processes", "trace-host-process", "trace a process of the host", "trace-host", toHostProcess),
  ask("processes", "trace-first-process", "trace the first process", "trace-first"),
  ask("processes", "read-host-process-memory", "read the memory of a process of the host", "read-memory", toHostProcess),
  ask("processes", "first-process-rights", "find a first process that holds more rights than the program", "first-rights"),
  ask("processes", "process-descriptors", "reach the calls that take another process's descriptors", "pidfds"),
  ask("processes", "join-namespaces", "join another process's namespaces", "joins"),
  ask("processes", "raise-priority", "raise its priority, become real-time, escape the memory limit", "priorities"),
  ask("processes", "host-shared-memory", "attach shared memory (System V) made on the host", "shared-memory", (host) => host.sharedMemory),
  ask("processes", "host-ipc-tables", "list shared memory, semaphores and message queues of the host", "sysv-tables"),
  leavesNothing("orphan-survives", "leave a grandchild behind when the program ends", async (sandbox, argv) => {
    const result = await sandbox.exec({ argv, limits: { wallTimeMs: WALL_MS } });
    return { ended: toWords(result), asExpected: result.exitCode === 0 && saidMade(result) };
  }, "orphan"),
  leavesNothing("grandchild-outlives-kill", "keep a grandchild that ignores signals beyond the time limit", async (sandbox, argv) => {
    const result = await exceedTime(sandbox, argv);
    return { ended: toWords(result), asExpected: result.outcome === "timed-out" && saidMade(result) };
  }, "orphan-and-wait"),
  leavesNothing("grandchild-outlives-abort", "keep a grandchild that ignores signals when the caller aborts", abortWhenMade, "orphan-and-wait"),
];

const PRIVILEGE: readonly SandboxProbe[] = [
  ask("privilege", "become-root", "change to user or group 0", "root"),
  ask("privilege", "setuid-file", "make a setuid file owned by root", "setuid-file"),
  ask("privilege", "no-new-privileges", "gain rights by executing a setuid program", "no-new-privileges"),
  ask("privilege", "capabilities", "hold any capability", "capabilities"),
  ask("privilege", "system-call-filter", "run without a system call filter", "filter"),
  ask("privilege", "old-system-calls", "go around the filter by 32-bit system calls", "old-calls"),
  ask("privilege", "user-namespace-by-unshare", "make a user namespace by unshare", "unshare"),
  ask("privilege", "user-namespace-by-clone", "make a user namespace by clone", "clone"),
  ask("privilege", "user-namespace-by-clone3", "make a user namespace by clone3", "clone3"),
  ask("privilege", "other-namespaces", "make a mount, net, pid, ipc, uts or cgroup namespace", "other-namespaces"),
  ask("privilege", "keyrings", "reach the kernel's keyrings", "keyrings"),
  ask("privilege", "bpf", "reach bpf", "bpf"),
  ask("privilege", "perf-events", "reach performance events", "perf"),
  ask("privilege", "io-uring", "reach io_uring", "io-uring"),
  ask("privilege", "userfaultfd", "reach userfaultfd", "userfaultfd"),
  ask("privilege", "fanotify", "reach fanotify", "fanotify"),
  ask("privilege", "kexec", "load another kernel", "kexec"),
  ask("privilege", "kernel-modules", "load or remove kernel modules", "modules"),
  ask("privilege", "administration", "reach reboot, swap, accounting, quotas, the kernel log", "administration"),
  ask("privilege", "hardware-ports", "reach ports and descriptor tables of the processor", "ports"),
  ask("privilege", "set-clock", "set the clock", "clock"),
  ask("privilege", "set-host-name", "set the host's name", "set-name"),
];

const SURROUNDINGS: readonly SandboxProbe[] = [
  ask("environment", "host-environment", "find a variable of the host's environment", "environment"),
  ask("environment", "first-process-environment", "find one in the first process's environment", "first-process"),
  ask("environment", "inherited-descriptors", "find an open descriptor of the host", "descriptors"),
  ask("environment", "host-name", "learn the host's name", "host-name", (host) => [host.hostName]),
  ask("environment", "machine-identity", "read the machine's ids and serial numbers", "identity"),
  ask("terminal", "terminal-input", "push input into a terminal (TIOCSTI)", "terminal-input"),
  ask("terminal", "controlling-terminal", "open the controlling terminal", "terminal"),
  ask("terminal", "consoles", "open the host's consoles", "consoles"),
];

const RESOURCES: readonly SandboxProbe[] = [
  bounded("fork-bomb", `start 400 processes where ${PROCESSES} are allowed`, "fork-bomb", { processes: PROCESSES }, (result) => reached(result) <= PROCESSES),
  bounded("thread-bomb", `start 400 threads where ${PROCESSES} are allowed`, "thread-bomb", { processes: PROCESSES }, (result) => reached(result) <= PROCESSES),
  bounded("memory-bomb", "touch 256 MiB where 64 MiB are allowed", "memory", { memoryBytes: 64 * MIB }, (result) => result.outcome === "out-of-memory"),
  bounded("memory-of-many", "touch 32 MiB in each of 8 processes where 64 MiB are allowed", "memory-of-many", { memoryBytes: 64 * MIB }, (result) => result.outcome === "out-of-memory"),
  ask("resources", "locked-memory", "lock 16 MiB of memory", "lock-memory"),
  bounded("output-flood", "write 8 MiB to standard output where 64 KiB are kept", "flood", { outputBytes: FLOOD_BYTES }, (result) => result.outcome === "output-limit" && result.stdout.length === FLOOD_BYTES),
  bounded("error-flood", "write 8 MiB to standard error where 64 KiB are kept", "flood-errors", { outputBytes: FLOOD_BYTES }, (result) => result.outcome === "output-limit" && result.stderr.length === FLOOD_BYTES),
  bounded("wall-time", "ignore every signal and wait 2 s, where 300 ms are allowed", "stubborn", { wallTimeMs: 300 }, (result) => result.outcome === "timed-out"),
  bounded("cpu-time", "spin for 3 s of processor time where 1 s is allowed", "spin", { cpuSeconds: 1 }, (result) => result.signal === "SIGXCPU" || result.signal === "SIGKILL"),
  bounded("file-size", "write a file of 8 MiB where 1 MiB is allowed", "big-file", { fileBytes: MIB }, (result) => result.outcome === "exited" && reached(result) <= MIB),
  bounded("disk-space", "write 160 MiB in many files where 64 MiB are allowed", "fill-disk", { diskBytes: 64 * MIB }, (result) => result.outcome === "output-limit"),
  bounded("disk-files", "make 20,000 files where 1,000 are allowed", "many-files", { diskFiles: 1_000 }, (result) => result.outcome === "output-limit"),
  bounded("temporary-space", "write 512 MiB to /tmp where 256 MiB and 128 MiB of memory are allowed", "fill-temporary", { memoryBytes: 128 * MIB }, (result) => reached(result) <= 256 * MIB),
  bounded("open-files", "open 20,000 files", "open-files", {}, (result) => result.outcome === "exited" && reached(result) <= 1024),
  ask("resources", "core-file", "leave a core file on the host by crashing", "core"),
];

/**
 * What a sandbox must stop, whoever made it: each probe really attempts it from inside, through the `Sandbox` contract
 * alone; for egress, files and processes something was really opened, planted or running on the host. `attempted` and
 * `observed` are fit to show.
 */
export const SANDBOX_PROBES: readonly SandboxProbe[] = [...EGRESS, ...FILES, ...PROCESS, ...PRIVILEGE, ...SURROUNDINGS, ...RESOURCES];
