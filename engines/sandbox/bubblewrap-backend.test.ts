import { execFileSync, spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createBubblewrapBackend, runOnce, SANDBOX_PROBES, type Sandbox, type SandboxErrorCode } from "./index.ts";

const backend = createBubblewrapBackend();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const sh = (script: string) => ({ argv: ["/bin/sh", "-c", script] as const });
const refusedAs = (code: SandboxErrorCode) => expect.objectContaining({ name: "SandboxError", code });

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await backend.start({ label: "test" });
});
afterEach(async () => {
  await sandbox.stop();
});

describe("a program in the sandbox", () => {
  it("gets its arguments, input and environment, and nothing of the caller's", async () => {
    const result = await sandbox.exec({ ...sh("cat; env | sort; pwd >&2"), stdin: "in\n", env: { GREETING: "hello" } });
    expect({ ...result, stdout: text(result.stdout), stderr: text(result.stderr), wallMs: 0 }).toEqual({
      outcome: "exited", exitCode: 0, signal: null, wallMs: 0,
      stdout: "in\nGREETING=hello\nHOME=/box\nLANG=C.UTF-8\nPATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\nPWD=/box\n",
      stderr: "/box\n",
    });
  });

  it("can open its standard input by name", async () => {
    expect(text((await sandbox.exec({ ...sh("cat /dev/stdin"), stdin: "by name" })).stdout)).toBe("by name");
  });

  it("ends with its exit code, its signal, or 127 when it does not exist", async () => {
    const endings = [sh("exit 3"), sh("kill -SEGV $$"), { argv: ["/nowhere"] as const }].map(async (command) => {
      const { outcome, exitCode, signal } = await sandbox.exec(command);
      return { outcome, exitCode, signal };
    });
    expect(await Promise.all(endings)).toEqual([
      { outcome: "exited", exitCode: 3, signal: null },
      { outcome: "signalled", exitCode: null, signal: "SIGSEGV" },
      { outcome: "exited", exitCode: 127, signal: null },
    ]);
  });

  it("sees itself as the user it is given, which holds no right even as user 0", async () => {
    const show = "id -u; grep CapEff /proc/self/status; touch mine && stat -c %u mine";
    expect(text((await sandbox.exec({ ...sh(show), user: 0 })).stdout)).toBe("0\nCapEff:\t0000000000000000\n0\n");
    expect(text((await sandbox.exec({ ...sh("id -u; stat -c %u mine") })).stdout)).toBe("1000\n1000\n");
  });

  it("has no more on its disk than is allowed, in bytes and in files", async () => {
    const bytes = await sandbox.exec({ ...sh("head -c 9000000 /dev/zero > a; exec sleep 60"), limits: { diskBytes: 8_000_000 } });
    const files = await sandbox.exec({ ...sh("mkdir many; for i in $(seq 200); do : > many/$i; done; exec sleep 60"), limits: { diskFiles: 100 } });
    expect([bytes.outcome, files.outcome]).toEqual(["output-limit", "output-limit"]);
  });

  it("runs in a sandbox of its own when asked once, with the files it was given", async () => {
    const result = await runOnce(backend, { argv: ["/bin/cat", "in/a"], files: { "in/a": "given" } });
    expect({ outcome: result.outcome, said: text(result.stdout) }).toEqual({ outcome: "exited", said: "given" });
  });

  it("streams its output while it runs", async () => {
    const chunks: string[] = [];
    const stopping = new AbortController();
    const running = sandbox.exec({
      ...sh("echo first; exec sleep 60"),
      onStdout: (chunk) => {
        chunks.push(text(chunk));
        stopping.abort();
      },
      signal: stopping.signal,
    });
    await expect(running).rejects.toEqual(refusedAs("aborted"));
    expect(chunks).toEqual(["first\n"]);
  });

  it("keeps its files from one run to the next, and no sight of another sandbox's", async () => {
    const other = await backend.start();
    try {
      await sandbox.exec(sh("echo mine > kept"));
      expect(text((await sandbox.exec(sh("cat kept"))).stdout)).toBe("mine\n");
      expect((await other.exec(sh("cat kept"))).exitCode).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it("builds and runs C with AddressSanitizer under the system call filter", async () => {
    await sandbox.write("a.c", "#include <stdlib.h>\nint main(int c, char **v) { char *p = malloc(4); p[c + 3] = 1; return p[0]; }\n");
    expect((await sandbox.exec({ argv: ["cc", "-g", "-fsanitize=address", "-o", "a", "a.c"] })).exitCode).toBe(0);
    const run = await sandbox.exec({ argv: ["./a"], env: { ASAN_OPTIONS: "symbolize=0:detect_leaks=0" } });
    expect(text(run.stderr)).toContain("ERROR: AddressSanitizer: heap-buffer-overflow");
  });

  it("dies with all its descendants when its time is up", async () => {
    const result = await sandbox.exec({ ...sh("trap '' TERM; (setsid sleep 3600 &) ; sleep 3600"), limits: { wallTimeMs: 200 } });
    expect(result.outcome).toBe("timed-out");
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain("sleep 3600");
  });

  it("has no more than the stated output kept", async () => {
    const result = await sandbox.exec({ argv: ["yes"], limits: { outputBytes: 1000 } });
    expect([result.outcome, result.stdout.length]).toEqual(["output-limit", 1000]);
  });
});

describe("the host's hands in the sandbox's folder", () => {
  it("write and read what the program reads and writes", async () => {
    await sandbox.write("in/deep/input.bin", new Uint8Array([0, 255, 10]));
    await sandbox.exec(sh("cat in/deep/input.bin > copy; mkdir -p made/here; echo x > made/here/y"));
    expect(await sandbox.read("copy")).toEqual(new Uint8Array([0, 255, 10]));
    expect(text(await sandbox.read("/box/made/here/y"))).toBe("x\n");
  });

  it("never follow a link the program planted", async () => {
    const outside = await mkdtemp(join(tmpdir(), "breakwater-test-"));
    try {
      await writeFile(join(outside, "secret"), "host secret");
      await chmod(outside, 0o755);
      await sandbox.exec(sh(`ln -s ${outside}/secret file; ln -s ${outside} folder; ln -s /box/loop loop`));
      await expect(sandbox.read("file")).rejects.toEqual(refusedAs("path-refused"));
      await expect(sandbox.read("folder/secret")).rejects.toEqual(refusedAs("path-refused"));
      await expect(sandbox.write("folder/planted", "x")).rejects.toEqual(refusedAs("path-refused"));
      await expect(sandbox.read("loop")).rejects.toEqual(refusedAs("path-refused"));
      await sandbox.write("file", "replaced");
      expect(await readFile(join(outside, "secret"), "utf8")).toBe("host secret");
      expect(readdirSync(outside)).toEqual(["secret"]);
      expect(text((await sandbox.exec(sh("cat file"))).stdout)).toBe("replaced");
    } finally {
      await rm(outside, { recursive: true });
    }
  });

  it.each(["../x", "/etc/passwd", "a/../../x", "", "/box/", "a\0b"])("refuse the path %j", async (path) => {
    await expect(sandbox.write(path, "x")).rejects.toEqual(refusedAs("path-refused"));
    await expect(sandbox.read(path)).rejects.toEqual(refusedAs("path-refused"));
  });

  it("do not wait on a FIFO, and bound what they read", async () => {
    await sandbox.exec(sh("mkfifo pipe; head -c 2000 /dev/zero > big"));
    await expect(sandbox.read("pipe")).rejects.toEqual(refusedAs("path-refused"));
    await expect(sandbox.read("big", { maxBytes: 1999 })).rejects.toEqual(refusedAs("too-large"));
    await expect(sandbox.read("absent")).rejects.toEqual(refusedAs("not-found"));
  });

  it("copy in a folder's regular files with their execute bit, and no links", async () => {
    const source = await mkdtemp(join(tmpdir(), "breakwater-test-"));
    try {
      await mkdir(join(source, "sub"));
      await writeFile(join(source, "sub", "run.sh"), "#!/bin/sh\necho ran\n", { mode: 0o755 });
      await symlink("/etc/passwd", join(source, "link"));
      await sandbox.copyIn(source, "tree");
      expect(text((await sandbox.exec(sh("ls tree tree/sub; tree/sub/run.sh"))).stdout)).toBe("tree:\nsub\n\ntree/sub:\nrun.sh\nran\n");
    } finally {
      await rm(source, { recursive: true });
    }
  });
});

describe("a sandbox's own folder", () => {
  // Launchers have theirs beside it, of no sandbox.
  const foldersIn = (directory: string) => readdirSync(directory).filter((name) => !name.startsWith(`breakwater-launcher-${process.pid}-`));

  it("is closed to other users, and gone after stop whatever the program left in it", async () => {
    const directory = await mkdtemp(join(tmpdir(), "breakwater-test-"));
    try {
      await chmod(directory, 0o755);
      const own = await createBubblewrapBackend({ directory }).start();
      const [folder = ""] = foldersIn(directory);
      expect([statSync(join(directory, folder)).mode & 0o777, statSync(join(directory, folder, "work")).mode & 0o777]).toEqual([0o700, 0o700]);
      const deep = "i=0; while [ $i -lt 60 ]; do d=$(printf 'd%.0s' $(seq 200)); mkdir $d && cd $d || exit; i=$((i+1)); done";
      await own.exec(sh(`mkdir -p closed/in; chmod 000 closed; ${deep}`));
      await own.stop();
      expect(foldersIn(directory)).toEqual([]);
      await expect(own.exec(sh("true"))).rejects.toEqual(refusedAs("stopped"));
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  it("of a killed process is cleared by the next start", async () => {
    const directory = await mkdtemp(join(tmpdir(), "breakwater-test-"));
    try {
      await chmod(directory, 0o777);
      const script = `import { createBubblewrapBackend } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
        await (await createBubblewrapBackend({ directory: ${JSON.stringify(directory)} }).start()).exec({ argv: ["/bin/sh", "-c", "echo up; exec sleep 3599"], onStdout: () => console.log("up") });`;
      const killed = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
      await once(killed.stdout, "data");
      killed.kill("SIGKILL");
      await once(killed, "exit");
      expect(readdirSync(directory).map((name) => name.replace(/-\d+-.*/, "")).toSorted()).toEqual(["breakwater-launcher", "breakwater-sandbox"]);
      const next = await createBubblewrapBackend({ directory }).start();
      await next.stop();
      expect(foldersIn(directory)).toEqual([]);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});

describe("a failure of the sandbox itself", () => {
  it("is told apart from the program's when bubblewrap is missing", async () => {
    await expect(createBubblewrapBackend({ program: "/nowhere/bwrap" }).start()).rejects.toEqual(refusedAs("unavailable"));
  });

  it("is told apart from the program's when bubblewrap cannot set up", async () => {
    await expect(sandbox.exec({ argv: ["/bin/true"], cwd: "/box/absent" })).rejects.toEqual(refusedAs("start-failed"));
  });

  it("is told apart when bubblewrap does not work on this host", async () => {
    const directory = await mkdtemp(join(tmpdir(), "breakwater-test-"));
    try {
      await chmod(directory, 0o755);
      await writeFile(join(directory, "bwrap"), '#!/bin/sh\n[ "$1" = --version ] && echo "bubblewrap 0.8.0" && exit\necho "No permissions to create new namespace" >&2\nexit 1\n', { mode: 0o755 });
      const starting = createBubblewrapBackend({ program: join(directory, "bwrap") }).start();
      await expect(starting).rejects.toEqual(refusedAs("unavailable"));
      await expect(starting).rejects.toThrow("No permissions to create new namespace");
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it.each([
    ["a NUL in argv", { argv: ["/bin/echo", "a\0b"] as const }],
    ["a fixed variable", { argv: ["/bin/true"] as const, env: { PATH: "/evil" } }],
    ["a relative folder", { argv: ["/bin/true"] as const, cwd: "sub" }],
    ["a user that is no number", { argv: ["/bin/true"] as const, user: -1 }],
    ["a limit of nothing", { argv: ["/bin/true"] as const, limits: { wallTimeMs: 0 } }],
    ["no program", { argv: [""] as const }],
  ])("names the field of a command that is not usable: %s", async (_name, command) => {
    await expect(sandbox.exec(command)).rejects.toEqual(refusedAs("command-refused"));
  });

  it("is told as stopped to runs under way", async () => {
    const own = await backend.start();
    const running = own.exec(sh("sleep 60"));
    await Promise.all([expect(running).rejects.toEqual(refusedAs("aborted")), own.stop()]);
  });
});

const isReadableByOthers = (path: string): boolean => (statSync(path).mode & 0o005) === 0o005 && (path === "/" || isReadableByOthers(join(path, "..")));

// Run by a normal user, the whole file is this test.
it.skipIf(process.getuid?.() !== 0 || !isReadableByOthers(import.meta.dirname) || !existsSync(process.execPath))(
  "a normal user gets the same isolation as root",
  async () => {
    const script = `import { createBubblewrapBackend, runProbes, SANDBOX_PROBES } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
      const { probes } = await runProbes(createBubblewrapBackend(), SANDBOX_PROBES);
      console.log(JSON.stringify({ user: process.getuid(), probes: probes.length, failed: probes.filter(({ held }) => !held) }));`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { uid: 65534, gid: 65534, env: {}, stdio: ["ignore", "pipe", "inherit"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(child, "close");
    expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({ user: 65534, probes: SANDBOX_PROBES.length, failed: [] });
  },
  120_000,
);
