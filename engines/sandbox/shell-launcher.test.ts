import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findControlGroupHost } from "./control-group.ts";
import { createBubblewrapBackend, runOnce, type EgressAlarm, type Sandbox } from "./index.ts";

const backend = createBubblewrapBackend();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const sh = (script: string) => ({ argv: ["/bin/sh", "-c", script] as const });
const parentOf = (pid: string) => /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];

function findProcesses(isSought: (commandLine: string, pid: string) => boolean): string[] {
  return readdirSync("/proc").filter((name) => {
    try {
      return /^\d+$/.test(name) && isSought(readFileSync(`/proc/${name}/cmdline`, "utf8"), name);
    } catch {
      // It ended while it was looked at.
      return false;
    }
  });
}

/** Children of this process that are shells without arguments. */
const findLaunchers = (parent = process.pid) => findProcesses((commandLine, pid) => commandLine === "/bin/sh\0" && parentOf(pid) === String(parent));
const findFolders = (pid = process.pid) => readdirSync(tmpdir()).filter((name) => name.startsWith(`breakwater-launcher-${pid}-`));

let sandbox: Sandbox;
const alarms: EgressAlarm[] = [];
beforeEach(async () => {
  alarms.length = 0;
  sandbox = await backend.start({ label: "launcher", onEgress: (alarm) => alarms.push(alarm) });
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

  it("can neither close its outputs to the program of another sandbox nor leave it a word in them", async () => {
    const closing = await sandbox.exec(sh("touch -d @1234567890 /dev/stdout /dev/stderr && chmod 000 /dev/stdout /dev/stderr && echo done"));
    expect(text(closing.stdout)).toBe("done\n");
    const other = await backend.start();
    const { stdout, stderr } = await other.exec(sh("stat -L -c '%a %X %Y %F' /dev/stdout /dev/stderr; echo error >&2"));
    await other.stop();
    expect([text(stdout), text(stderr)]).toEqual(["600 0 0 fifo\n".repeat(2), "error\n"]);
  });

  it("is of its sandbox's account from its first word on, and so are its outputs", async () => {
    const other = await backend.start();
    const accounts: string[] = [];
    // Each sleeps for another time: one that was killed may be seen a little longer.
    for (const [place, seconds] of [[sandbox, 71], [other, 72]] as const) {
      const inside = Promise.withResolvers<void>();
      const running = place.exec({ ...sh(`echo in; exec sleep ${seconds}`), onStdout: () => inside.resolve(), limits: { wallTimeMs: 60_000 } });
      await inside.promise;
      const program = await vi.waitUntil(() => findProcesses((commandLine) => commandLine === `sleep\0${seconds}\0`)[0]);
      accounts.push(readFileSync(`/proc/${program}/status`, "utf8").replace(/^[^]*^Uid:\s+(\d+)\s+(\d+)\s[^]*$/m, "$1 $2"), String(statSync(`/proc/${program}/fd/1`).uid));
      await place.stop();
      await expect(running).rejects.toEqual(expect.objectContaining({ code: "aborted" }));
    }
    const [first, firstOutput, second, secondOutput] = accounts;
    const isRoot = process.getuid?.() === 0;
    expect([first, second]).toEqual([`${firstOutput} ${firstOutput}`, `${secondOutput} ${secondOutput}`]);
    expect({ ours: first?.startsWith(`${process.getuid?.()} `), shared: first === second }).toEqual({ ours: !isRoot, shared: !isRoot });
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

  it("of our own account holds no word of a program's, and serves one sandbox after another", async () => {
    const [launcher = "", ...more] = findLaunchers();
    expect({ more, cwd: readlinkSync(`/proc/${launcher}/cwd`), environment: readFileSync(`/proc/${launcher}/environ`, "utf8") }).toEqual({ more: [], cwd: "/", environment: "" });
    for (let count = 0; count < 3; count += 1) await runOnce(backend, { argv: ["/bin/true"] });
    expect(findLaunchers()).toEqual([launcher]);
  });

  it("ends with its process, and leaves nothing, killed or not", async () => {
    const program = `import { createBubblewrapBackend, runOnce } from "./index.ts"; await runOnce(createBubblewrapBackend(), { argv: ["/bin/true"] });`;
    const run = (more: string) => spawn(process.execPath, ["--input-type=module-typescript", "-e", program + more], { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] });
    const ended = run("");
    expect(await once(ended, "close")).toEqual([0, null]);
    expect(findFolders(ended.pid)).toEqual([]);
    const killed = run(`console.log("ran"); setInterval(() => {}, 1_000);`);
    await once(killed.stdout, "data");
    const [shell] = findLaunchers(killed.pid);
    expect(shell).toBeDefined();
    killed.kill("SIGKILL");
    await once(killed, "close");
    // One that has ended and was not waited for has no command line.
    await vi.waitFor(() => expect(findProcesses((commandLine, pid) => pid === shell && commandLine !== "")).toEqual([]));
    // A later process finds what it left.
    expect(findFolders(killed.pid)).toHaveLength(1);
    expect(await once(run(""), "close")).toEqual([0, null]);
    expect(findFolders(killed.pid)).toEqual([]);
  });
});

it("memory and processes are held by control groups where this process may make them", () => {
  const host = findControlGroupHost();
  expect(sandbox.info.memoryLimit).toBe(host ? `cgroup-v${host.version}` : "sampled");
  expect(sandbox.info.processLimit).toBe(host ? "cgroup" : "rlimit");
  // So that a host where the soft limit is the higher one, as is usual, is among those that this was run on.
  expect(execFileSync("/bin/sh", ["-c", "ulimit -S -t"]).toString().trim()).toBe("unlimited");
});
