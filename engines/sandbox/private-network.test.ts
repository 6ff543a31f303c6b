import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterEach, expect, test } from "vitest";

import { createBubblewrapBackend, openGuardedRun, probeIsolation, SandboxError, type EgressAlarm, type NetworkPlan, type Sandbox, type SandboxBackend, type SandboxNetwork } from "./index.ts";

const PLAN: NetworkPlan = {
  hosts: [
    { name: "agent", addresses: { quay: "10.20.1.5" } },
    { name: "web", addresses: { quay: "10.20.1.10", office: "10.20.2.10" } },
    { name: "vault", addresses: { office: "10.20.2.20" } },
  ],
};
const ANSWER = "import socket,sys\ns=socket.create_server((sys.argv[1],8080))\nwhile True:\n c,_=s.accept()\n c.sendall(sys.argv[2].encode())\n c.close()\n";
const ASK = "import socket,sys\ntry: print(socket.create_connection((sys.argv[1],8080),2).recv(99).decode())\nexcept OSError as e: print(e.strerror)\n";
const bubblewrap = createBubblewrapBackend();
const open = (plan = PLAN, backend: SandboxBackend = bubblewrap) => {
  if (!backend.openNetwork) throw new Error("no networks here");
  return backend.openNetwork(plan);
};

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).toReversed()) await clean();
});

async function enter(network: SandboxNetwork, host: string, onEgress?: (alarm: EgressAlarm) => void): Promise<Sandbox> {
  const sandbox = await bubblewrap.start({ network: network.at(host), ...(onEgress && { onEgress }) });
  cleanUp.push(() => sandbox.stop());
  return sandbox;
}
async function serve(network: SandboxNetwork, host: string, address: string, text: string): Promise<void> {
  const sandbox = await enter(network, host);
  const ended = sandbox.exec({ argv: ["/usr/bin/python3", "-c", ANSWER, address, text], limits: { wallTimeMs: 60_000 } }).catch((cause: unknown) => {
    if (!(cause instanceof SandboxError) || cause.code !== "aborted") throw cause;
  });
  cleanUp.push(async () => {
    await sandbox.stop();
    await ended;
  });
  while (!network.isListening(host, 8080)) await new Promise((resolve) => setImmediate(resolve));
}
const ask = async (sandbox: Sandbox, address: string) => Buffer.from((await sandbox.exec({ argv: ["/usr/bin/python3", "-c", ASK, address] })).stdout).toString().trim();

test("hosts reach each other where they share a segment, and nowhere else", async () => {
  const network = await open();
  cleanUp.push(() => network.close());
  await serve(network, "web", "0.0.0.0", "web here");
  await serve(network, "vault", "0.0.0.0", "vault here");
  const agent = await enter(network, "agent");
  const web = await enter(network, "web");
  expect(await Promise.all([ask(agent, "10.20.1.10"), ask(web, "10.20.2.20"), ask(agent, "10.20.1.77"), ask(agent, "127.0.0.1")])).toEqual(["web here", "vault here", "No route to host", "Connection refused"]);
  expect(await ask(agent, "10.20.2.20")).toBe("Network is unreachable");
});

test("two sandboxes on one host share its loopback, and neither files nor processes", async () => {
  const network = await open({ hosts: [{ name: "agent", addresses: {} }] });
  cleanUp.push(() => network.close());
  const agent = await enter(network, "agent");
  await serve(network, "agent", "127.0.0.1", "beside you");
  expect(await ask(agent, "127.0.0.1")).toBe("beside you");
  const { stdout } = await agent.exec({ argv: ["/bin/sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '; ls /box"] });
  expect(Buffer.from(stdout).toString()).not.toContain("create_server");
});

test("an attempt to leave a network is noticed, and a look around within it is none", async () => {
  const network = await open();
  cleanUp.push(() => network.close());
  const alarms: EgressAlarm[] = [];
  const agent = await enter(network, "agent", (alarm) => alarms.push(alarm));
  await ask(agent, "10.20.1.77");
  const names = "import socket\nprint(socket.getfqdn('10.20.1.5'), socket.getfqdn('10.20.1.10'), socket.getfqdn('10.20.1.77'), socket.gethostbyname('web'))";
  expect(Buffer.from((await agent.exec({ argv: ["/usr/bin/python3", "-c", names] })).stdout).toString()).toBe("agent web host-77.quay 10.20.1.10\n");
  expect(alarms).toEqual([]);
  await ask(agent, "192.0.2.1");
  expect(alarms.map(({ attempts }) => attempts.ipv4 > 0)).toEqual([true]);
});

test("a program holds no right over the network it is in, whatever it calls itself", async () => {
  const network = await open();
  cleanUp.push(() => network.close());
  const agent = await enter(network, "agent");
  const script = "echo 1 > /proc/sys/net/ipv4/ip_forward; ip link set lo down; ip route add default via 10.20.1.10; ip link add x type dummy; cat /proc/sys/net/ipv4/ip_forward";
  const { stdout } = await agent.exec({ argv: ["/bin/sh", "-c", script], user: 0 });
  expect(Buffer.from(stdout).toString()).toBe("0\n");
  expect(await ask(agent, "127.0.0.1")).toBe("Connection refused");
});

test("the isolation holds in a network as it does without one, but for the cables themselves", { timeout: 60_000 }, async () => {
  const failed = async (plan: NetworkPlan) => {
    const network = await open(plan);
    cleanUp.push(() => network.close());
    const within: SandboxBackend = { name: "bubblewrap", start: (options) => bubblewrap.start({ ...options, network: network.at("agent") }) };
    const { probes } = await probeIsolation(within);
    return { tried: probes.length > 50, failed: probes.filter(({ held }) => !held).map(({ probe }) => probe) };
  };
  expect(await failed({ hosts: [{ name: "agent", addresses: {} }] })).toEqual({ tried: true, failed: [] });
  expect(await failed(PLAN)).toEqual({ tried: true, failed: ["network-interfaces", "network-routes"] });
});

test("a guarded run gives networks too, and whoever tries to leave one halts it", async () => {
  const run = await openGuardedRun(bubblewrap);
  const network = await open(PLAN, run.backend);
  cleanUp.push(() => network.close());
  const sandbox = await run.backend.start({ network: network.at("web") });
  cleanUp.push(() => sandbox.stop());
  await expect(ask(sandbox, "192.0.2.1")).rejects.toThrow("tried to leave");
  await expect(open(PLAN, run.backend)).rejects.toThrow("tried to leave");
});

test("nothing of a network is left when it is closed", async () => {
  const network = await open();
  const { pid } = network.at("vault");
  const before = readFileSync("/proc/net/dev", "utf8").split("\n").length;
  expect(existsSync(`/proc/${pid}/ns/net`)).toBe(true);
  await network.close();
  await network.close();
  expect(readdirSync("/proc")).not.toContain(String(pid));
  expect(readFileSync("/proc/net/dev", "utf8").split("\n").length).toBe(before);
});

test("nothing of a network outlives the process that made it, however that ends", async () => {
  const script = `import { createBubblewrapBackend } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    const network = await createBubblewrapBackend().openNetwork(${JSON.stringify(PLAN)});
    console.log(["agent", "web", "vault"].map((host) => network.at(host).pid).join(" "));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  const pids = said.toString().trim().split(" ");
  expect(pids.filter((pid) => existsSync(`/proc/${pid}/ns/net`))).toHaveLength(3);
  child.kill("SIGKILL");
  await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}/exe`))).toEqual([]);
});

test("a plan that no network can be made of is refused before anything runs", async () => {
  await expect(open({ hosts: [] })).rejects.toThrow("hosts: name 1 to 12, not 0");
  await expect(open({ hosts: [{ name: "a", addresses: { s: "10.0.0.1; reboot" } }] })).rejects.toThrow("hosts.a: 10.0.0.1; reboot is no address of 10.0.0.0/8");
  await expect(open({ hosts: [{ name: "a b", addresses: {} }] })).rejects.toThrow("hosts: a b is no name of a host or segment");
  await expect(open({ hosts: [{ name: "a", addresses: {} }, { name: "a", addresses: {} }] })).rejects.toThrow("hosts: two have the same name");
  const network = await open({ hosts: [{ name: "a", addresses: {} }] });
  cleanUp.push(() => network.close());
  expect(() => network.at("b")).toThrow("The network has no host b; it has a");
});
