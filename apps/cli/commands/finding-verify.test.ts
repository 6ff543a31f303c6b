import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { evidenceJsonSchema, packBundle } from "#engines/verification";
import { runCli } from "../run-cli.ts";

const ROOT = join(import.meta.dirname, "../../..");
const TARGETS = join(ROOT, "engines/verification/targets");
// Each process begins with the isolation probes; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });
const BUNDLES = ["columns", "merge", "notes", "settings", "machine"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-bulk-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a process of its own; with `killAfter`, kills it outright once that many lines of progress are out. */
function verifyBulk(directory: string, { killAfter = Number.POSITIVE_INFINITY, json = false }: { readonly killAfter?: number; readonly json?: boolean } = {}): Promise<Ending> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(ROOT, "apps/cli/main.ts"), "finding", "verify", "--bulk", directory, "--runs", "2", ...(json ? ["--json"] : [])], { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      if (stderr.split("\n").length - 1 >= killAfter) child.kill("SIGKILL");
    });
    child.once("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

const readLines = async (path: string) => (await readFile(path, "utf8")).split("\n").slice(0, -1);

it("a bulk run that is killed again and again loses nothing, and does nothing twice that was recorded", async () => {
  const directory = join(folder, "killed");
  await mkdir(directory);
  for (const name of BUNDLES) await writeFile(join(directory, `${name}.tar`), await packBundle(join(TARGETS, name)));
  await cp(join(directory, "columns.tar"), join(directory, "the-same-again.tar"));
  await writeFile(join(directory, "no-bundle.tar"), "not a tar");
  const journal = join(directory, "verification.ndjson");

  let recorded: string[] = [];
  let kills = 0;
  for (;;) {
    const { signal } = await verifyBulk(directory, { killAfter: 2 });
    const lines = await readLines(journal);
    expect(lines.slice(0, recorded.length)).toEqual(recorded);
    recorded = lines;
    if (signal === null) break;
    kills += 1;
    // As if the power had gone in the middle of a line.
    await appendFile(journal, '{"file":"colum');
  }
  expect(kills).toBeGreaterThan(1);

  const last = await verifyBulk(directory, { json: true });
  expect([last.code, (await readFile(journal, "utf8")).split("\n").slice(0, -1)]).toEqual([1, recorded]);
  const results = last.stdout.trim().split("\n").map((line) => JSON.parse(line) as { file: string; outcome?: unknown; sameAs?: string; refused?: { code: string } });
  const pair = ["columns.tar", "the-same-again.tar"];
  expect(results.filter(({ file }) => !pair.includes(file)).map(({ file, outcome, refused }) => [file, outcome ?? refused?.code])).toEqual([
    ["machine.tar", { outcome: "reproduced", k: 2, n: 2 }],
    ["merge.tar", { outcome: "reproduced", k: 2, n: 2 }],
    ["no-bundle.tar", "not-a-tar"],
    ["notes.tar", { outcome: "reproduced", k: 2, n: 2 }],
    ["settings.tar", { outcome: "reproduced", k: 2, n: 2 }],
  ]);
  // One of the two was run, whichever came first; the other points to it.
  expect(results.filter(({ file }) => pair.includes(file)).map(({ sameAs }) => sameAs).filter((name) => name !== undefined)).toHaveLength(1);
  expect(recorded.map((line) => (JSON.parse(line) as { file: string }).file).toSorted()).toEqual([...BUNDLES.map((name) => `${name}.tar`), "no-bundle.tar", "the-same-again.tar"].toSorted());
});

it("a bulk run shows how far it is, and is a yes when everything reproduced", async () => {
  const directory = join(folder, "whole");
  await mkdir(directory);
  for (const name of ["columns", "notes"]) await writeFile(join(directory, `${name}.tar`), await packBundle(join(TARGETS, name)));
  const { code, stdout, stderr } = await verifyBulk(directory);
  expect([code, stdout.split("\n").map((line) => line.replace(`${directory}/`, ""))]).toEqual([0, ["columns.tar: reproduced 2 of 2", "notes.tar: reproduced 2 of 2", ""]]);
  expect(stderr.split("\n").map((line) => line.replace(/ {2}\w+\.tar.*/, ""))).toEqual(["[------------------------] 0 of 2", "[############------------] 1 of 2", "[########################] 2 of 2", ""]);
  expect((await verifyBulk(directory)).stderr).toBe("[########################] 2 of 2, recorded before\n");
});

it("a folder without bundles, or a journal that is none, is refused", async () => {
  const directory = join(folder, "odd");
  await mkdir(directory);
  expect(await verifyBulk(directory)).toMatchObject({ code: 1, stderr: `breakwater: ${directory} holds no *.tar files\n` });
  await writeFile(join(directory, "a.tar"), "x");
  await writeFile(join(directory, "verification.ndjson"), "hello\n");
  expect(await verifyBulk(directory)).toMatchObject({ code: 1, stderr: expect.stringContaining("verification.ndjson, line 1, is not a result; move the file away to begin anew") as string });
});

async function breakwater(...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const code = await runCli(args, { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: process.stdin, env: {}, signal: new AbortController().signal });
  return { code, stdout, stderr: stderr.replaceAll(folder, "~") };
}

it("a result is signed, and anyone with the bundle and the key checks it offline", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  await writeFile(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  await writeFile(join(folder, "pub.pem"), publicKey.export({ type: "spki", format: "pem" }));
  for (const name of ["settings", "columns"]) await writeFile(join(folder, `${name}.tar`), await packBundle(join(TARGETS, name)));
  const [bundle, statement] = [join(folder, "settings.tar"), join(folder, "settings.dsse.json")];

  expect(await breakwater("finding", "verify", bundle, "--runs", "2", "--sign", join(folder, "key.pem"), "--out", statement)).toMatchObject({ code: 0 });
  const checked = await breakwater("finding", "check", bundle, "--statement", statement, "--key", join(folder, "pub.pem"), "--json");
  expect([checked.code, JSON.parse(checked.stdout)]).toEqual([0, expect.objectContaining({ statement: expect.objectContaining({ predicateType: "urn:breakwater:reproduction:1" }) as unknown })]);
  expect(await breakwater("finding", "check", join(folder, "columns.tar"), "--statement", statement, "--key", join(folder, "pub.pem"))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("~/settings.dsse.json: this is signed, but about something else") as string,
  });
  expect(await breakwater("finding", "check", bundle, "--statement", statement)).toMatchObject({ code: 2 });
  expect(await breakwater("finding", "verify", bundle, "--sign", join(folder, "key.pem"))).toMatchObject({ code: 2, stderr: expect.stringContaining("--sign KEY and --out FILE go together") as string });
  expect(await breakwater("finding", "verify", bundle, "--bulk", folder)).toMatchObject({ code: 2 });
});

it("the schema of the manifest is printed for whoever writes one", async () => {
  const { code, stdout } = await breakwater("finding", "pack", "--schema");
  expect([code, JSON.parse(stdout)]).toEqual([0, evidenceJsonSchema()]);
  expect(await breakwater("finding", "pack")).toMatchObject({ code: 2, stderr: expect.stringContaining("DIR or --out FILE is missing") as string });
});
