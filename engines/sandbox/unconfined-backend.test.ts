import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createUnconfinedBackend, openGuardedRun, type Sandbox, type SandboxErrorCode } from "./index.ts";

const backend = createUnconfinedBackend();
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

it("without isolation a program still has its own folder, input, clean environment and limits", async () => {
  await sandbox.write("in/a", "given\n");
  const said = await sandbox.exec({ ...sh("cat in/a -; env | cut -d= -f1 | sort | tr '\\n' ' '; echo kept > b; exit 3"), stdin: "typed\n", env: { GREETING: "hello" } });
  expect({ outcome: said.outcome, exitCode: said.exitCode, stdout: text(said.stdout) }).toEqual({ outcome: "exited", exitCode: 3, stdout: "given\ntyped\nGREETING HOME LANG PATH PWD " });
  expect(text(await sandbox.read("/box/b"))).toBe("kept\n");
  const endings = [];
  for (const command of [sh("kill -SEGV $$"), { argv: ["/nowhere"] as const }, { ...sh("exec sleep 60"), limits: { wallTimeMs: 100 } }, { argv: ["yes"] as const, limits: { outputBytes: 1000 } }]) {
    const { outcome, exitCode, signal } = await sandbox.exec(command);
    endings.push([outcome, exitCode, signal]);
  }
  expect(endings).toEqual([["signalled", null, "SIGSEGV"], ["exited", 127, null], ["timed-out", null, null], ["output-limit", null, null]]);
});

it("stopping it ends what runs, removes its folder, and is told to later callers", async () => {
  const folder = text((await sandbox.exec(sh("pwd"))).stdout).trim();
  const running = sandbox.exec(sh("exec sleep 60"));
  await Promise.all([expect(running).rejects.toEqual(refusedAs("aborted")), sandbox.stop()]);
  expect(existsSync(folder)).toBe(false);
  await expect(sandbox.exec(sh("true"))).rejects.toEqual(refusedAs("stopped"));
});

it("a guarded run on it says that nothing is isolated", async () => {
  expect((await openGuardedRun(backend)).isolation.held).toBe(false);
});
