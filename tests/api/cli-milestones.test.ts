import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { listen, type Actor } from "#rooms/platform";
import { createWorld } from "../setup/world.ts";

/** An installation that answers, and the command line of its director. */
async function openInstallation(name: string) {
  const world = await createWorld({ environment: { BREAKWATER_MAIL_DOMAIN: name } });
  const person = (who: string) => world.person({ organisation: "Guidance Office", kind: "government", name: who, roles: ["directive-officer"] });
  const [first, second] = [await person("Olga"), await person("Otto")];
  const server = await listen(createLowSideApi(world.services), { host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  const run = async (as: Actor | undefined, ...args: readonly string[]) => {
    let [stdout, stderr] = ["", ""];
    const env = { BREAKWATER_SERVER: `http://127.0.0.1:${server.port}`, ...(as ? { BREAKWATER_TOKEN: await world.token(as) } : {}) };
    const exitCode = await runCli(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env, signal: new AbortController().signal });
    return { exitCode, stdout, stderr };
  };
  return { world, first, second, run };
}

test("milestones go from one installation to another by two commands and a file, once each", { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-milestones-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [civil, shield] = [await openInstallation("civil.example"), await openInstallation("shield.example")];
  const evidence = { kind: "completion", link: "https://shield.example/done", digest: "c".repeat(64), publishedOn: "2026-07-01", archivedOn: "2026-07-01" };
  await shield.world.call("POST", "/obligations/2(a)/evidence", { as: shield.first, body: evidence });
  await shield.world.drain();

  const [file, key] = [join(folder, "milestones.json"), join(folder, "shield.pem")];
  expect(await shield.run(undefined, "milestones", "export", "--out", file)).toMatchObject({ exitCode: 0, stderr: "" });
  const { publicKeyPem, installation } = (await shield.world.call("GET", "/obligations/milestones")).json;
  await writeFile(key, publicKeyPem);
  expect((await civil.run(undefined, "milestones", "verify", file, "--key", key)).stdout).toContain("  2(a)  met  as of 2026-09-01, number 1 of shield.example\n");

  expect(await civil.run(civil.first, "milestones", "import", file)).toMatchObject({ exitCode: 4, stderr: "breakwater: statements[0]: no installation whose key two people here have pinned signed this\n" });
  const { id } = (await civil.world.call("POST", "/obligations/installations", { as: { ...civil.first, steppedUp: true }, body: { installation, publicKeyPem, paragraphs: ["2(a)", "2(b)"] } })).json;
  await civil.world.call("POST", `/obligations/installations/${id}/confirmation`, { as: { ...civil.second, steppedUp: true } });
  expect(await civil.run(undefined, "milestones", "import", file)).toMatchObject({ exitCode: 4, stderr: expect.stringContaining("Sign in first") });
  expect((await civil.run(civil.first, "milestones", "import", file)).stdout).toBe("2(a)  number 1 of shield.example: taken in\n2(b)  number 1 of shield.example: taken in\n");
  expect(await civil.run(civil.first, "milestones", "import", file)).toMatchObject({ exitCode: 4, stderr: "breakwater: statements: all of them are known already\n" });

  const lines = async (...args: readonly string[]) => (await civil.run(undefined, "obligation", "list", ...args)).stdout.split("\n").slice(1, 3);
  expect(await lines()).toEqual([expect.stringMatching(/^2\(a\) {2}due 2026-07-02 {2}met {2}Committee/), expect.stringMatching(/^2\(b\) {2}due 2026-07-02 {2}passed_silent \(61 days\) {2}Secretary of War/)]);
  expect((await lines("--as-of", "2026-07-02"))[0]).toMatch(/^2\(a\) {2}due 2026-07-02 {2}due_soon {2}Committee/);
});
