import { execFile } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { issueExerciseAdvisory } from "../../rooms/publication/fixtures/issue-exercise-advisory.ts";
import { repositoryRoot } from "../../scripts/bootstrap.mjs";
import { createWorld } from "../setup/world.ts";

/*
 * A utility that sends its inventory nowhere: somebody exports the feed to a folder and carries it over, and everything else
 * is done by the command line in a network of its own in which there is nothing, not even the machine itself.
 */

const LIST = "Manufacturer;Device;Firmware;Where;Internet facing?\n"
  + "Tinyini Project;tinyini;1.3.0;Pump house;yes\n"
  + "TINYINI PROJECT;Tiny INI;;Well 3;no\n"
  + "Tinyini Project;tinyini;1.4.2;Office;no\n"
  + "Harbor Instruments;TidePump 200;V1.3;Intake;no\n"
  + ";;;;\n";
const KEV = { catalogVersion: "2026.08.01", dateReleased: "2026-08-01T00:00:00.000Z", count: 0, vulnerabilities: [] };

async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-utility-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "list.csv"), LIST);
  await writeFile(join(folder, "kev.json"), JSON.stringify(KEV));
  return folder;
}

/** The clearinghouse publishes two advisories, and its feed is exported as anybody may do it. */
async function exportFeed(folder: string): Promise<void> {
  const world = await createWorld();
  const actor = await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] });
  await issueExerciseAdvisory(world.services, { actor, product: "tinyini", vendor: "Tinyini Project", purl: "pkg:generic/tinyini", affectedVersion: "1.3.0", fixedVersion: "1.4.2" });
  await issueExerciseAdvisory(world.services, { actor, product: "Quay Clock", vendor: "Quay Software", affectedVersion: "7.0.0", fixedVersion: "7.1.0" });
  await world.drain();
  const answer = getRequestListener(createLowSideApi(world.services).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const quiet = { stdout: () => undefined, stderr: () => undefined, stdin: process.stdin, env: { BREAKWATER_SERVER: `http://127.0.0.1:${port}` }, signal: new AbortController().signal };
  expect(await runCli(["publish", "--to", join(folder, "feed")], quiet)).toBe(0);
}

/** The command line as a process of its own, without any network. */
async function offline(folder: string, ...args: readonly string[]): Promise<{ readonly exitCode: number; readonly stdout: string; readonly stderr: string }> {
  const command = [process.execPath, join(repositoryRoot, "apps/cli/main.ts"), "match", "--inventory", "list.csv", "--advisories", "feed", ...args];
  return new Promise((resolve) => {
    execFile("unshare", ["--map-root-user", "--net", ...command], { cwd: folder, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : typeof error.code === "number" ? error.code : -1, stdout, stderr });
    });
  });
}

interface Answer {
  readonly matches: readonly { readonly asset: { readonly version: string | null; readonly place: string }; readonly advisory: string; readonly vulnerability: string; readonly probability: number; readonly reason: string; readonly action: string; readonly due: string | null }[];
  readonly advisories: { readonly read: number; readonly unread: readonly { readonly file: string; readonly reason: string }[] };
  readonly questions: readonly { readonly id: string; readonly text: string }[];
}

test("a utility finds what to do by itself, from an exported feed and without any network: matches, a question, its answer, a plan, and what became of it", { timeout: 240_000 }, async () => {
  const folder = await givenFolder();
  await exportFeed(folder);

  const first = await offline(folder, "--kev", "kev.json", "--json");
  expect([first.exitCode, first.stderr]).toEqual([0, ""]);
  const { matches, advisories, questions } = JSON.parse(first.stdout) as Answer;
  expect(advisories).toEqual({ read: 2, unread: [] });
  // The one in the fixed version and the one of another vendor are not told; each finding is told once, though it stands in the feed in many formats.
  expect(matches.map(({ asset, action }) => [asset.place, asset.version, action])).toEqual([
    ["line 2", "1.3.0", "Update tinyini to 1.4.2 or later."],
    ["line 3", null, "Update tinyini to 1.4.2 or later."],
  ]);
  expect(matches.every(({ advisory, vulnerability, probability, reason }) => advisory !== "" && vulnerability !== "" && probability >= 0.7 && reason.endsWith("."))).toBe(true);
  expect(matches[0]?.due).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  expect(questions).toMatchObject([{ text: "Which version of Tiny INI is installed?" }]);

  const sheet = await offline(folder, "--questions");
  expect(sheet.stdout).toContain("# Which version of Tiny INI is installed?");
  writeFileSync(join(folder, "answers.txt"), sheet.stdout.replace(/ =$/m, " = 1.4.2"));
  const answered = JSON.parse((await offline(folder, "--answers", "answers.txt", "--json")).stdout) as Answer;
  expect([answered.matches.map(({ asset }) => asset.place), answered.questions]).toEqual([["line 2"], []]);

  const plan = await offline(folder, "--answers", "answers.txt", "--plan");
  expect(plan.stdout).toContain("1. Update tinyini to version 1.4.2\nDo this first.");
  expect(plan.stdout).not.toContain("\n2. ");
  expect(plan.stdout).toContain("No match does not mean that something is safe.");

  // It is put off, then done; the list itself is left as it is.
  const title = "Update tinyini to version 1.4.2";
  const planWith = async (record: string) => {
    writeFileSync(join(folder, "record.txt"), record);
    return (await offline(folder, "--answers", "answers.txt", "--plan", "--record", "record.txt")).stdout;
  };
  const putOff = await planWith(`${title} = 2999-01-31 the pump house is under water\n`);
  expect(putOff).toContain(`[ ] ${title} (2999-01-31: the pump house is under water)`);
  expect(putOff).not.toContain("Do this first.");
  expect(await planWith(`${title} = 2020-01-31 the pump house is under water\n`)).toContain(`1. ${title}\nDo this first.`);
  expect(await planWith(`# nothing else\n${title} = done\n`)).not.toContain(title);
});

test("a document that was changed on the way is told and not used", { timeout: 120_000 }, async () => {
  const folder = await givenFolder();
  await exportFeed(folder);
  const [document = ""] = globSync("feed/api/feeds/csaf/white/*/*.json", { cwd: folder }).filter((file) => readFileSync(join(folder, file), "utf8").includes("tinyini"));
  const path = join(folder, document);
  writeFileSync(path, readFileSync(path, "utf8").replaceAll("1.4.2", "9.9.9"));
  const { exitCode, stdout } = await offline(folder, "--json");
  const { matches, advisories } = JSON.parse(stdout) as Answer;
  expect([exitCode, matches, advisories.read, advisories.unread.map(({ reason }) => reason)]).toEqual([0, [], 1, ["its sha512 is not the one beside it: it was changed or cut on the way"]]);
});
