import { basename } from "node:path";
import { createBubblewrapBackend } from "./bubblewrap-backend.ts";
import { PROBE_PROGRAM, type ProbeProgram } from "./isolation-probes.ts";
import { nodeProbeProgram } from "./node-probe-program.ts";
import { FILES_SOURCE } from "./probe-source-files.ts";
import { NETWORK_SOURCE } from "./probe-source-network.ts";
import { PROCESSES_SOURCE } from "./probe-source-processes.ts";
import { RESOURCES_SOURCE } from "./probe-source-resources.ts";
import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { ProbeProgramName, SandboxBackend } from "./sandbox.types.ts";

// One small C program, because C reaches every door of the kernel and is there on a machine that builds things.
// `probe WORD ARGS…` attempts one thing and prints one line: "held …" or "BREACHED …". `probe batch` reads such lines
// from standard input (NAME, WORD and arguments, separated by tabs), attempts each in a process of its own, and prints
// NAME, a tab and that line. Where success cannot be seen from inside (a datagram), the host's witness decides.
const HEAD = String.raw`
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif

static int own_pipe = -1;
static int held(const char *what) { printf("held %s: %s\n", what, strerror(errno)); return 0; }
static int held_because(const char *why) { printf("held %s\n", why); return 0; }
static int breached(const char *what) { printf("BREACHED %s\n", what); return 0; }
`;

// Numbers from 424 on are the same on every processor; older headers do not name them.
const NEW_CALLS: Readonly<Record<string, number>> = { io_uring_setup: 425, io_uring_enter: 426, io_uring_register: 427, open_tree: 428, move_mount: 429, fsopen: 430, pidfd_open: 434, pidfd_getfd: 438, mount_setattr: 442 };

function calls(...names: readonly string[]): string {
  return `refused_calls((struct call[]){${names.map((name) => `{"${name}", ${NEW_CALLS[name] ?? `SYS_${name}`}}`).join(", ")}}, ${names.length})`;
}

// Words that take no argument, or whose arguments are passed as they are.
const DISPATCH: Readonly<Record<string, string>> = {
  tcp4: "tcp4(a, atoi(b))", tcp6: "tcp6(a, atoi(b))", udp4: "udp4(a, atoi(b), c, 1)", udp6: "udp6(a, atoi(b), c, 1)",
  "udp4-out": 'udp4(a, atoi(b), "x", 0)', "udp6-out": 'udp6(a, atoi(b), "x", 0)', dns: "dns(a)", "own-resolver": "own_resolver()", echo: "echo_request()",
  "unix-abstract": "unix_socket(a, 1)", "unix-path": "unix_socket(a, 0)", "control-sockets": "control_sockets()",
  netlink: 'refused_socket(AF_NETLINK, SOCK_DGRAM, 0, "netlink socket")', vsock: 'refused_socket(AF_VSOCK, SOCK_STREAM, 0, "vsock socket")',
  raw: 'refused_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP, "raw ICMP socket")', raw6: 'refused_socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6, "raw ICMPv6 socket")',
  packet: 'refused_socket(AF_PACKET, SOCK_RAW, 0, "packet socket")', families: "other_families()", interfaces: "interfaces()", routes: "routes()",
  "read-secret": "read_secret(a, b)", symlink: "symlink_to(a, b)", hardlink: "hardlink_to(a)", "write-outside": "write_outside()", "write-host": "write_host(a)",
  accounts: "accounts()", homes: "homes()", devices: "devices()", "make-devices": "make_devices()", "proc-settings": "proc_settings()", sysrq: "sysrq()",
  "sys-settings": "sys_settings()", "kernel-memory": "kernel_memory()", mounts: "mounts()", remounts: "remounts()", unmounts: "unmounts()", roots: "roots()", "file-handle": "file_handle()",
  sees: "sees(a)", signals: "signals(atoi(a), b)", "trace-host": "traces(atoi(a))", "trace-first": "traces(1)", "read-memory": "reads_memory(atoi(a))", "first-rights": "first_process_rights()",
  joins: "joins()", priorities: "priorities()", "shared-memory": "shared_memory(atoi(a), b)", "sysv-tables": "sysv_tables()",
  unshare: "unshares()", clone: "clones()", clone3: "clones3()", "other-namespaces": "other_namespaces()", capabilities: "capabilities()", "no-new-privileges": "no_new_privileges()",
  filter: "filter()", root: "become_root()", "setuid-file": "setuid_file()", ports: "ports()", clock: "clock_setting()", "set-name": "name_setting()", "old-calls": "old_calls()",
  "terminal-input": "terminal_input()", terminal: "terminal()", consoles: "consoles()", descriptors: "descriptors()", environment: "environment()", "first-process": "first_process()",
  "host-name": "host_name(a)", identity: "identity()",
  bpf: calls("bpf"), perf: calls("perf_event_open"), keyrings: calls("add_key", "keyctl", "request_key"), kexec: calls("kexec_load"), modules: calls("init_module", "finit_module", "delete_module"),
  "io-uring": calls("io_uring_setup", "io_uring_enter", "io_uring_register"), userfaultfd: calls("userfaultfd"), fanotify: calls("fanotify_init"), "mount-calls": calls("fsopen", "open_tree", "move_mount", "mount_setattr"),
  pidfds: calls("pidfd_open", "pidfd_getfd", "kcmp"), administration: calls("reboot", "swapon", "swapoff", "acct", "quotactl", "syslog", "setdomainname"),
  "fork-bomb": "fork_bomb()", "thread-bomb": "thread_bomb()", memory: "memory_bomb()", "memory-of-many": "memory_of_many()", "lock-memory": "lock_memory()", "fill-disk": "fill_disk()",
  "fill-temporary": "fill_temporary()", "big-file": "big_file()", "many-files": "many_files()", "open-files": "open_files()", flood: "flood(1)", "flood-errors": "flood(2)",
  stubborn: "stubborn()", spin: "spin()", core: "core_file()", orphan: "orphan(0)", "orphan-and-wait": "orphan(1)",
};

const TAIL = String.raw`
static int attempt(const char *word, const char *a, const char *b, const char *c) {
${Object.entries(DISPATCH).map(([word, call]) => `  if (!strcmp(word, "${word}")) return ${call};`).join("\n")}
  return 64;
}

static void attempt_apart(char *line) {
  char *part[5] = {"", "", "", "", ""}, said[400] = "";
  int ends[2], status = 0;
  for (int i = 0; i < 5 && line; i++) part[i] = strsep(&line, "\t");
  if (pipe(ends) < 0) { printf("%s\tno pipe\n", part[0]); return; }
  pid_t pid = fork();
  if (pid == 0) {
    close(ends[0]);
    dup2(ends[1], 1);
    close(ends[1]);
    alarm(3);
    attempt(part[1], part[2], part[3], part[4]);
    fflush(stdout);
    _exit(0);
  }
  close(ends[1]);
  size_t length = 0;
  for (ssize_t size; length < sizeof said - 1 && (size = read(ends[0], said + length, sizeof said - 1 - length)) > 0;) length += size;
  close(ends[0]);
  waitpid(pid, &status, 0);
  said[strcspn(said, "\n")] = 0;
  if (pid < 0) snprintf(said, sizeof said, "no process: %s", strerror(errno));
  else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) snprintf(said, sizeof said, "held the system call filter killed the process");
  else if (WIFSIGNALED(status)) snprintf(said, sizeof said, "ended by signal %d", WTERMSIG(status));
  printf("%s\t%s\n", part[0], said);
  fflush(stdout);
}

int main(int argc, char **argv) {
  char line[4096];
  if (argc > 1 && strcmp(argv[1], "batch")) return attempt(argv[1], argc > 2 ? argv[2] : "", argc > 3 ? argv[3] : "", argc > 4 ? argv[4] : "");
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    attempt_apart(line);
  }
  return 0;
}
`;

const SOURCE = [HEAD, NETWORK_SOURCE, FILES_SOURCE, PROCESSES_SOURCE, RESOURCES_SOURCE, TAIL].join("\n");

/** Why there is no program, where the host has no compiler to build it. */
type Build = { readonly program: Uint8Array } | { readonly missing: string };

async function buildIn(backend: SandboxBackend): Promise<Build> {
  const sandbox = await backend.start({ label: "build-probes" });
  try {
    await sandbox.write("probe.c", SOURCE);
    // Static, so that it runs whatever libraries the sandbox has, or none.
    const { exitCode, stderr } = await sandbox.exec({ argv: ["cc", "-O1", "-w", "-static", "-pthread", "-o", "probe", "probe.c"] });
    if (exitCode !== 0) return { missing: `install a C compiler (apt-get install gcc libc6-dev) to build it: ${toShownText(stderr)}` };
    return { program: await sandbox.read("probe") };
  } finally {
    await sandbox.stop();
  }
}

let built: Promise<Build> | undefined;

/**
 * The probe program's bytes, built once in a process (about 200 ms), inside a bubblewrap sandbox like everything else;
 * where there is no bubblewrap, inside a sandbox of the backend that is to be probed.
 */
async function getNativeProgram(backend: SandboxBackend): Promise<Build> {
  built ??= buildIn(createBubblewrapBackend()).catch(async (cause: unknown) => {
    if (cause instanceof SandboxError && cause.code === "unavailable" && backend.name !== "bubblewrap") return await buildIn(backend);
    throw cause;
  });
  return await built.catch((cause: unknown) => {
    built = undefined;
    throw cause;
  });
}

function toNative(program: Uint8Array): ProbeProgram {
  return {
    name: "native",
    async install(sandbox) {
      await sandbox.write(basename(PROBE_PROGRAM), program, { mode: 0o755 });
      return [PROBE_PROGRAM, "batch"];
    },
  };
}

/** The native program where it can be built, else Node.js; or the one that was asked for. Throws `unavailable`. */
export async function getProbeProgram(backend: SandboxBackend, asked?: ProbeProgramName): Promise<ProbeProgram> {
  if (asked === "node") return nodeProbeProgram(backend);
  const native = await getNativeProgram(backend);
  if ("program" in native) return toNative(native.program);
  if (asked === undefined) return nodeProbeProgram(backend);
  throw new SandboxError("unavailable", `The native probe program is not here; ${native.missing}`);
}
