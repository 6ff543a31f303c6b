import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const LOG = join(import.meta.dirname, "../../engines/evaluation/logs/fixtures/three-lamps.eval");

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-log-"));
  await cp(LOG, join(folder, "run.eval"));
  await mkdir(join(folder, "logs"));
  await mkdir(join(folder, "empty"));
  await cp(LOG, join(folder, "logs", "one.eval"));
  await writeFile(join(folder, "logs", "bad.eval"), "no archive");
  await writeFile(join(folder, "logs", "notes.txt"), "no log");
  await writeFile(join(folder, "list.json"), "[]");
  const { stdout } = await breakwater("log", "verify", "~/run.eval", "--json");
  ({ root } = JSON.parse(stdout) as { root: string });
});
afterAll(() => rm(folder, { recursive: true }));

let root = "";
const breakwater = (...args: readonly string[]) => breakwaterWith({}, ...args);
async function breakwaterWith({ signal = new AbortController().signal, onAnswer = () => undefined }: { readonly signal?: AbortSignal; readonly onAnswer?: (text: string) => void }, ...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const say = (text: string): void => {
    stdout += text;
    onAnswer(text);
  };
  const exitCode = await runCli(
    args.map((arg) => arg.replaceAll("~", folder)),
    { stdout: say, stderr: (text) => (stderr += text), stdin: process.stdin, env: {}, signal },
  );
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~") };
}
const answer = async (...args: readonly string[]) => {
  const { exitCode, stdout } = await breakwater(...args, "--json");
  return [exitCode, JSON.parse(stdout) as Record<string, never>] as const;
};

describe("breakwater log", () => {
  test("lists the samples of a log, and the logs of a folder, and says which could not be read", async () => {
    const about = "harbor-9, model-9: cancelled, 2 of 3 samples ended; breakwater/accuracy 1; breakwater/stderr 0";
    expect(await breakwater("log", "list", "~/run.eval")).toEqual({
      exitCode: 0, stderr: "",
      stdout: [
        `~/run.eval: ${about}`,
        "  lamp#1  correct: breakwater 1, 2 turns, 303 tokens, 0.13 s",
        "  lamp#2  halted: 2 turns, 120 tokens, 0.09 s, error: egress-alarm: tried to leave",
        "  lamp#1@formal  open: 1 turns, 2 tokens", "",
      ].join("\n"),
    });
    expect(await breakwater("log", "list", "~/logs")).toEqual({ exitCode: 1, stderr: "", stdout: `not read: ~/logs/bad.eval: is not an .eval log: it has no end of a ZIP archive\n~/logs/one.eval: ${about}\n` });
    expect(await breakwater("log", "list", "~/empty")).toMatchObject({ exitCode: 0, stdout: "no log here\n" });
  });

  test("shows a window of a sample, with what a sandbox wrote made harmless", async () => {
    const { exitCode, stdout } = await breakwater("log", "show", "~/run.eval", "--sample", "lamp#2", "--from", "9", "--count", "2");
    const lines = stdout.split("\n");
    expect([exitCode, lines[0], lines[1], lines.at(-4)]).toEqual([0, "lamp#2: events 9 to 10 of 21", expect.stringMatching(/^ {2}#9 2026-06-02T12:\d\d:\d\d.000Z tool-replied$/), expect.stringMatching(/^ {2}#10 .* rebuilt$/)]);
    expect(stdout).toContain("The lamp burns. \\u{1b}[31mred");
    expect(await breakwater("log", "show", "~/run.eval")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("status: cancelled") as string });
    expect((await breakwater("log", "show", "~/run.eval", "--sample", "lamp#1", "--from", "99")).stdout).toBe("lamp#1: no event of 13\n");
  });

  test("verifies a log, against the root and the receipts that were kept", async () => {
    expect((await breakwater("log", "verify", "~/run.eval")).stdout).toBe(
      `~/run.eval: whole: 54 events of 3 samples; root ${root}\n  That it is the run that was meant is for its root to say: compare it with the one in the report, or give it with --root.\n`,
    );
    const { stdout: receipt } = await breakwater("log", "show", "~/run.eval", "--sample", "lamp#1@formal", "--receipt", "--json");
    await writeFile(join(folder, "receipt.json"), receipt);
    expect(await breakwater("log", "verify", "~/run.eval", "--root", root, "--receipt", "~/receipt.json")).toEqual({ exitCode: 0, stderr: "", stdout: `~/run.eval: verified: 54 events of 3 samples; root ${root}\n` });
    expect(await breakwater("log", "verify", "~/run.eval", "--root", "0".repeat(64), "--receipt", "~/list.json")).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/not verified\n.*its root is .*\n.*receipt 1 is not of a sample of this run\n$/) as string });
  });

  test("finds a changed byte in the middle of an archive", async () => {
    const bytes = await readFile(join(folder, "run.eval"));
    const at = Math.floor(bytes.length / 2);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(join(folder, "changed.eval"), bytes);
    expect(await breakwater("log", "verify", "~/changed.eval")).toMatchObject({ exitCode: 1, stdout: expect.stringMatching(/^~\/changed.eval: not verified\n {2}~\/changed.eval, entry /) as string });
  });

  test("withholds fields, proves it, and opens one event later", async () => {
    expect(await answer("log", "redact", "~/run.eval", "--fields", "output,text", "--to", "~/public.eval")).toEqual([0, { from: "~/run.eval", path: "~/public.eval", samples: 3, bytes: expect.any(Number) as number, root, withheld: expect.any(Number) as number }]);
    expect((await breakwater("log", "show", "~/public.eval", "--sample", "lamp#2", "--from", "9", "--count", "1")).stdout).toMatch(/ {4}output: withheld\n {4}outputDigest: withheld\n$/);
    const { stdout: opened } = await breakwater("log", "show", "~/run.eval", "--sample", "lamp#2", "--from", "9", "--count", "1", "--json");
    await writeFile(join(folder, "opened.json"), opened);
    expect((await breakwater("log", "verify", "~/public.eval", "--root", root, "--opened", "~/opened.json")).stdout).toMatch(/verified: .*\n {2}Of \d+ events parts are withheld, and stand as digests; 1 of them were opened, and are what was withheld\.\n$/);
    await writeFile(join(folder, "forged.json"), opened.replace("The lamp burns. ", "The lamp is out. "));
    expect(await breakwater("log", "verify", "~/public.eval", "--opened", "~/forged.json")).toMatchObject({ exitCode: 1, stdout: expect.stringContaining("opened event 1: was changed") as string });
  });

  test("shows a log as pages at an address that is good until Ctrl-C, or as one page on stdout", async () => {
    const stop = new AbortController();
    const said = Promise.withResolvers<string>();
    const viewing = breakwaterWith({ signal: stop.signal, onAnswer: said.resolve }, "log", "view", "~/run.eval", "--json");
    const { url } = JSON.parse(await said.promise) as { readonly url: string };
    const page = await fetch(`${url}sample?sample=lamp%231`);
    expect([page.status, (await page.text()).includes("Find the flag of lamp.")]).toEqual([200, true]);
    const taken = await breakwater("log", "view", "~/run.eval", "--port", new URL(url).port);
    expect(taken).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^breakwater: 127\.0\.0\.1:\d+: cannot be listened on; give another port\.\n$/) as string });
    stop.abort();
    expect(await viewing).toMatchObject({ exitCode: 0, stderr: "" });
    await expect(fetch(url)).rejects.toThrow("fetch failed");

    const { exitCode, stdout } = await breakwater("log", "view", "~/run.eval", "--once");
    expect([exitCode, stdout.startsWith("<!doctype html>"), stdout.includes("lamp#1@formal")]).toEqual([0, true, true]);
  });

  test("exports a log in both forms, and leaves a file that is there alone", async () => {
    expect(await answer("log", "export", "~/run.eval", "--to", "~/run.json")).toEqual([0, { from: "~/run.eval", path: "~/run.json", samples: 3, bytes: expect.any(Number) as number }]);
    expect(Object.keys(JSON.parse(await readFile(join(folder, "run.json"), "utf8")) as object)).toEqual(expect.arrayContaining(["samples", "eval", "results", "status"]));
    expect(await breakwater("log", "export", "~/run.eval", "--to", "~/run.json")).toEqual({ exitCode: 2, stdout: "", stderr: "breakwater: ~/run.json: is there already; remove it, or write to another file.\n" });
    await breakwater("log", "export", "~/run.eval", "--to", "~/copy.eval");
    expect((await readFile(join(folder, "copy.eval"))).equals(await readFile(LOG))).toBe(true);
  });
});

test.each<[readonly string[], string]>([
  [["list"], "LOG is missing"],
  [["list", "~/none"], "~/none: there is no such file or folder"],
  [["list", "~/logs/notes.txt"], "~/logs/notes.txt: is not an .eval log"],
  [["show", "~/run.eval", "--sample", "lamp#7"], "holds no sample lamp#7"],
  [["show", "~/run.eval", "--sample", "../../etc#1"], "holds no sample ../../etc#1"],
  [["show", "~/run.eval", "--from", "3"], "--sample SAMPLE is missing"],
  [["show", "~/run.eval", "--receipt"], "--sample SAMPLE is missing"],
  [["show", "~/run.eval", "--sample", "lamp#1", "--count", "0"], "--count 0: give a whole number from 1 to 1000."],
  [["show", "~/run.eval", "--sample", "lamp#9", "--receipt"], "holds no sample lamp#9"],
  [["view", "~/none"], "~/none: there is no such file or folder"],
  [["view", "~/logs/notes.txt"], "~/logs/notes.txt: is not an .eval log"],
  [["view", "~/run.eval", "--port", "80"], "--port 80: give a whole number from 1024 to 65535."],
  [["view", "~/run.eval", "--port", "8123", "--once"], "--port N: nothing is served with --once."],
  [["verify", "~/run.eval", "--root", "abc"], "--root abc: give 64 lower-case hex digits."],
  [["verify", "~/run.eval", "--receipt", "~/none.json"], "~/none.json: there is no such file"],
  [["verify", "~/run.eval", "--opened", "~/list.json"], "~/list.json: holds no events"],
  [["verify", "~/logs"], "~/logs: a folder that holds no run, but "],
  [["verify", "~/empty"], "~/empty: a folder that holds no run; name the log."],
  [["verify", "~/logs/bad.eval"], "~/logs/bad.eval: is not an .eval log"],
  [["export", "~/run.eval"], "--to FILE is missing"],
  [["export", "~/run.eval", "--to", "~/run.zip"], "--to ~/run.zip: the name must end with .eval or .json"],
  [["export", "~/run.eval", "--to", "~/none/run.eval"], "~/none/run.eval: cannot be written there"],
  [["redact", "~/run.eval", "--to", "~/x.eval"], "--fields or --samples is missing"],
  [["redact", "~/run.eval", "--fields", "text", "--to", "~/x.json"], "--to ~/x.json: the name must end with .eval"],
  [["redact", "~/run.eval", "--fields", "outcome", "--to", "~/x.eval"], '"outcome" cannot be withheld by itself'],
  [["redact", "~/run.eval", "--fields", "text,,output", "--to", "~/x.eval"], "a name between the commas is missing"],
  [["redact", "~/run.eval", "--samples", "rope#1", "--to", "~/x.eval"], "holds no sample rope#1"],
  [["redact", "~/run.eval", "--fields", "text", "--to", "~/run.eval"], "~/run.eval: is there already"],
])("arguments of log that cannot be used are refused: %j", async (args, message) => {
  expect(await breakwater("log", ...args)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(message) as string });
});

test("a report tells shares with their exact bounds, writes its page and its table, and refuses what is no log of ours", async () => {
  const { report: [code, text], files } = await reported();
  expect(code).toBe(0);
  expect(text).toContain("1 of 1 passed");
  expect(text).toContain("cannot exclude sandbagging");
  expect(files.page).toContain("<h1>");
  expect(files.table.split("\r\n")[0]).toContain("outcome,score,tokens");
  expect((await breakwater("report", "~/logs/notes.txt")).exitCode).toBe(2);
  expect(await breakwater("report", "~/run.eval", "--title", " ")).toEqual({ exitCode: 2, stdout: "", stderr: expect.stringContaining("--title: give 1 to 200 characters.") as string });
  // The set that is given must be the one that ran.
  expect((await breakwater("report", "~/run.eval", "--set", "harbor-0")).stderr).toContain("with another digest than the set that was given");
});

async function reported() {
  const { exitCode, stdout } = await breakwater("report", "~/run.eval", "--html", "~/report.html", "--csv", "~/report.csv");
  const [page, table] = await Promise.all(["report.html", "report.csv"].map((name) => readFile(join(folder, name), "utf8")));
  return { report: [exitCode, stdout] as const, files: { page: page ?? "", table: table ?? "" } };
}
