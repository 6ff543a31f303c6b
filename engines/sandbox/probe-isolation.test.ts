import { describe, expect, it } from "vitest";
import type { SandboxWeakness } from "./bubblewrap-arguments.ts";
import { createBubblewrapBackend, probeIsolation, runProbes, SANDBOX_PROBES } from "./index.ts";

describe("isolation probes", () => {
  it("all hold in a sandbox as it is shipped", async () => {
    const report = await runProbes(createBubblewrapBackend(), SANDBOX_PROBES, { now: () => new Date("2026-06-02T00:00:00Z") });
    expect(report.probes.filter((probe) => !probe.held)).toEqual([]);
    expect({ ...report, probes: report.probes.map((probe) => probe.probe) }).toEqual({
      backend: "bubblewrap", startedAt: "2026-06-02T00:00:00.000Z", held: true, probes: SANDBOX_PROBES.map((probe) => probe.name),
    });
  });

  it.each<[SandboxWeakness, readonly string[], readonly string[]]>([
    // The resolver probe depends on the host having a route out, so it may be red or not.
    ["share-network", ["tcp-host-loopback", "udp-host-loopback", "unix-abstract-socket", "network-interfaces"], ["tcp6-host-loopback", "tcp-outside", "dns-query"]],
    ["share-host-files", ["unix-path-socket", "read-host-secret", "write-outside"], []],
    ["share-host-processes", ["see-host-process"], []],
    ["no-system-call-filter", ["system-call-filter", "netlink-socket", "trace-process", "kernel-interfaces"], ["vsock-socket"]],
  ])("turn red where they should when the sandbox is weakened by %s", async (weakness, expected, dependsOnHost) => {
    const report = await probeIsolation(createBubblewrapBackend({ weakenedForTests: [weakness] }));
    const red = report.probes.filter((probe) => !probe.held).map((probe) => probe.probe);
    expect(report.held).toBe(false);
    expect(red.filter((probe) => !dependsOnHost.includes(probe)).toSorted()).toEqual(expected.toSorted());
  });
});
