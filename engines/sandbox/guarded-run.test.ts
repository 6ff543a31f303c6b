import { afterEach, describe, expect, it } from "vitest";
import { parseIpv4NoRoutes, parseIpv6NoRoutes } from "./egress-counters.ts";
import { closeIsolation, createBubblewrapBackend, openGuardedRun, runOnce, type EgressAlarm, type Sandbox, type SandboxErrorCode } from "./index.ts";

const at = "2026-06-02T00:00:00.000Z";
const backend = createBubblewrapBackend({ now: () => new Date(at) });
const refusedAs = (code: SandboxErrorCode) => expect.objectContaining({ name: "SandboxError", code });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.stop();
});

async function open(from = backend, onEgress?: (alarm: EgressAlarm) => void): Promise<Sandbox> {
  const sandbox = await from.start(onEgress && { onEgress });
  opened.push(sandbox);
  return sandbox;
}

const python = (script: string) => ["/usr/bin/python3", "-c", `import socket, time\n${script}`] as const;
const perl = (script: string) => ["/usr/bin/perl", "-MSocket", "-e", script] as const;
const connect = perl('socket(my $s, PF_INET, SOCK_STREAM, 0); connect($s, sockaddr_in(80, inet_aton("192.0.2.1"))); print "tried"; $| = 1; print ""; sleep 60');
const sendDatagram6 = perl('socket(my $s, PF_INET6, SOCK_DGRAM, 0); send($s, "x", 0, Socket::pack_sockaddr_in6(53, Socket::inet_pton(AF_INET6, "2001:db8::1")));');

describe("a program that tries to leave", () => {
  it("halts its whole run while it is still running, and the evidence is kept", async () => {
    const run = await openGuardedRun(backend);
    const [leaving, neighbour] = [await open(run.backend), await open(run.backend)];
    const waiting = neighbour.exec({ argv: ["/bin/sleep", "60"] });
    await Promise.all([
      expect(waiting).rejects.toEqual(refusedAs("egress-alarm")),
      expect(leaving.exec({ argv: connect })).rejects.toEqual(refusedAs("egress-alarm")),
    ]);
    expect({ held: run.isolation.held, halted: run.halted.aborted, alarms: run.alarms }).toEqual({
      held: true, halted: true, alarms: [{ sandboxId: leaving.id, at, argv: connect, attempts: { ipv4: 1, ipv6: 0 }, lastWords: "tried" }],
    });
    await expect(leaving.exec({ argv: ["/bin/true"] })).rejects.toEqual(refusedAs("egress-alarm"));
    await expect(run.backend.start()).rejects.toEqual(refusedAs("egress-alarm"));
  });

  it("is noticed when the attempt was its last act", async () => {
    const run = await openGuardedRun(backend);
    await expect(runOnce(run.backend, { argv: sendDatagram6 })).rejects.toEqual(refusedAs("egress-alarm"));
    expect(run.alarms.map(({ attempts }) => attempts)).toEqual([{ ipv4: 0, ipv6: 1 }]);
  });

  it("is noticed by its name lookup, where localhost is none", async () => {
    const alarms: EgressAlarm[] = [];
    const sandbox = await open(backend, (alarm) => alarms.push(alarm));
    const local = await sandbox.exec({ argv: perl('print inet_ntoa(inet_aton("localhost"))') });
    expect({ said: text(local.stdout), alarms }).toEqual({ said: "127.0.0.1", alarms: [] });
    const lookup = perl('print inet_aton("example.com") ? "found" : "not found"');
    const result = await sandbox.exec({ argv: lookup });
    expect({ said: text(result.stdout), outcome: result.outcome, alarms: alarms.map(({ argv }) => argv) }).toEqual({ said: "not found", outcome: "exited", alarms: [lookup] });
  });
});

describe("a run of several parts", () => {
  it("is halted as a whole, and the evidence stands in the part that it belongs to", async () => {
    const run = await openGuardedRun(backend);
    const [leaving, neighbour] = [run.openPart(), run.openPart()];
    await expect(runOnce(leaving.backend, { argv: sendDatagram6 })).rejects.toEqual(refusedAs("egress-alarm"));
    await expect(neighbour.backend.start()).rejects.toEqual(refusedAs("egress-alarm"));
    expect([run.alarms.length, leaving.alarms.length, neighbour.alarms.length, closeIsolation(run).held]).toEqual([1, 1, 0, false]);
  });

  it("may hold whole runs: their probes are no alarm, and what tries to leave in one halts both", async () => {
    const outer = await openGuardedRun(backend);
    const inner = await openGuardedRun(outer.backend);
    expect([inner.isolation.held, outer.alarms, closeIsolation(outer).held]).toEqual([true, [], true]);
    await expect(runOnce(inner.backend, { argv: sendDatagram6 })).rejects.toEqual(refusedAs("egress-alarm"));
    expect([outer.halted.aborted, inner.halted.aborted, inner.alarms.length, closeIsolation(outer).alarms]).toEqual([true, true, 1, inner.alarms]);
  });
});

it("a run in which nothing tries to leave goes on, talking to itself on loopback as it likes", async () => {
  const run = await openGuardedRun(backend);
  const sandbox = await open(run.backend);
  const script = "s = socket.create_server(('127.0.0.1', 0)); c = socket.create_connection(s.getsockname()); c.send(b'hello'); print(s.accept()[0].recv(5).decode())";
  await sandbox.write("in", "kept");
  const result = await sandbox.exec({ argv: python(script) });
  expect({ said: text(result.stdout), kept: text(await sandbox.read("in")), halted: run.halted.aborted, alarms: run.alarms }).toEqual({ said: "hello\n", kept: "kept", halted: false, alarms: [] });
});

it("the kernel's tables are read by name, not by place", () => {
  expect(parseIpv4NoRoutes("Ip: Forwarding OutNoRoutes OutDiscards\nIp: 2 7 9\nIcmp: InMsgs\nIcmp: 3\n")).toBe(7);
  expect(parseIpv4NoRoutes("")).toBe(0);
  expect(parseIpv6NoRoutes("Ip6InNoRoutes                   \t1\nIp6OutNoRoutes                  \t4\n")).toBe(4);
  expect(parseIpv6NoRoutes("")).toBe(0);
});
