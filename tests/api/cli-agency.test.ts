import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { listen, type Actor } from "#rooms/platform";
import { agencyScene } from "../../rooms/obligations/instances/instances.fixture.ts";

test("an agency hands a scan over by a command, is told what became of it, and of each refused line", { timeout: 60_000 }, async () => {
  const { world, ciso, stranger } = await agencyScene();
  const server = await listen(createLowSideApi(world.services), { host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  const folder = await mkdtemp(join(tmpdir(), "breakwater-agency-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const run = async (as: Actor | undefined, ...args: readonly string[]) => {
    let [stdout, stderr] = ["", ""];
    const env = { BREAKWATER_SERVER: `http://127.0.0.1:${server.port}`, ...(as ? { BREAKWATER_TOKEN: await world.token(as) } : {}) };
    const exitCode = await runCli(["agency", "import", ...args], { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env, signal: new AbortController().signal });
    return { exitCode, stdout, stderr };
  };

  const whole = await write("whole.csv", "asset,cve\nweb-01,CVE-2026-11111\nweb-01,CVE-2026-22222\ndb-02,none\n");
  expect(await run(ciso, whole, "--scanner", "generic", "--scanned-on", "2026-08-30")).toEqual({ exitCode: 0, stderr: "", stdout: "3 records of 2026-08-30 (generic) taken in.\n2 new\n1 new assets\n1 without a CVE id\n" });
  const later = await write("later.csv", "asset,cve\nweb-01,CVE-2026-11111\n");
  expect((await run(ciso, later, "--scanner", "generic", "--complete")).stdout).toBe("1 records of 2026-09-01 (generic) taken in.\n1 seen again\n1 not named any more: waiting for your word\n");
  const partly = await write("partly.csv", "asset,cve\nweb-01,CVE-26-1\n,CVE-2026-33333\nweb-01,CVE-2026-33333\n");
  const told = await run(ciso, partly, "--scanner", "generic");
  expect([told.exitCode, told.stdout.split("\n").slice(1)]).toEqual([1, ["1 new", "2 refused", "line 2: cve: expected a CVE id such as CVE-2026-12345", "line 3: asset: the record does not say which asset it speaks of", ""]]);
  const { exitCode, stdout } = await run(ciso, later, "--scanner", "generic", "--json");
  expect([exitCode, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ state: "taken", records: 1, seenAgain: 1, refused: 0 })]);

  expect(await run(ciso, later, "--scanner", "burp")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("the scanners are generic, ndjson") });
  expect(await run(ciso, join(folder, "absent.csv"), "--scanner", "generic")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is no such file") });
  expect(await run(ciso, folder, "--scanner", "generic")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("not a regular file") });
  expect(await run(ciso, later, "--scanner", "generic", "--scanned-on", "soon")).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("scannedOn") });
  expect(await run(stranger, later, "--scanner", "generic")).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("federal civilian") });
  expect(await run(undefined, later, "--scanner", "generic")).toMatchObject({ exitCode: 4 });
});
