import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findControlGroupHost } from "./control-group.ts";
import { createBubblewrapBackend, type EgressAlarm, type Sandbox } from "./index.ts";

const backend = createBubblewrapBackend();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const sh = (script: string) => ({ argv: ["/bin/sh", "-c", script] as const });
const parentOf = (pid: string) => /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];

/** Children of this process that are shells, and so launchers as long as no program runs. */
function findLaunchers(): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && parentOf(name) === String(process.pid) && readFileSync(`/proc/${name}/cmdline`, "utf8") === "/bin/sh\0";
    } catch {
      // It ended while it was looked at.
      return false;
    }
  });
}

let sandbox: Sandbox;
const alarms: EgressAlarm[] = [];
beforeEach(async () => {
  alarms.length = 0;
  sandbox = await backend.start({ label: "launcher", onEgress: (alarm) => alarms.push(alarm) });
  // From the third run on there is a launcher.
  for (let run = 1; run <= 3; run += 1) await sandbox.exec({ argv: ["/bin/true"] });
});
afterEach(async () => {
  await sandbox.stop();
});

describe("a program that a launcher starts", () => {
  it("gets every word of its command as it was given, whatever a shell would make of it", async () => {
    const words = ["", "'", "''", "\\", "a'b\\'c", "$(touch /tmp/x)`id`;&|<>*?~!#\n\t ", '"', "\u0081\u0088\u00ff\u2028\u{1f512}", String.fromCharCode(...Array.from({ length: 126 }, (_, index) => index + 1))];
    const { stdout } = await sandbox.exec({ argv: ["/usr/bin/printf", "%s\\0", ...words], env: { ODD: "'$(id)'" } });
    expect(text(stdout).split("\0").slice(0, -1)).toEqual(words);
  });

  it("has its input and its outputs, can open each by name, and has no more open than one that we start", async () => {
    const look = { ...sh("cat /dev/stdin; echo by name > /dev/stdout; echo error >&2"), stdin: "in\n" };
    const result = await sandbox.exec(look);
    expect([text(result.stdout), text(result.stderr)]).toEqual(["in\nby name\n", "error\n"]);
    const fresh = await backend.start();
    const list = async (place: Sandbox) => text((await place.exec({ argv: ["/bin/ls", "/proc/self/fd"] })).stdout);
    expect(await list(sandbox)).toBe(await list(fresh));
    await fresh.stop();
  });

  it("keeps its outputs apart from those of the run before, of the run after, and of one beside it", async () => {
    const said = await Promise.all(["one", "two", "three"].map(async (word) => text((await sandbox.exec(sh(`(sleep 5; echo late) & echo ${word}`))).stdout)));
    said.push(text((await sandbox.exec(sh("echo four"))).stdout));
    expect(said).toEqual(["one\n", "two\n", "three\n", "four\n"]);
  });

  it("cannot close its outputs to the next one", async () => {
    await sandbox.exec(sh("chmod 000 /dev/stdout /dev/stderr"));
    const { stdout, stderr } = await sandbox.exec(sh("echo out; echo error >&2"));
    expect([text(stdout), text(stderr)]).toEqual(["out\n", "error\n"]);
  });

  it("ends at its limits, by its signal, when it is aborted, and when it does not exist", async () => {
    const outcome = async (...args: Parameters<Sandbox["exec"]>) => sandbox.exec(...args).then(({ outcome: ending, exitCode, signal }) => [ending, exitCode, signal], (cause: { readonly code: string }) => cause.code);
    const aborted = new AbortController();
    const endings = [
      await outcome({ ...sh("sleep 60"), limits: { wallTimeMs: 100 } }),
      await outcome({ ...sh("yes"), limits: { outputBytes: 1_000 } }),
      await outcome(sh("kill -SEGV $$")),
      await outcome({ argv: ["/nowhere"] }),
      await outcome({ ...sh("echo begun; sleep 60"), signal: aborted.signal, onStdout: () => aborted.abort() }),
      await outcome({ argv: ["/bin/true"], cwd: "/box/absent" }),
      await outcome(sh("exit 3")),
    ];
    expect(endings).toEqual([["timed-out", null, null], ["output-limit", null, null], ["signalled", null, "SIGSEGV"], ["exited", 127, null], "aborted", "start-failed", ["exited", 3, null]]);
  });

  it("is noticed when it tries to leave", async () => {
    await sandbox.exec({ argv: ["/usr/bin/getent", "hosts", "example.org"] });
    expect(alarms.map(({ sandboxId, argv }) => ({ sandboxId, argv }))).toEqual([{ sandboxId: sandbox.id, argv: ["/usr/bin/getent", "hosts", "example.org"] }]);
  });
});

describe("a launcher", () => {
  it("that is killed ends its program as a failure of the sandbox, and the next run has another", async () => {
    const begun = Promise.withResolvers<void>();
    const running = sandbox.exec({ ...sh("echo begun; sleep 60; echo survived"), onStdout: () => begun.resolve() });
    await begun.promise;
    for (const pid of findLaunchers()) process.kill(Number(pid), "SIGKILL");
    await expect(running).rejects.toEqual(expect.objectContaining({ name: "SandboxError", code: "start-failed" }));
    expect(text((await sandbox.exec(sh("echo again"))).stdout)).toBe("again\n");
  });

  it("is gone when its sandbox is", async () => {
    const [launcher = ""] = findLaunchers();
    expect(readlinkSync(`/proc/${launcher}/cwd`)).toBe("/");
    await sandbox.stop();
    expect(findLaunchers()).toEqual([]);
  });
});

it("memory and processes are held by control groups where this process may make them", () => {
  const host = findControlGroupHost();
  expect(sandbox.info.memoryLimit).toBe(host ? `cgroup-v${host.version}` : "sampled");
  expect(sandbox.info.processLimit).toBe(host ? "cgroup" : "rlimit");
  // So that a host where the soft limit is the higher one, as is usual, is among those that this was run on.
  expect(execFileSync("/bin/sh", ["-c", "ulimit -S -t"]).toString().trim()).toBe("unlimited");
});
