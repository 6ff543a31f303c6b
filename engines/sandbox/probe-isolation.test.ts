import { describe, expect, it } from "vitest";
import type { SandboxWeakness } from "./bubblewrap-arguments.ts";
import { createBubblewrapBackend, createUnconfinedBackend, probeIsolation, runProbes, SANDBOX_PROBES } from "./index.ts";

// Some of them wait for seconds by design, and a busy machine makes more of those.
const PATIENCE_MS = 120_000;
const named = (...names: readonly string[]) => SANDBOX_PROBES.filter(({ name }) => names.includes(name));

describe("isolation probes", () => {
  it("all hold in a sandbox as it is shipped", async () => {
    const report = await runProbes(createBubblewrapBackend(), SANDBOX_PROBES, { now: () => new Date("2026-06-02T00:00:00Z") });
    expect(report.probes.filter((probe) => !probe.held)).toEqual([]);
    expect({ ...report, probes: report.probes.map((probe) => probe.probe) }).toEqual({
      backend: "bubblewrap", startedAt: "2026-06-02T00:00:00.000Z", program: "native", held: true, probes: SANDBOX_PROBES.map((probe) => probe.name), untried: [],
    });
  }, PATIENCE_MS);

  it("have names of their own, and say what is attempted and what stopped it", async () => {
    expect(new Set(SANDBOX_PROBES.map(({ name }) => name)).size).toBe(SANDBOX_PROBES.length);
    const [probe] = (await runProbes(createBubblewrapBackend(), named("tcp-outside"))).probes;
    expect(probe).toEqual({
      probe: "tcp-outside", group: "egress", family: "egress", held: true,
      attempted: "connect to 192.0.2.1:80 (a documentation address)", observed: "held connect: Network is unreachable",
    });
  });

  const withoutFilter = [
    "netlink-socket", "trace-first-process", "first-process-rights", "process-descriptors", "system-call-filter", "keyrings", "bpf", "perf-events", "administration", "set-clock",
  ];
  // What a kernel refuses by itself, or has not got, depends on how it was built and set.
  const byKernel = ["vsock-socket", "mount-new-calls", "old-system-calls", "io-uring", "userfaultfd", "fanotify", "hardware-ports", "terminal-input", "other-socket-families", "read-first-process-memory", "trace-host-process"];

  it.each<[SandboxWeakness, readonly string[], readonly string[]]>([
    // Whether a datagram or a connection finds a way out depends on the routes of the host.
    ["share-network", ["tcp-host-loopback", "udp-host-loopback", "unix-abstract-socket", "network-interfaces", "network-routes"],
      ["tcp6-host-loopback", "udp6-host-loopback", "tcp-outside", "tcp6-outside", "cloud-metadata", "udp-outside", "udp6-outside", "udp-multicast", "udp-broadcast", "dns-query", "dns-own-resolver", "icmp-echo"]],
    ["share-host-files", ["unix-path-socket", "read-host-secret", "symlink-to-host", "write-host-folder"], ["write-outside", "home-folders", "machine-identity", "control-sockets", "account-files"]],
    ["share-host-processes", ["see-host-process", "signal-host-process"], ["first-process-rights"]],
    ["share-host-ipc", ["host-shared-memory", "host-ipc-tables"], []],
    ["share-host-name", ["host-name"], []],
    ["no-system-call-filter", withoutFilter, byKernel],
    ["allow-user-namespaces", [...withoutFilter, "user-namespace-by-unshare", "user-namespace-by-clone", "user-namespace-by-clone3"], byKernel],
    ["keep-capabilities", ["capabilities", "first-process-rights"], []],
    ["leak-environment", ["host-environment", "first-process-environment"], []],
    ["leak-descriptor", ["inherited-descriptors"], []],
  ])("turn red where they should, and nowhere else, when the sandbox is weakened by %s", async (weakness, expected, dependsOnHost) => {
    const report = await probeIsolation(createBubblewrapBackend({ weakenedForTests: [weakness] }));
    const red = report.probes.filter((probe) => !probe.held).map((probe) => probe.probe);
    expect(report.held).toBe(false);
    expect(red.filter((probe) => !dependsOnHost.includes(probe)).toSorted()).toEqual([...expected].toSorted());
  });

  it("on resources turn red when the sandbox has no limits", async () => {
    const probes = named("fork-bomb", "thread-bomb", "memory-bomb", "memory-of-many", "output-flood", "error-flood", "wall-time", "cpu-time", "file-size", "disk-space", "disk-files", "open-files");
    const report = await runProbes(createBubblewrapBackend({ weakenedForTests: ["no-limits"] }), probes);
    expect(probes).toHaveLength(12);
    expect(report.probes.filter((probe) => probe.held)).toEqual([]);
  }, PATIENCE_MS);

  it("are not attempted, and do not hold, where nothing is isolated", async () => {
    const report = await probeIsolation(createUnconfinedBackend());
    expect({ held: report.held, answers: new Set(report.probes.map(({ held, observed }) => `${held} ${observed}`)) }).toEqual({
      held: false, answers: new Set(["false not attempted: this backend isolates nothing"]),
    });
  });
});

describe("isolation probes on a host without a C compiler", () => {
  // What only a system call of one's own can attempt.
  const beyondNode = [
    "icmp-echo", "netlink-socket", "raw-socket", "raw6-socket", "packet-socket", "vsock-socket", "other-socket-families", "open-by-handle", "mount", "mount-new-calls", "remount", "unmount",
    "trace-host-process", "trace-first-process", "process-descriptors", "host-shared-memory", "old-system-calls", "user-namespace-by-clone", "user-namespace-by-clone3", "keyrings", "bpf",
    "perf-events", "io-uring", "userfaultfd", "fanotify", "kexec", "kernel-modules", "administration", "hardware-ports", "set-clock", "set-host-name", "terminal-input",
  ];

  it("are made by Node.js, which says which ones it could not try", async () => {
    const report = await probeIsolation(createBubblewrapBackend(), { program: "node" });
    const all = await probeIsolation(createBubblewrapBackend());
    expect(report.probes.filter((probe) => !probe.held)).toEqual([]);
    expect({ program: report.program, held: report.held, untried: report.untried?.map(({ probe }) => probe) }).toEqual({ program: "node", held: true, untried: beyondNode });
    expect(report.probes.map(({ probe }) => probe)).toEqual(all.probes.map(({ probe }) => probe).filter((probe) => !beyondNode.includes(probe)));
    expect(report.untried?.[0]).toEqual({
      probe: "icmp-echo", group: "egress", family: "egress", attempted: "send an ICMP echo request to 192.0.2.1",
      why: "Node.js has no way to make this attempt; where the host has a C compiler, it is made",
    });
  });

  it("which need a program of their own are not tried, and alone prove nothing", async () => {
    const probes = named("orphan-survives", "fork-bomb");
    expect(probes).toHaveLength(2);
    const report = await runProbes(createBubblewrapBackend(), probes, { program: "node" });
    expect({ held: report.held, probes: report.probes, untried: report.untried?.map(({ probe, why }) => `${probe}: ${why}`) }).toEqual({
      held: false, probes: [], untried: ["orphan-survives: it needs the native program", "fork-bomb: it needs the native program"],
    });
  });

  it.each<[SandboxWeakness, readonly string[], readonly string[]]>([
    ["share-network", ["tcp-host-loopback", "udp-host-loopback", "unix-abstract-socket", "network-interfaces", "network-routes"],
      ["tcp6-host-loopback", "udp6-host-loopback", "tcp-outside", "tcp6-outside", "cloud-metadata", "udp-outside", "udp6-outside", "udp-multicast", "udp-broadcast", "dns-query", "dns-own-resolver"]],
    ["share-host-files", ["unix-path-socket", "read-host-secret", "symlink-to-host", "write-host-folder"], ["write-outside", "home-folders", "machine-identity", "control-sockets", "account-files"]],
    ["share-host-processes", ["see-host-process", "signal-host-process"], ["first-process-rights"]],
    ["share-host-ipc", ["host-ipc-tables"], []],
    ["share-host-name", ["host-name"], []],
    ["no-system-call-filter", ["system-call-filter", "first-process-rights"], []],
    ["allow-user-namespaces", ["system-call-filter", "first-process-rights", "user-namespace-by-unshare"], []],
    ["keep-capabilities", ["capabilities", "first-process-rights"], []],
    ["leak-environment", ["host-environment", "first-process-environment"], []],
    ["leak-descriptor", ["inherited-descriptors"], []],
  ])("turn red where they should, and nowhere else, when the sandbox is weakened by %s", async (weakness, expected, dependsOnHost) => {
    const report = await probeIsolation(createBubblewrapBackend({ weakenedForTests: [weakness] }), { program: "node" });
    const red = report.probes.filter((probe) => !probe.held).map((probe) => probe.probe);
    expect(report.held).toBe(false);
    expect(red.filter((probe) => !dependsOnHost.includes(probe)).toSorted()).toEqual([...expected].toSorted());
  });
});
