import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFrameReader, openContainerEngine } from "./container-engine.ts";
import { createBackend, createBubblewrapBackend, createContainerBackend, runOnce, runProbes, SANDBOX_PROBES, type SandboxBackend, type SandboxErrorCode } from "./index.ts";
import { buildSeccompProfile } from "./seccomp-profile.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const sh = (script: string) => ({ argv: ["/bin/sh", "-c", script] as const });
const refusedAs = (code: SandboxErrorCode) => expect.objectContaining({ name: "SandboxError", code });

describe("the profile for container engines", () => {
  type Rule = { readonly names: readonly string[]; readonly args?: readonly { readonly index: number; readonly value: number; readonly valueTwo: number }[] };
  const { syscalls } = JSON.parse(buildSeccompProfile()) as { readonly syscalls: readonly Rule[] };
  /** Judges as libseccomp does: allowed when every comparison of some rule holds. */
  const isAllowed = (name: string, ...args: readonly bigint[]) =>
    syscalls.some((rule) => rule.names.includes(name) && (rule.args ?? []).every(({ index, value, valueTwo }) => ((args[index] ?? 0n) & BigInt(value)) === BigInt(valueTwo)));

  it.each([
    ["read", [], true], ["ptrace", [], false], ["unshare", [], false], ["clone3", [], false], ["mount", [], false], ["bpf", [], false],
    ["clone", [0x3d0f00n], true], ["clone", [0x10000011n], false], ["socket", [2n, 1n], true], ["socket", [1n, 0x80001n], true], ["socket", [2n, 3n], false], ["socket", [16n, 2n], false],
    ["ioctl", [0n, 0x5401n], true], ["ioctl", [0n, 0x5411n], true], ["ioctl", [0n, 0x5413n], true], ["ioctl", [0n, 0x5412n], false], ["ioctl", [0n, 0x541cn], false],
    ["ioctl", [0n, 0x1_0000_5412n], false], ["ioctl", [0n, 0xffff_ffff_0000_541cn], false], ["ioctl", [0n, 0x5410n], true], ["ioctl", [0n, 0x541en], true],
    ["mknod", [0n, 0o010644n], true], ["mknod", [0n, 0o060644n], false], ["mknodat", [0n, 0n, 0o020644n], false], ["personality", [0x40000n], true], ["personality", [0x400000n], false],
  ] as const)("judges %s of %s as our own filter does: %s", (name, args, expected) => {
    expect(isAllowed(name, ...args)).toBe(expected);
  });
});

it("the engine's frames are taken apart wherever the chunks are cut", () => {
  const frame = (stream: number, content: string) => Buffer.concat([Buffer.from([stream, 0, 0, 0, 0, 0, 0, content.length]), Buffer.from(content)]);
  const bytes = Buffer.concat([frame(1, "out"), frame(2, "error"), frame(1, ""), frame(1, "more")]);
  for (let size = 1; size <= bytes.length; size += 1) {
    const said = { stdout: "", stderr: "" };
    const read = makeFrameReader((stream, chunk) => {
      said[stream] += text(chunk);
    });
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
    expect(said).toEqual({ stdout: "outmore", stderr: "error" });
  }
});

it("an engine that does not answer is told as unavailable, with what to do", async () => {
  const starting = createContainerBackend({ image: "any", socketPath: "/nowhere/engine.sock" }).start();
  await expect(starting).rejects.toEqual(refusedAs("unavailable"));
  await expect(starting).rejects.toThrow("No container engine answers on /nowhere/engine.sock; start Docker, or podman system service, or give its socket");
});

it("a backend is chosen by a name that exists, and a container by its image", () => {
  expect(() => createBackend("chroot")).toThrow("No sandbox backend chroot; choose one of bubblewrap, container, none");
  expect(() => createBackend("container")).toThrow("needs the name of an image");
  expect([createBackend().name, createBackend("none").name]).toEqual(["bubblewrap", "none"]);
});

// A real Podman is started here by hand. Its own set-up needs root, runc (crun does not run everywhere) and catatonit.
const needed = ["/usr/bin/podman", "/usr/sbin/runc", "/usr/bin/catatonit"];
const missing = process.getuid?.() === 0 ? needed.filter((program) => !existsSync(program)) : ["root"];
const IMAGE = "localhost/breakwater-test:1";

describe.skipIf(missing.length > 0)(`a container of Podman${missing.length > 0 ? ` (skipped for want of ${missing.join(", ")})` : ""}`, () => {
  const podman = ["--runtime", "runc", "--cgroup-manager", "cgroupfs"];
  let folder: string;
  let backend: SandboxBackend;
  let service: ReturnType<typeof spawn>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "breakwater-podman-"));
    const tar = join(folder, "image.tar");
    await writeFile(tar, await packImage());
    execFileSync("/usr/bin/podman", [...podman, "import", tar, IMAGE], { stdio: "pipe" });
    const socketPath = join(folder, "engine.sock");
    service = spawn("/usr/bin/podman", [...podman, "system", "service", "--time=0", `unix://${socketPath}`], { stdio: "ignore" });
    await untilAnswered(socketPath);
    backend = createContainerBackend({ image: IMAGE, socketPath });
  });
  afterAll(async () => {
    service.kill();
    await once(service, "exit");
    execFileSync("/usr/bin/podman", [...podman, "rmi", "--force", IMAGE], { stdio: "pipe" });
    await rm(folder, { recursive: true });
  });

  it("holds against every probe", async () => {
    const report = await runProbes(backend, SANDBOX_PROBES);
    expect({ backend: report.backend, probes: report.probes.length, failed: report.probes.filter(({ held }) => !held) }).toEqual({ backend: "container", probes: SANDBOX_PROBES.length, failed: [] });
  }, 120_000);

  it("gives a program its input, keeps its files, and tells how it ended", async () => {
    const sandbox = await backend.start();
    try {
      await sandbox.write("in/a", "from outside\n");
      const first = await sandbox.exec({ ...sh("cat in/a -; echo $GREETING >&2; echo kept > b; exit 3"), stdin: "typed", env: { GREETING: "hello" } });
      expect({ ...first, stdout: text(first.stdout), stderr: text(first.stderr), wallMs: 0 }).toEqual({ outcome: "exited", exitCode: 3, signal: null, stdout: "from outside\ntyped", stderr: "hello\n", wallMs: 0 });
      expect(text(await sandbox.read("b"))).toBe("kept\n");
      const endings = [];
      for (const command of [sh("kill -SEGV $$"), { argv: ["/nowhere"] as const }, { ...sh("exec sleep 60"), limits: { wallTimeMs: 500 } }]) {
        const { outcome, exitCode, signal } = await sandbox.exec(command);
        endings.push([outcome, exitCode, signal]);
      }
      expect(endings).toEqual([["signalled", null, "SIGSEGV"], ["exited", 127, null], ["timed-out", null, null]]);
    } finally {
      await sandbox.stop();
    }
    await expect(sandbox.exec(sh("true"))).rejects.toEqual(refusedAs("stopped"));
  });

  it("tells its own failures apart from the program's", async () => {
    await expect(runOnce(backend, { ...sh("true"), user: 0 })).rejects.toEqual(refusedAs("command-refused"));
    const stranger = createContainerBackend({ image: "localhost/breakwater-absent:1", socketPath: join(folder, "engine.sock") });
    await expect(runOnce(stranger, sh("true"))).rejects.toEqual(refusedAs("unavailable"));
  });
});

/** A shell, a few programs and their libraries, from this host. */
async function packImage(): Promise<Uint8Array> {
  const sandbox = await createBubblewrapBackend().start();
  try {
    const copy = `set -e; mkdir -p root/proc root/dev root/sys root/tmp root/box root/run root/etc
      for program in /bin/sh /bin/cat /bin/sleep /bin/echo; do
        for file in $program $(ldd $program | grep -o '/[^ ]*'); do mkdir -p root$(dirname $file); cp -L $file root$file; done
      done
      tar -C root -cf image.tar .`;
    const { exitCode, stderr } = await sandbox.exec(sh(copy));
    if (exitCode !== 0) throw new Error(text(stderr));
    return await sandbox.read("image.tar");
  } finally {
    await sandbox.stop();
  }
}

async function untilAnswered(socketPath: string): Promise<void> {
  const engine = openContainerEngine(socketPath);
  for (let tries = 0; ; tries += 1) {
    try {
      await engine.call("GET", "/version");
      return;
    } catch (cause) {
      if (tries === 200) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
