import { SandboxError, toShownText } from "./sandbox.errors.ts";
import type { SandboxBackend } from "./sandbox.types.ts";

// One small C program, because C is what is there on a fresh machine. `probe NAME ARGS…` attempts one thing and prints
// one line: "held …" or "BREACHED …". Where success cannot be seen from inside (a datagram), the host's witness decides.
const SOURCE = String.raw`
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int held(const char *what) { printf("held %s: %s\n", what, strerror(errno)); return 0; }
static int held_because(const char *why) { printf("held %s\n", why); return 0; }
static int breached(const char *what) { printf("BREACHED %s\n", what); return 0; }

static int dial(int family, const struct sockaddr *to, socklen_t size) {
  int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0) return held("socket");
  if (connect(fd, to, size) == 0) return breached("connected");
  if (errno != EINPROGRESS) return held("connect");
  struct pollfd wait = {fd, POLLOUT, 0};
  if (poll(&wait, 1, 250) == 0) return breached("a route leads out, no answer yet");
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error == 0) return breached("connected");
  errno = error;
  return held("connect");
}

static int tcp4(const char *address, int port) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  return dial(AF_INET, (struct sockaddr *)&to, sizeof to);
}

static int tcp6(const char *address, int port) {
  struct sockaddr_in6 to = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  inet_pton(AF_INET6, address, &to.sin6_addr);
  return dial(AF_INET6, (struct sockaddr *)&to, sizeof to);
}

static int udp4(const char *address, int port, const void *data, size_t size, int unheard_is_held) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, address, &to.sin_addr);
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) return held("socket");
  if (sendto(fd, data, size, 0, (struct sockaddr *)&to, sizeof to) < 0) return held("sendto");
  return unheard_is_held ? held_because("sent, and nobody outside heard it") : breached("sent to a resolver");
}

static int dns(const char *resolver) {
  static const char query[] = "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05probe\x07invalid\x00\x00\x01\x00\x01";
  return udp4(resolver, 53, query, sizeof query - 1, 0);
}

static int unix_socket(const char *path, int is_abstract) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  size_t length = strlen(path);
  if (length + 2 > sizeof to.sun_path) return breached("path too long to try");
  memcpy(to.sun_path + is_abstract, path, length + 1 - is_abstract);
  return dial(AF_UNIX, (struct sockaddr *)&to, offsetof(struct sockaddr_un, sun_path) + is_abstract + length + !is_abstract);
}

static int refused_socket(int family, int type, int protocol, const char *what) {
  if (socket(family, type, protocol) >= 0) return breached(what);
  return held(what);
}

static int raw_sockets(void) {
  if (socket(AF_INET, SOCK_RAW, 1) >= 0) return breached("raw ICMP socket");
  if (socket(AF_PACKET, SOCK_RAW, 0) >= 0) return breached("packet socket");
  return held("raw and packet sockets");
}

static int interfaces(void) {
  FILE *file = fopen("/proc/net/dev", "r");
  char line[512];
  if (!file) return held("/proc/net/dev");
  for (int row = 0; fgets(line, sizeof line, file); row++)
    if (row >= 2 && !strstr(line, "lo:")) return breached("an interface beside loopback");
  return held_because("only loopback exists");
}

static int read_secret(const char *path, const char *secret) {
  static const char *const roots[] = {"", "/proc/1/root", "/proc/self/root", "/box/../../../..", "/proc/self/cwd/../../.."};
  char full[4096], text[256];
  for (size_t i = 0; i < sizeof roots / sizeof *roots; i++) {
    snprintf(full, sizeof full, "%s%s", roots[i], path);
    int fd = open(full, O_RDONLY);
    if (fd < 0) continue;
    ssize_t size = read(fd, text, sizeof text - 1);
    text[size < 0 ? 0 : size] = 0;
    if (strstr(text, secret)) return breached("read the host's file");
    close(fd);
  }
  return held("open by five routes");
}

static int write_outside(const char *folder) {
  const char *const folders[] = {"/usr", "/usr/bin", "/etc", "/", "/dev", "/dev/shm", folder};
  char full[4096];
  for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
    snprintf(full, sizeof full, "%s/breakwater-probe", folders[i]);
    int fd = open(full, O_WRONLY | O_CREAT, 0600);
    if (fd >= 0) { unlink(full); return breached(full); }
  }
  return held("creating a file in seven folders");
}

static int processes(int host_pid) {
  if (kill(host_pid, 0) == 0 || errno == EPERM) return breached("a signal finds the host process");
  DIR *proc = opendir("/proc");
  int seen = 0;
  for (struct dirent *entry; proc && (entry = readdir(proc));) seen += entry->d_name[0] >= '1' && entry->d_name[0] <= '9';
  if (seen > 3) return breached("foreign processes listed in /proc");
  return held_because("only its own processes exist");
}

static int namespaces(void) {
  if (unshare(CLONE_NEWUSER) == 0) return breached("unshare made a user namespace");
  long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) _exit(0);
  if (pid > 0) return breached("clone made a user namespace");
  unsigned long long arguments[8] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
  pid = syscall(435, arguments, sizeof arguments);
  if (pid == 0) _exit(0);
  if (pid > 0) return breached("clone3 made a user namespace");
  return held("unshare, clone, clone3");
}

static int mounts(void) {
  if (mount("none", "/tmp", "tmpfs", 0, 0) == 0) return breached("mounted a file system");
  if (mount(0, "/usr", 0, MS_REMOUNT | MS_BIND, 0) == 0) return breached("remounted /usr writable");
  if (umount2("/proc", MNT_DETACH) == 0) return breached("unmounted /proc");
  if (chroot("/box") == 0) return breached("chroot");
  return held("mount, remount, umount, chroot");
}

static int status_line(const char *name, char *value, size_t size) {
  FILE *file = fopen("/proc/self/status", "r");
  char line[256];
  while (file && fgets(line, sizeof line, file))
    if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':') { snprintf(value, size, "%s", line + strlen(name) + 2); return 1; }
  return 0;
}

static int capabilities(void) {
  static const char *const sets[] = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"};
  char value[64];
  for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
    if (!status_line(sets[i], value, sizeof value) || strtoull(value, 0, 16) != 0) return breached(sets[i]);
  return held_because("all five capability sets are empty");
}

static int filter(void) {
  char value[64];
  if (!status_line("NoNewPrivs", value, sizeof value) || atoi(value) != 1) return breached("no-new-privileges is not set");
  if (!status_line("Seccomp", value, sizeof value) || atoi(value) != 2) return breached("no system call filter");
  return held_because("no-new-privileges and a system call filter are on");
}

static int become_root(void) {
  if (setuid(0) == 0 || setresuid(0, 0, 0) == 0 || setgid(0) == 0) return breached("became root");
  return held("setuid, setresuid, setgid");
}

static int trace(int host_pid) {
  if (ptrace(PTRACE_TRACEME, 0, 0, 0) == 0) return breached("tracing is available");
  if (ptrace(PTRACE_ATTACH, host_pid, 0, 0) == 0) return breached("attached to a host process");
  if (ptrace(PTRACE_ATTACH, 1, 0, 0) == 0) return breached("attached to the first process");
  return held("ptrace");
}

static int devices(void) {
  static const char *const paths[] = {"/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/kvm", "/dev/fuse", "/dev/loop-control"};
  if (mknod("/box/probe-device", S_IFCHR | 0600, makedev(1, 1)) == 0) return breached("made a character device");
  if (mknod("/tmp/probe-device", S_IFBLK | 0600, makedev(8, 0)) == 0) return breached("made a block device");
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    if (open(paths[i], O_RDONLY) >= 0) return breached(paths[i]);
  errno = EPERM;
  return held("mknod, and seven devices absent");
}

static int settings(void) {
  static const char *const paths[] = {"/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/vm/overcommit_memory", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/release_agent", "/proc/1/oom_score_adj"};
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
    if (open(paths[i], O_WRONLY) >= 0 && i < 5) return breached(paths[i]);
  return held("opening kernel settings for writing");
}

static int kernel_interfaces(void) {
  static const struct { const char *name; long number; } calls[] = {
    {"bpf", SYS_bpf}, {"perf_event_open", SYS_perf_event_open}, {"io_uring_setup", 425}, {"userfaultfd", SYS_userfaultfd},
    {"add_key", SYS_add_key}, {"keyctl", SYS_keyctl}, {"request_key", SYS_request_key}, {"process_vm_readv", SYS_process_vm_readv},
    {"setns", SYS_setns}, {"open_by_handle_at", SYS_open_by_handle_at}, {"kexec_load", SYS_kexec_load}, {"init_module", SYS_init_module},
    {"pidfd_getfd", 438}, {"fsopen", 430}, {"open_tree", 428}, {"move_mount", 429}, {"quotactl", SYS_quotactl}, {"acct", SYS_acct}};
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    errno = 0;
    long result = syscall(calls[i].number, -1L, -1L, -1L, -1L, -1L, -1L);
    if (result >= 0 || (errno != ENOSYS && errno != EPERM)) return breached(calls[i].name);
  }
  return held_because("18 kernel interfaces cannot be reached");
}

static int terminal(void) {
  char letter = 'x';
  if (ioctl(0, TIOCSTI, &letter) == 0) return breached("pushed input into the terminal");
  if (open("/dev/tty", O_RDWR) >= 0) return breached("has a controlling terminal");
  return held("TIOCSTI and /dev/tty");
}

static int descriptors(void) {
  char path[64], target[256];
  for (int fd = 3; fd < 1024; fd++) {
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(path, target, sizeof target - 1);
    if (size < 0) continue;
    target[size] = 0;
    if (strcmp(target, "/dev/null")) return breached(target);
  }
  return held_because("no descriptor beside the three standard ones");
}

extern char **environ;
static int environment(void) {
  static const char *const known[] = {"PATH=", "HOME=", "LANG=", "PWD="};
  for (char **entry = environ; *entry; entry++) {
    int is_known = 0;
    for (size_t i = 0; i < 4; i++) is_known |= !strncmp(*entry, known[i], strlen(known[i]));
    if (!is_known) return breached("a variable of the host");
  }
  return held_because("only PATH, HOME, LANG and PWD");
}

static int fork_bomb(void) {
  int made = 0;
  while (made < 400) {
    pid_t pid = fork();
    if (pid == 0) { pause(); _exit(0); }
    if (pid < 0) break;
    made++;
  }
  printf("%d\n", made);
  return 0;
}

static int orphan(void) {
  if (fork() > 0) return 0;
  setsid();
  if (fork() > 0) _exit(0);
  signal(SIGTERM, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  for (;;) pause();
}

int main(int argc, char **argv) {
  const char *name = argc > 1 ? argv[1] : "", *first = argc > 2 ? argv[2] : "", *second = argc > 3 ? argv[3] : "";
  setvbuf(stdout, 0, _IOLBF, 0);
#define PROBE(word, call) if (!strcmp(name, word)) return call
  PROBE("tcp4", tcp4(first, atoi(second)));
  PROBE("tcp6", tcp6(first, atoi(second)));
  PROBE("udp4", udp4("127.0.0.1", atoi(first), second, strlen(second), 1));
  PROBE("dns", dns(first));
  PROBE("unix-abstract", unix_socket(first, 1));
  PROBE("unix-path", unix_socket(first, 0));
  PROBE("netlink", refused_socket(AF_NETLINK, SOCK_DGRAM, 0, "netlink socket"));
  PROBE("vsock", refused_socket(40, SOCK_STREAM, 0, "vsock socket"));
  PROBE("raw", raw_sockets());
  PROBE("interfaces", interfaces());
  PROBE("read-secret", read_secret(first, second));
  PROBE("write-outside", write_outside(first));
  PROBE("processes", processes(atoi(first)));
  PROBE("namespaces", namespaces());
  PROBE("mounts", mounts());
  PROBE("capabilities", capabilities());
  PROBE("filter", filter());
  PROBE("root", become_root());
  PROBE("trace", trace(atoi(first)));
  PROBE("devices", devices());
  PROBE("settings", settings());
  PROBE("kernel-interfaces", kernel_interfaces());
  PROBE("terminal", terminal());
  PROBE("descriptors", descriptors());
  PROBE("environment", environment());
  PROBE("fork-bomb", fork_bomb());
  PROBE("orphan", orphan());
  if (!strcmp(name, "memory")) {
    for (int i = 0; i < 1024; i++) { char *block = malloc(1 << 20); if (!block) break; memset(block, 1, 1 << 20); }
    return 0;
  }
  if (!strcmp(name, "flood")) {
    char block[4096];
    memset(block, 'x', sizeof block);
    for (;;) if (write(1, block, sizeof block) < 0) return 0;
  }
  if (!strcmp(name, "stubborn")) {
    for (int number = 1; number < 32; number++) signal(number, SIG_IGN);
    for (;;) pause();
  }
  if (!strcmp(name, "spin")) for (;;) ;
  if (!strcmp(name, "big-file")) {
    char block[65536] = {0};
    signal(SIGXFSZ, SIG_IGN);
    int fd = open("/box/probe-big", O_WRONLY | O_CREAT, 0600);
    long total = 0;
    for (ssize_t size; total < 64L << 20 && (size = write(fd, block, sizeof block)) > 0;) total += size;
    printf("%ld\n", total);
    return 0;
  }
  if (!strcmp(name, "open-files")) {
    int opened = 0;
    while (opened < 100000 && open("/dev/null", O_RDONLY) >= 0) opened++;
    printf("%d\n", opened);
    return 0;
  }
  return 64;
}
`;

let built: Promise<Uint8Array> | undefined;

async function build(backend: SandboxBackend): Promise<Uint8Array> {
  const sandbox = await backend.start({ label: "build-probes" });
  try {
    await sandbox.write("probe.c", SOURCE);
    const { exitCode, stderr } = await sandbox.exec({ argv: ["cc", "-O1", "-w", "-o", "probe", "probe.c"] });
    if (exitCode !== 0)
      throw new SandboxError("unavailable", `The probe program could not be built; install a C compiler (apt-get install gcc libc6-dev): ${toShownText(stderr)}`);
    return await sandbox.read("probe");
  } finally {
    await sandbox.stop();
  }
}

/** The probe program's bytes, built once in a process (about 150 ms), inside a sandbox like everything else. */
export async function getProbeProgram(backend: SandboxBackend): Promise<Uint8Array> {
  built ??= build(backend);
  return await built.catch((cause: unknown) => {
    built = undefined;
    throw cause;
  });
}
