// The probes that Node.js can make, for a host without a C compiler; their words and arguments are those of the native
// probe program. Reads lines from standard input (NAME, WORD and arguments, separated by tabs), and prints for each NAME,
// a tab, and "held …", "BREACHED …", or "untried …" where Node.js has no way to make the attempt.
import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { accessSync, chmodSync, chownSync, closeSync, constants, existsSync, linkSync, openSync, readdirSync, readFileSync, readSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname, setPriority } from "node:os";

const ATTEMPT_MS = 3_000;
const ANSWER_MS = 250;

const held = (what, cause) => `held ${what}: ${cause?.code ?? cause?.message ?? "refused"}`;
const heldBecause = (why) => `held ${why}`;
const breached = (what) => `BREACHED ${what}`;
const untried = (why) => `untried ${why}`;

/** What went wrong in `work`, or undefined where nothing did. */
function refusalOf(work) {
  try {
    work();
    return undefined;
  } catch (cause) {
    return cause;
  }
}

/** Breached as soon as one of the named attempts succeeds. */
function refusesAll(what, attempts) {
  let last;
  for (const [name, work] of attempts) {
    last = refusalOf(work);
    if (last === undefined) return breached(name);
  }
  return held(what, last);
}

const opensAny = (what, flags, paths) => refusesAll(what, paths.map((path) => [path, () => closeSync(openSync(path, flags | constants.O_NONBLOCK))]));
const readsAny = (what, ...paths) => opensAny(what, constants.O_RDONLY, paths);
const writesAny = (what, ...paths) => opensAny(what, constants.O_WRONLY, paths);
const linesOf = (path) => readFileSync(path, "utf8").split("\n").filter((line) => line !== "");

// --- Ways out by a network or a socket.

function dial(where) {
  return new Promise((resolve) => {
    const socket = connect(where);
    const end = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => end(breached("connected")));
    socket.once("error", (cause) => end(held("connect", cause)));
    // After one more look at the sockets: on a busy machine the time may be over before they were looked at once.
    setTimeout(() => setImmediate(() => end(breached("a route leads out, no answer yet"))), ANSWER_MS);
  });
}

function send({ type, address, port, data, witnessed }) {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    const end = (answer) => socket.close(() => resolve(answer));
    socket.once("error", (cause) => end(held("socket", cause)));
    socket.bind(0, () => {
      socket.setBroadcast(true);
      socket.send(data, Number(port), address, (cause) => {
        if (cause) end(held("send", cause));
        else end(witnessed ? heldBecause("sent, and nobody outside heard it") : breached("a datagram left"));
      });
    });
  });
}

const DNS_QUERY = Buffer.from("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x05probe\x07invalid\x00\x00\x01\x00\x01", "latin1");
const askResolver = (address) => send({ type: "udp4", address, port: 53, data: DNS_QUERY, witnessed: false });

function ownResolver() {
  if (!existsSync("/etc/resolv.conf")) return heldBecause("no name server is named");
  const address = /^nameserver\s+([0-9.]+)$/m.exec(readFileSync("/etc/resolv.conf", "utf8"))?.[1];
  return address === undefined ? heldBecause("no name server is named") : askResolver(address);
}

const CONTROL_SOCKETS = ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/run/crio/crio.sock"];

function tableShows(path, headLines, isHarmless, found) {
  if (!existsSync(path)) return heldBecause(`there is no ${path}`);
  return linesOf(path).slice(headLines).every(isHarmless) ? heldBecause(`only loopback stands in ${path}`) : breached(found);
}

// --- The host's files, devices and settings.

function holdsText(path, text) {
  let content = "";
  const refusal = refusalOf(() => {
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(4096);
    content = bytes.toString("latin1", 0, readSync(descriptor, bytes));
    closeSync(descriptor);
  });
  return refusal === undefined && content.includes(text);
}

function readSecret(path, secret) {
  const roots = ["", "/proc/1/root", "/proc/self/root", "/box/../../../..", "/proc/self/cwd/../../.."];
  return roots.some((root) => holdsText(`${root}${path}`, secret)) ? breached("read the host's file") : heldBecause("five routes do not lead to it");
}

function symlinkTo(path, secret) {
  rmSync("/box/probe-symlink", { force: true });
  symlinkSync(path, "/box/probe-symlink");
  return holdsText("/box/probe-symlink", secret) ? breached("read the host's file through a symbolic link") : heldBecause("a symbolic link does not lead out");
}

function hardlinkTo(path) {
  rmSync("/box/probe-hardlink", { force: true });
  return refusesAll("hard links to the host's file and to a system file", [
    ["linked a file of the host", () => linkSync(path, "/box/probe-hardlink")],
    ["linked a file of the system", () => linkSync("/etc/ld.so.cache", "/box/probe-hardlink")],
  ]);
}

function create(folder) {
  const path = `${folder}/breakwater-probe`;
  closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o600));
  unlinkSync(path);
}

const SYSTEM_FOLDERS = ["/usr", "/usr/bin", "/etc", "/", "/dev", "/lib", "/proc", "/sys", "/var", "/run", "/root", "/home"];

function homes() {
  for (const folder of ["/root", "/home", "/srv", "/mnt", "/media"]) {
    let names = [];
    if (refusalOf(() => (names = readdirSync(folder))) === undefined && names.some((name) => !name.startsWith("."))) return breached(folder);
  }
  return heldBecause("no file of a person is in /root, /home, /srv, /mnt or /media");
}

// --- Programs of the system that make one system call and report its error: an attempt like any other.

const REFUSAL = /Operation not permitted|Permission denied|Function not implemented|Invalid argument|No space left on device/;

function runsAny(what, ...commands) {
  let refusal = "";
  let missing = "";
  for (const [program, ...rest] of commands) {
    const { error, status, stderr } = spawnSync(program, rest, { encoding: "utf8", timeout: ATTEMPT_MS });
    if (status === 0) return breached([program, ...rest].join(" "));
    const said = REFUSAL.exec(stderr ?? "")?.[0];
    if (error || said === undefined) missing ||= `${program} ${error?.code ?? `says: ${stderr.trim().split("\n")[0]}`}`;
    else refusal = said;
  }
  return missing === "" ? `held ${what}: ${refusal}` : untried(missing);
}

const unshare = (...kinds) => kinds.map((kind) => ["/usr/bin/unshare", `--${kind}`, "/bin/true"]);
const nsenter = (...options) => options.map((option) => ["/usr/bin/nsenter", option, "/bin/true"]);

// --- Other processes, and privileges.

/** Field 22 of /proc/PID/stat (proc(5)): the start tells a process of the host from one of the same number inside. */
function startsAt(pid, ticks) {
  let text = "";
  refusalOf(() => (text = readFileSync(`/proc/${pid}/stat`, "utf8")));
  return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] === ticks;
}

const seesHost = (ticks) => (readdirSync("/proc").some((name) => /^\d+$/.test(name) && startsAt(name, ticks)) ? breached("the host's process is listed in /proc") : heldBecause("only its own processes exist"));
const isNeighbour = (pid, ticks) => existsSync(`/proc/${pid}`) && !startsAt(pid, ticks);
const NEIGHBOUR = heldBecause("the host's number belongs to a process of the sandbox");

function signals(pid, ticks) {
  if (isNeighbour(pid, ticks)) return NEIGHBOUR;
  const refusal = refusalOf(() => process.kill(Number(pid), 0));
  return refusal === undefined || refusal.code === "EPERM" ? breached("a signal finds the host's process") : held("kill", refusal);
}

function readsMemory(pid, ticks) {
  if (isNeighbour(pid, ticks)) return NEIGHBOUR;
  return refusesAll("/proc/PID/maps and mem", [["read the memory of a process", () => {
    const start = BigInt(`0x${readFileSync(`/proc/${pid}/maps`, "utf8").split("-")[0]}`);
    const descriptor = openSync(`/proc/${pid}/mem`, constants.O_RDONLY);
    readSync(descriptor, Buffer.alloc(8), 0, 8, start);
  }]]);
}

const statusOf = (pid, name) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "";
const CAPABILITY_SETS = ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"];
const capabilitiesOf = (pid) => CAPABILITY_SETS.find((set) => !/^0+$/.test(statusOf(pid, set)));

function firstProcessRights() {
  if (capabilitiesOf(1) !== undefined) return breached("the first process holds capabilities");
  return statusOf(1, "Seccomp") === "2" ? heldBecause("the first process holds no capability and is filtered too") : breached("the first process has no system call filter");
}

function capabilities() {
  const set = capabilitiesOf("self");
  return set === undefined ? heldBecause("all five capability sets are empty") : breached(set);
}

const setting = (name, wanted, good, bad) => (statusOf("self", name) === wanted ? heldBecause(good) : breached(bad));

function priorities() {
  const own = refusesAll("priority and oom_score_adj", [
    ["raised its priority", () => setPriority(-10)],
    ["made itself immune to the memory limit", () => writeFileSync("/proc/self/oom_score_adj", "-1000")],
  ]);
  return own.startsWith("held") ? runsAny("priority, real-time scheduling, oom_score_adj", ["/usr/bin/chrt", "--fifo", "10", "/bin/true"]) : own;
}

function sysvTables() {
  const full = ["shm", "sem", "msg"].map((name) => `/proc/sysvipc/${name}`).find((path) => existsSync(path) && linesOf(path).length > 1);
  return full === undefined ? heldBecause("no shared memory, semaphore or message queue is listed") : breached(full);
}

function becomeRoot() {
  if (process.getuid() === 0) return breached("runs as user 0");
  return refusesAll("setuid, setgid, setgroups", [
    ["became root", () => process.setuid(0)],
    ["joined group 0", () => process.setgid(0)],
    ["joined group 0", () => process.setgroups([0])],
  ]);
}

function setuidFile() {
  writeFileSync("/box/probe-setuid", "#!/bin/sh\n", { mode: 0o700 });
  return refusesAll("chown to root", [["gave a setuid file to root", () => {
    chownSync("/box/probe-setuid", 0, 0);
    chmodSync("/box/probe-setuid", 0o4755);
  }]]);
}

// --- What leaked in.

/** Listed by another program beforehand, because Node.js opens some for itself. */
function descriptors() {
  if (!existsSync("/box/descriptors")) return untried("no program here lists its descriptors");
  const open = linesOf("/box/descriptors").map((line) => / (\d+) -> (.+)$/.exec(line)).filter((found) => found !== null && Number(found[1]) > 2);
  const leaked = open.find(([, , target]) => target !== "/dev/null" && !/^\/proc\/\d+\/fd$/.test(target));
  return leaked === undefined ? heldBecause("no descriptor beside the three standard ones") : breached(leaked[2]);
}

// The last one is the starter's own.
const KNOWN = ["PATH", "HOME", "LANG", "PWD", "HOSTNAME", "container", "TERM", "LD_LIBRARY_PATH"];
const unknownIn = (names) => names.find((name) => name !== "" && !KNOWN.includes(name));

function environment() {
  return unknownIn(Object.keys(process.env)) === undefined ? heldBecause("no variable beside the fixed ones") : breached("a variable of the host");
}

function firstProcess() {
  let content = "";
  const refusal = refusalOf(() => (content = readFileSync("/proc/1/environ", "latin1")));
  if (refusal !== undefined) return held("/proc/1/environ", refusal);
  return unknownIn(content.split("\0").map((entry) => entry.split("=")[0])) === undefined ? heldBecause("the first process shows no variable of the host") : breached("the first process shows a variable of the host");
}

const ATTEMPTS = {
  tcp4: (host, port) => dial({ host, port: Number(port) }),
  tcp6: (host, port) => dial({ host, port: Number(port) }),
  udp4: (address, port, data) => send({ type: "udp4", address, port, data, witnessed: true }),
  udp6: (address, port, data) => send({ type: "udp6", address, port, data, witnessed: true }),
  "udp4-out": (address, port) => send({ type: "udp4", address, port, data: "x", witnessed: false }),
  "udp6-out": (address, port) => send({ type: "udp6", address, port, data: "x", witnessed: false }),
  dns: askResolver,
  "own-resolver": ownResolver,
  "unix-abstract": (name) => dial({ path: `\0${name}` }),
  "unix-path": (path) => dial({ path }),
  "control-sockets": () => refusesAll("seven control sockets of a host", CONTROL_SOCKETS.map((path) => [path, () => accessSync(path)])),
  interfaces: () => tableShows("/proc/net/dev", 2, (line) => line.trim().startsWith("lo:"), "an interface beside loopback"),
  routes: () => tableShows("/proc/net/route", 1, (line) => line.startsWith("lo\t"), "a route leads out"),
  "read-secret": readSecret,
  symlink: symlinkTo,
  hardlink: hardlinkTo,
  "write-outside": () => refusesAll("creating a file in twelve folders", SYSTEM_FOLDERS.map((folder) => [folder, () => create(folder)])),
  "write-host": (folder) => refusesAll("creating a file in the host's folder", [["created a file in a folder of the host", () => create(folder)]]),
  accounts: () => readsAny("files of accounts and passwords", "/etc/shadow", "/etc/gshadow", "/etc/sudoers", "/etc/security/opasswd", "/etc/krb5.keytab", "/etc/ssh/ssh_host_ed25519_key", "/etc/ssl/private"),
  homes,
  devices: () => readsAny("devices of the host", "/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/dev/sda", "/dev/vda", "/dev/nvme0n1", "/dev/kvm", "/dev/fuse", "/dev/loop-control", "/dev/loop0", "/dev/net/tun", "/dev/vhost-vsock", "/dev/input/event0", "/dev/dri/card0"),
  "make-devices": () => runsAny("mknod", ["/usr/bin/mknod", "/box/probe-device", "c", "1", "1"], ["/usr/bin/mknod", "/tmp/probe-device", "b", "8", "0"]),
  "proc-settings": () => writesAny("kernel settings in /proc/sys", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/randomize_va_space", "/proc/sys/fs/binfmt_misc/register", "/proc/sys/kernel/hostname"),
  sysrq: () => writesAny("/proc/sysrq-trigger and interrupts", "/proc/sysrq-trigger", "/proc/irq/0/smp_affinity", "/proc/mtrr", "/proc/acpi/wakeup"),
  "sys-settings": () => writesAny("kernel settings in /sys", "/sys/kernel/uevent_helper", "/sys/fs/cgroup/release_agent", "/sys/fs/cgroup/memory/release_agent", "/sys/fs/cgroup/cgroup.procs", "/sys/power/state", "/sys/kernel/mm/transparent_hugepage/enabled", "/sys/module/kernel/parameters/panic"),
  "kernel-memory": () => readsAny("the kernel's memory and log", "/proc/kcore", "/proc/kmsg", "/proc/kpagecount", "/sys/kernel/debug/kprobes/list", "/sys/kernel/tracing/trace", "/sys/firmware/efi/efivars", "/boot/vmlinuz"),
  roots: () => runsAny("chroot", ["/usr/sbin/chroot", "/usr", "/bin/true"]),
  sees: seesHost,
  signals,
  "read-memory": readsMemory,
  "first-rights": firstProcessRights,
  joins: () => runsAny("setns", ...nsenter("--net=/proc/1/ns/net", "--mount=/proc/1/ns/mnt", "--user=/proc/1/ns/user", "--pid=/proc/1/ns/pid", "--user=/proc/self/ns/user")),
  priorities,
  "sysv-tables": sysvTables,
  unshare: () => runsAny("unshare", ...unshare("user")),
  "other-namespaces": () => runsAny("unshare of six kinds", ...unshare("mount", "net", "pid", "ipc", "uts", "cgroup")),
  capabilities,
  "no-new-privileges": () => setting("NoNewPrivs", "1", "no-new-privileges is on, so a setuid program gains nothing", "no-new-privileges is not set"),
  filter: () => setting("Seccomp", "2", "a system call filter is on", "no system call filter"),
  root: becomeRoot,
  "setuid-file": setuidFile,
  terminal: () => opensAny("/dev/tty", constants.O_RDWR | constants.O_NOCTTY, ["/dev/tty"]),
  consoles: () => opensAny("six consoles", constants.O_RDWR | constants.O_NOCTTY, ["/dev/tty0", "/dev/tty1", "/dev/ttyS0", "/dev/vcs", "/dev/vcsa1", "/dev/uinput"]),
  descriptors,
  environment,
  "first-process": firstProcess,
  "host-name": (name) => (hostname() === name ? breached("knows the host's name") : heldBecause("has a name of its own")),
  identity: () => readsAny("files that name the machine", "/etc/machine-id", "/var/lib/dbus/machine-id", "/sys/class/dmi/id/product_uuid", "/sys/class/dmi/id/product_serial"),
};

async function attempt(word, given) {
  if (!Object.hasOwn(ATTEMPTS, word)) return untried("Node.js has no way to make this attempt; where the host has a C compiler, it is made");
  let timer;
  const timeUp = new Promise((resolve) => {
    timer = setTimeout(() => resolve("no answer in time"), ATTEMPT_MS);
  });
  try {
    return await Promise.race([ATTEMPTS[word](...given), timeUp]);
  } catch (cause) {
    return `no answer: ${cause?.message}`;
  } finally {
    clearTimeout(timer);
  }
}

for (const line of readFileSync(0, "utf8").split("\n").filter((text) => text !== "")) {
  const [name, word, ...given] = line.split("\t");
  process.stdout.write(`${name}\t${(await attempt(word, given)).split("\n")[0]}\n`);
}
