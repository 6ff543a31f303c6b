// A report and the ledger are taken away and checked offline, as anybody would who trusts neither the server nor its pages.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { generateNoteKey } from "#engines/ledger";
import type { ReportDocument } from "#contracts/oversight";
import { appendEntry } from "#rooms/audit";
import { createWorld } from "../setup/world.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-report-"));
  const world = await createWorld({ lasts: "file" });
  const inspector = { ...(await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] })), steppedUp: true };
  await world.services.db.inTransaction(async (tx) => {
    for (let place = 0; place < 13; place += 1) await appendEntry(world.services, tx, { kind: "engagement.opened", subject: `eng_${place}`, by: inspector, data: {} });
  });
  const { id } = (await world.call("POST", "/reports", { as: inspector, body: { from: "2026-07-01" } })).json;
  for (const name of ["report.json", "receipt.json"]) await writeFile(join(folder, name), (await world.call("GET", `/reports/${id}/${name}`)).text);
  await writeFile(join(folder, "ledger.json"), (await world.call("GET", "/ledger/export", { as: inspector })).text);
  await writeFile(join(folder, "ledger.key"), (await world.call("GET", "/ledger/checkpoint")).json.verifierKey);
  await writeFile(join(folder, "other.key"), generateNoteKey("breakwater.example/ledger").verifierKey);
});
afterAll(() => rm(folder, { recursive: true }));

interface Verdict {
  readonly ok: boolean;
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly sentence: string }[];
  readonly figures?: readonly { readonly id: string; readonly counts: unknown }[];
}

async function breakwater(...args: readonly string[]): Promise<{ readonly exitCode: number; readonly answer: Verdict; readonly stderr: string }> {
  let [stdout, stderr] = ["", ""];
  const exitCode = await runCli([...args.map((arg) => arg.replaceAll("~", folder)), "--json"], { stdout: (text) => (stdout += text), stderr: (text) => (stderr += text), stdin: Readable.from([]), env: {}, signal: new AbortController().signal });
  return { exitCode, answer: JSON.parse(stdout) as Verdict, stderr };
}

const verify = (file: string, ...more: readonly string[]) => breakwater("report", "verify", file, ...more);
const failed = ({ checks }: Verdict) => checks.filter(({ ok }) => !ok).map(({ name }) => name);

/** The report as somebody would like it to be. */
async function edit(change: (report: ReportDocument) => void): Promise<string> {
  const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8")) as ReportDocument;
  change(report);
  const file = join(folder, "edited.json");
  await writeFile(file, JSON.stringify(report));
  onTestFinished(() => rm(file, { force: true }));
  return "~/edited.json";
}

function countOf(report: ReportDocument, id: string) {
  const value = report.figures.find(({ definition }) => definition.id === id)?.value;
  if (value?.form !== "count") throw new Error(`${id} is a count`);
  return value;
}

test("a report verifies offline by its receipt, by the whole ledger, and by both", async () => {
  const key = ["--key", "@~/ledger.key"];
  const byReceipt = await verify("~/report.json", "--receipt", "~/receipt.json", ...key);
  expect([byReceipt.exitCode, byReceipt.answer.checks.map(({ name, ok }) => [name, ok])]).toEqual([0, [["definitions", true], ["digest", true]]]);
  const byBoth = await verify("~/report.json", "--receipt", "~/receipt.json", "--ledger", "~/ledger.json", ...key);
  expect([byBoth.exitCode, byBoth.answer.checks.map(({ name, ok }) => [name, ok])]).toEqual([0, [["definitions", true], ["digest", true], ["ledger", true], ["digest", true], ["head", true], ["figures", true]]]);
});

test("a figure that was edited is found, and named", async () => {
  const edited = await edit((report) => {
    countOf(report, "engagements-opened").toDate.least = 20;
    countOf(report, "engagements-opened").toDate.most = 24;
  });
  const { exitCode, answer } = await verify(edited, "--ledger", "~/ledger.json", "--key", "@~/ledger.key");
  expect([exitCode, failed(answer)]).toEqual([1, ["digest", "figures"]]);
  expect(answer.checks.find(({ name }) => name === "figures")?.sentence).toBe("What the ledger gives is not what is shown of: engagements-opened.");
  expect(failed((await verify(edited, "--receipt", "~/receipt.json", "--key", "@~/ledger.key")).answer)).toEqual(["digest"]);
});

test("another definition, another head and another period are found, each by its name", async () => {
  const ask = async (change: (report: ReportDocument) => void) => failed((await verify(await edit(change), "--ledger", "~/ledger.json", "--key", "@~/ledger.key")).answer);
  expect(await ask(({ figures }) => Object.assign(figures[0]?.definition ?? {}, { definition: "Something else." }))).toEqual(["definitions", "digest"]);
  expect(await ask(({ checkpoint }) => Object.assign(checkpoint, { size: checkpoint.size - 1 }))).toEqual(["digest", "head"]);
  expect(await ask(({ checkpoint }) => Object.assign(checkpoint, { size: checkpoint.size - 10 }))).toEqual(["digest", "head", "figures"]);
  expect(await ask(({ period }) => Object.assign(period, { to: "2026-08-01T00:00:00.000Z" }))).toEqual(["digest", "figures"]);
});

test("a ledger that was altered, a key of somebody else, and no key at all are no yes", async () => {
  const ledger = await readFile(join(folder, "ledger.json"), "utf8");
  await writeFile(join(folder, "altered.json"), ledger.replace('"subject":"eng_3"', '"subject":"eng_4"'));
  expect(failed((await verify("~/report.json", "--ledger", "~/altered.json", "--key", "@~/ledger.key")).answer)).toEqual(["ledger"]);
  for (const more of [["--key", "@~/other.key"], []]) {
    const { exitCode, answer } = await verify("~/report.json", "--receipt", "~/receipt.json", "--ledger", "~/ledger.json", ...more);
    expect([exitCode, failed(answer).includes("digest") && failed(answer).includes("ledger")]).toEqual([1, true]);
  }
  const alone = await breakwater("report", "verify", "~/report.json");
  expect([alone.exitCode, alone.stderr]).toEqual([2, expect.stringContaining("a report alone shows nothing")]);
});

test("what is no report is refused with its fault: one that is none, and one whose figures are made of what is not there", async () => {
  const { exitCode, answer } = await verify("~/ledger.json", "--receipt", "~/receipt.json");
  expect([exitCode, answer]).toMatchObject([1, { error: { code: "not-a-report" } }]);
  const lost = await edit((report) => Object.assign(report, { figures: report.figures.filter(({ definition }) => definition.id !== "engagements-opened") }));
  expect((await verify(lost, "--ledger", "~/ledger.json", "--key", "@~/ledger.key")).answer).toMatchObject({ error: { code: "not-a-report", message: expect.stringContaining("engagements-opened") as unknown } });
});

test("whoever has the whole ledger computes the exact counts again, and none from one that was altered", async () => {
  const { exitCode, answer } = await breakwater("report", "recompute", "~/report.json", "--ledger", "~/ledger.json", "--key", "@~/ledger.key");
  expect([exitCode, answer.figures?.find(({ id }) => id === "engagements-opened")?.counts]).toEqual([0, { form: "count", of: { before: 0, toDate: 13 } }]);
  await writeFile(join(folder, "altered.json"), (await readFile(join(folder, "ledger.json"), "utf8")).replace('"subject":"eng_3"', '"subject":"eng_4"'));
  expect(await breakwater("report", "recompute", "~/report.json", "--ledger", "~/altered.json", "--key", "@~/ledger.key")).toMatchObject({ exitCode: 1, answer: { ok: false, figures: [] } });
});
