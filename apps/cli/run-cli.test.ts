import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalEntry, generateNoteKey, issueReceipt, leafHash, MemoryNodes, MerkleTree, parseLedgerEntry, parseSignerKey, signCheckpoint } from "#engines/ledger";
import { FINDING_STATES } from "#contracts/findings";
import type { ExitCode } from "./command.types.ts";
import { commands } from "./commands.ts";
import { runCli } from "./run-cli.ts";
import { describeAll, describeCommand, nameOf } from "./write-help.ts";

interface Ended {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-cli-"));
  await writeFiles();
});
afterAll(() => rm(folder, { recursive: true }));

/** `~` in an argument stands for the folder of the files below, in both directions. */
async function breakwater(args: readonly string[], stdin: readonly string[] = []): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  const exitCode = await runCli(args.map((arg) => arg.replaceAll("~", folder)), {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    stdin: (async function* () {
      yield* stdin;
    })(),
    env: {},
    signal: new AbortController().signal,
  });
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~") };
}

const osvRecord = { schema_version: "1.7.0", id: "x_EXERCISE-2026-1", modified: "2026-06-02T00:00:00Z", affected: [{ package: { ecosystem: "npm", name: "tinyini" }, ranges: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "1.4.2" }] }] }] };
const csafDocument = {
  document: {
    category: "csaf_base",
    csaf_version: "2.0",
    title: "Exercise",
    publisher: { category: "coordinator", name: "Exercise", namespace: "https://example.org" },
    tracking: { id: "X-1", status: "final", version: "1", initial_release_date: "2026-06-02T00:00:00Z", current_release_date: "2026-06-02T00:00:00Z", revision_history: [{ number: "1", date: "2026-06-02T00:00:00Z", summary: "First." }] },
  },
};

async function writeFiles(): Promise<void> {
  const files: Readonly<Record<string, string>> = {
    "osv.json": JSON.stringify(osvRecord),
    "osv-bad.json": JSON.stringify({ ...osvRecord, modified: "yesterday" }),
    "csaf.json": JSON.stringify(csafDocument),
    "not.json": "{",
    "latin.json": "\"caf\u00e9\"",
    "assets.csv": "vendor,product,version,purl\n,tinyini,1.3.9,pkg:npm/tinyini@1.3.9\n,quietpump,2.0,\n",
    "nothing.csv": "",
    "advisories/tinyini.json": JSON.stringify(osvRecord),
    "advisories/other.json": "[]",
    "empty/readme.txt": "no advisory here",
    "\u001b[31mred.json": "{",
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text, name === "latin.json" ? "latin1" : "utf8");
  }
  await writeFile(join(folder, "huge.key"), Buffer.alloc(70_000, "k"));
  await symlink("loop", join(folder, "loop"));
  await writeLedger();
}

async function writeLedger(): Promise<void> {
  const key = generateNoteKey("example.org/ledger");
  const entries = ["opened", "granted", "withdrawn"].map((act, index) =>
    parseLedgerEntry({ v: 1, id: `entry-${index}`, at: "2026-06-02T00:00:00.000Z", kind: `engagement.${act}`, subject: "engagement-1", by: "person-1", data: {} }),
  );
  const tree = new MerkleTree(new MemoryNodes());
  await tree.append(entries.map((entry) => leafHash(canonicalEntry(entry))));
  const checkpoint = signCheckpoint({ origin: "example.org/ledger", size: tree.size, root: await tree.root() }, parseSignerKey(key.signerKey));
  const exported = { schema: "breakwater-ledger/1", verifierKey: key.verifierKey, checkpoint, entries };
  const [first, , third] = entries;
  if (!first || !third) throw new Error("three entries were made");
  await writeFile(join(folder, "ledger.json"), JSON.stringify(exported));
  await writeFile(join(folder, "cut.json"), JSON.stringify({ ...exported, entries: entries.slice(0, 2) }));
  await writeFile(join(folder, "altered.json"), JSON.stringify({ ...exported, entries: [{ ...first, by: "person-2" }, ...entries.slice(1)] }));
  await writeFile(join(folder, "receipt.json"), JSON.stringify(await issueReceipt({ tree, entry: third, leafIndex: 2, checkpoint, verifierKey: key.verifierKey })));
  await writeFile(join(folder, "ledger.key"), `${key.verifierKey}\n`);
}

const validOsv = { valid: true, errors: [], warnings: [], infos: [] };

// What the recommended tests of CSAF 2.0, section 6.2, say of the smallest valid document.
const csafWarnings = [
  "6.2.10 /document/distribution/tlp/label: there is no TLP label",
  "6.2.11 /document/references: no reference of the category self is an https URL that ends with x-1.json",
  "6.2.12 /document/lang: the document does not say its language: the key is missing",
  "6.2.13 /document/publisher: the key is not at its place in alphabetical order",
  "6.2.13 /document/tracking/initial_release_date: the key is not at its place in alphabetical order",
  "6.2.13 /document/tracking/revision_history/0/date: the key is not at its place in alphabetical order",
];

/** Arguments → exit code, stdout, stderr. */
const table: readonly (readonly [args: readonly string[], ended: Ended])[] = [
  [["version", "compare", "1.10.0", "1.9.3", "--scheme", "semver"], { exitCode: 0, stdout: "1.10.0 is newer than 1.9.3\n", stderr: "" }],
  [["version", "compare", "1.0.0", "1.0.0", "--scheme", "semver", "--json"], { exitCode: 0, stdout: '{"scheme":"semver","a":"1.0.0","b":"1.0.0","result":0}\n', stderr: "" }],
  [["--json", "version", "compare", "1.0~rc1", "1.0", "--scheme", "debian"].map((arg) => arg.replace("~", "-")), { exitCode: 0, stdout: '{"scheme":"debian","a":"1.0-rc1","b":"1.0","result":1}\n', stderr: "" }],
  [["version", "compare", "one", "two", "--scheme", "semver"], { exitCode: 1, stdout: "semver cannot order one and two\n", stderr: "" }],
  [["version", "compare", "1", "2", "--scheme", "roman"], { exitCode: 2, stdout: "", stderr: "breakwater: --scheme roman: the schemes are semver, npm, pypi, cargo, golang, maven, nuget, gem, composer, debian, rpm, alpine, gentoo, arch, conan, openssl, dotted, intdot, datetime, lexicographic, generic. See breakwater version compare --help\n" }],
  [["version", "compare", "1", "2"], { exitCode: 2, stdout: "", stderr: "breakwater: --scheme NAME is missing. See breakwater version compare --help\n" }],
  [["version", "compare", "1", "--scheme", "semver"], { exitCode: 2, stdout: "", stderr: "breakwater: B is missing: another version. See breakwater version compare --help\n" }],
  [["version", "compare", "1", "2", "3", "--scheme", "semver"], { exitCode: 2, stdout: "", stderr: 'breakwater: "3" is one argument too many. See breakwater version compare --help\n' }],
  [["purl", "parse", "pkg:npm/%40types/node@24"], { exitCode: 0, stdout: "pkg:npm/%40types/node@24\n  type: npm\n  namespace: @types\n  name: node\n  version: 24\n", stderr: "" }],
  [["osv", "validate", "~/osv.json"], { exitCode: 0, stdout: "~/osv.json: valid\n", stderr: "" }],
  [["osv", "validate", "~/osv.json", "~/osv.json", "--json"], { exitCode: 0, stdout: `${JSON.stringify({ file: "~/osv.json", ...validOsv })}\n`.repeat(2), stderr: "" }],
  [["csaf", "validate", "~/csaf.json"], { exitCode: 0, stdout: `~/csaf.json: valid\n${csafWarnings.map((warning) => `  warning ${warning}\n`).join("")}`, stderr: "" }],
  [["csaf", "validate", "~/not.json"], { exitCode: 2, stdout: "~/not.json: not valid\n  error not-json /: ~/not.json: not JSON (Expected property name or '}' in JSON at position 1 (line 1 column 2)).\n", stderr: "" }],
  [["csaf", "validate", "~/latin.json"], { exitCode: 2, stdout: "~/latin.json: not valid\n  error not-utf8 /: ~/latin.json: not UTF-8 text.\n", stderr: "" }],
  [["csaf", "validate", "~/advisories", "~/nowhere.json", "~/loop"], { exitCode: 2, stdout: "~/advisories: not valid\n  error not-a-file /: ~/advisories: not a regular file.\n~/nowhere.json: not valid\n  error unreadable /: ~/nowhere.json: there is no such file.\n~/loop: not valid\n  error unreadable /: ~/loop: is a link that leads in a circle.\n", stderr: "" }],
  [["osv", "convert", "--to", "cve", "~/osv.json", "~/nowhere.json", "--json"], {
    exitCode: 2,
    stdout: expect.stringMatching(/^\{"file":"~\/osv\.json","from":"osv","to":"cve","valid":\w+,"errors":\[.*\],"notes":\[.*\],"documents":\[.*\]\}\n\{"file":"~\/nowhere\.json","to":"cve","valid":false,"errors":\[\{"test":"unreadable",.*\n$/),
    stderr: "",
  }],
  [["osv", "convert", "--to", "magic", "~/osv.json"], { exitCode: 2, stdout: "", stderr: expect.stringMatching(/^breakwater: --to magic: the formats are .*csaf-2\.1, cve, osv, .*See breakwater osv convert --help\n$/) }],
  [["csaf", "validate"], { exitCode: 2, stdout: "", stderr: "breakwater: FILE is missing: a JSON document, or - for standard input. See breakwater csaf validate --help\n" }],
  [["match", "--inventory", "~/nothing.csv", "--advisories", "~/advisories"], { exitCode: 1, stdout: "", stderr: "breakwater: ~/nothing.csv: The file is empty. Choose the file that lists your equipment and software.\n" }],
  [["match", "--inventory", "~/assets.csv", "--advisories", "~/empty"], { exitCode: 2, stdout: "", stderr: "breakwater: ~/empty: holds no .json or .jsonl or .ndjson or .zip file.\n" }],
  [["match", "--inventory", "~/assets.csv", "--advisories", "~/advisories", "--threshold", "lots"], { exitCode: 2, stdout: "", stderr: "breakwater: --threshold lots: give a whole number from 1 to 100. See breakwater match --help\n" }],
  [["match", "--inventory", "-", "--advisories", "~/advisories"], { exitCode: 2, stdout: "", stderr: "breakwater: --inventory needs the name of a file: its ending helps to tell what it is. See breakwater match --help\n" }],
  [["ledger", "verify", "~/osv.json"], { exitCode: 1, stdout: "", stderr: 'breakwater: ~/osv.json: not an exported ledger: schema: Invalid input: expected "breakwater-ledger/1".\n' }],
  [["ledger", "verify", "~/ledger.json", "--key", "@~/huge.key", "--json"], { exitCode: 2, stdout: '{"error":{"code":"too-large","message":"~/huge.key: larger than 65536 bytes, which is the most that is read."}}\n', stderr: "breakwater: ~/huge.key: larger than 65536 bytes, which is the most that is read.\n" }],
  [["ledger", "verify"], { exitCode: 2, stdout: "", stderr: "breakwater: There is no server to ask: give --server URL or set BREAKWATER_SERVER. See breakwater ledger verify --help\n" }],
  [["ledger", "verify", "--server", "ftp://host"], { exitCode: 2, stdout: "", stderr: "breakwater: --server ftp://host: give an address such as http://127.0.0.1:8420. See breakwater ledger verify --help\n" }],
  [["ledger", "verify", "--server", "http://127.0.0.1:1"], { exitCode: 5, stdout: "", stderr: "breakwater: http://127.0.0.1:1 does not answer; check the address and that Breakwater is running.\n" }],
  [["finding", "verify", "~/osv.json"], { exitCode: 1, stdout: "", stderr: "breakwater: ~/osv.json: bundle: cannot be read as a plain tar; pack it with `breakwater finding pack`\n" }],
  [["finding", "pack", "~/empty", "--out", "~/bundle.tar"], { exitCode: 1, stdout: "", stderr: "breakwater: ~/empty: manifest.json: is not in ~/empty\n" }],
  [["finding", "pack", "~/osv.json", "--out", "~/bundle.tar"], { exitCode: 2, stdout: "", stderr: "breakwater: ~/osv.json: not a folder.\n" }],
  [["finding", "replay", "~/osv.json", "--runs", "1"], { exitCode: 2, stdout: "", stderr: "breakwater: --runs 1: give a whole number from 2 to 20. See breakwater finding replay --help\n" }],
  [["set", "show", "nowhere-1"], { exitCode: 2, stdout: "", stderr: 'breakwater: There is no set "nowhere-1". Ours are: harbor-0, harbor-1; give a path such as ./nowhere-1 for another.\n' }],
  [["harbour"], { exitCode: 2, stdout: "", stderr: `breakwater: There is no "harbour". The nouns are: ${[...new Set(commands.map(({ noun }) => noun))].join(", ")}. See breakwater --help\n` }],
  [["set", "burn"], { exitCode: 2, stdout: "", stderr: 'breakwater: "set" has no verb "burn". It has: list, show, check, power. See breakwater --help\n' }],
  [["set"], { exitCode: 2, stdout: "", stderr: 'breakwater: "set" needs a verb: list, show, check, power. See breakwater --help\n' }],
  [["--json"], { exitCode: 2, stdout: '{"error":{"code":"usage","message":"--json needs a command before it."}}\n', stderr: "breakwater: --json needs a command before it. See breakwater --help\n" }],
  [["sandbox", "check", "--fast"], { exitCode: 2, stdout: "", stderr: "breakwater: Unknown option '--fast'. See breakwater sandbox check --help\n" }],
  [["purl", "parse", "--json=yes", "x"], { exitCode: 2, stdout: "", stderr: "breakwater: Option '--json' does not take an argument. See breakwater purl parse --help\n" }],
  [["finding", "submit"], { exitCode: 2, stdout: "", stderr: "breakwater: FILE is missing: name an evidence bundle, or --bulk NDJSON. See breakwater finding submit --help\n" }],
  [["finding", "list", "--state", "lost", "--server", "http://127.0.0.1:1"], { exitCode: 2, stdout: "", stderr: `breakwater: --state lost: the states are ${FINDING_STATES.join(", ")}. See breakwater finding list --help\n` }],
  [["claim", "make", "--product", "Gauge", "--authorisation", "hope", "--evidence", "none", "--server", "http://127.0.0.1:1"], { exitCode: 2, stdout: "", stderr: "breakwater: --authorisation hope: the kinds are owner, open-source, own-system. See breakwater claim make --help\n" }],
  [["session", "show", "--server", "http://127.0.0.1:1", "--json"], { exitCode: 5, stdout: '{"error":{"code":"unreachable","message":"http://127.0.0.1:1 does not answer; check the address and that Breakwater is running."}}\n', stderr: "breakwater: http://127.0.0.1:1 does not answer; check the address and that Breakwater is running.\n" }],
  [["--version"], { exitCode: 0, stdout: "breakwater 0.1.0\n", stderr: "" }],
];

// All of CSAF's tests take seconds to load, and more on a busy machine.
test.each(table)("breakwater %j ends as told", { timeout: 120_000 }, async (args, ended) => {
  expect(await breakwater(args)).toEqual(ended);
});

test("a file that comes on standard input is validated like any other, and a faulty one gets the test, the place and a sentence", async () => {
  expect(await breakwater(["osv", "validate", "-", "~/osv-bad.json", "--json"], [JSON.stringify(osvRecord).slice(0, 20), JSON.stringify(osvRecord).slice(20)])).toEqual({
    exitCode: 1,
    stdout: `${JSON.stringify({ file: "-", ...validOsv })}\n${JSON.stringify({ file: "~/osv-bad.json", valid: false, errors: [{ test: "schema", path: "/modified", message: "must be a UTC instant such as 2026-07-01T09:00:00Z" }], warnings: [], infos: [] })}\n`,
    stderr: "",
  });
});

test("an inventory is matched on this machine, and an advisory that cannot be read is told", async () => {
  const { exitCode, stdout, stderr } = await breakwater(["match", "--inventory", "~/assets.csv", "--advisories", "~/advisories", "--json"]);
  const { inventory, advisories, matches } = JSON.parse(stdout) as { inventory: { assets: number }; advisories: { read: number; unread: { file: string }[] }; matches: { asset: { product: string }; vulnerability: string }[] };
  expect({ exitCode, stderr, assets: inventory.assets, read: advisories.read, unread: advisories.unread.map(({ file }) => file), matches: matches.map(({ asset, vulnerability }) => [asset.product, vulnerability]) }).toEqual({
    exitCode: 0,
    stderr: "",
    assets: 2,
    read: 1,
    unread: ["~/advisories/other.json"],
    matches: [["tinyini", "x_EXERCISE-2026-1"]],
  });
});

describe("an exported ledger", () => {
  const verify = async (file: string, ...more: readonly string[]) => {
    const { exitCode, stdout } = await breakwater(["ledger", "verify", `~/${file}`, "--json", ...more]);
    const { ok, size, receipts, reason, findings } = JSON.parse(stdout) as { ok: boolean; size?: number; receipts?: number; reason?: string; findings?: { code: string }[] };
    return { exitCode, ok, size, receipts, reason, findings: findings?.map(({ code }) => code) };
  };

  test("is verified with its publisher's key and a kept receipt", async () => {
    expect(await verify("ledger.json", "--key", "@~/ledger.key", "--receipt", "~/receipt.json")).toEqual({ exitCode: 0, ok: true, size: 3, receipts: 1, reason: undefined, findings: undefined });
  });

  test("is not verified without a key that one trusts, since anybody can make a ledger", async () => {
    expect(await verify("ledger.json")).toEqual({ exitCode: 1, ok: false, size: 3, receipts: 0, reason: "no-trusted-key", findings: undefined });
  });

  test("is not verified when an entry was altered", async () => {
    expect(await verify("altered.json", "--key", "@~/ledger.key")).toEqual({ exitCode: 1, ok: false, size: undefined, receipts: undefined, reason: undefined, findings: ["changed"] });
  });

  test("is not verified when entries were cut off, which a kept receipt shows too", async () => {
    expect(await verify("cut.json", "--key", "@~/ledger.key", "--receipt", "~/receipt.json")).toEqual({ exitCode: 1, ok: false, size: undefined, receipts: undefined, reason: undefined, findings: ["receipt-contradicted", "missing"] });
  });
});

test("a file that is no determination bundle is not verified", async () => {
  const { exitCode, stdout } = await breakwater(["determination", "verify", "~/osv.json", "--json"]);
  const { ok, checks, determination } = JSON.parse(stdout) as { ok: boolean; checks: { name: string; ok: boolean }[]; determination: unknown };
  expect({ exitCode, ok, determination, checks: checks.map(({ name, ok: held }) => [name, held]) }).toEqual({ exitCode: 1, ok: false, determination: null, checks: [["bundle-readable", false], ["rule-applied", false]] });
});

test("the sandbox of this machine holds against every probe", async () => {
  const { exitCode, stdout, stderr } = await breakwater(["sandbox", "check", "--json"]);
  const report = JSON.parse(stdout) as { held: boolean; probes: { probe: string; held: boolean }[] };
  expect({ exitCode, stderr, held: report.held, failed: report.probes.filter(({ held }) => !held) }).toEqual({ exitCode: 0, stderr: "", held: true, failed: [] });
});

test("nothing a stranger wrote can steer the terminal", async () => {
  const { stdout } = await breakwater(["csaf", "validate", "~/\u001b[31mred.json"]);
  expect(stdout.split("\n")[0]).toBe("~/\\u{1b}[31mred.json: not valid");
  const asJson = await breakwater(["version", "compare", "\u202e1", "\u009b2", "--scheme", "generic", "--json"]);
  expect(asJson.stdout).not.toMatch(/[\u0000-\u0009\u007f-\u009f\u202e]/);
  expect(JSON.parse(asJson.stdout)).toMatchObject({ a: "\u202e1", b: "\u009b2" });
});

test("an installation is backed up, and restored into an empty folder only", async () => {
  await mkdir(join(folder, "home", "low", "keys"), { recursive: true });
  await writeFile(join(folder, "home", "low", "keys", "master.key"), "k");
  const created = await breakwater(["backup", "create", "~/harbour.tar", "--home", "~/home", "--json"]);
  expect({ ...created, stdout: JSON.parse(created.stdout) as unknown }).toEqual({
    exitCode: 0,
    stdout: { home: "~/home", file: "~/harbour.tar", bytes: (await stat(join(folder, "harbour.tar"))).size, sha256: createHash("sha256").update(await readFile(join(folder, "harbour.tar"))).digest("hex") },
    stderr: "",
  });
  expect(await breakwater(["backup", "create", "~/harbour.tar", "--home", "~/home"])).toEqual({ exitCode: 1, stdout: "", stderr: "breakwater: ~/harbour.tar exists already; choose another name.\n" });
  expect(await breakwater(["backup", "restore", "~/harbour.tar", "--home", "~/restored"])).toEqual({ exitCode: 0, stdout: "~/restored: restored low\n", stderr: "" });
  expect(await readFile(join(folder, "restored", "low", "keys", "master.key"), "utf8")).toBe("k");
  expect(await breakwater(["backup", "restore", "~/harbour.tar", "--home", "~/home"])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "breakwater: ~/home is not empty; restore into an empty folder and nothing can be overwritten.\n",
  });
  expect(await breakwater(["backup", "restore", "~/osv.json", "--home", "~/elsewhere"])).toMatchObject({ exitCode: 1, stdout: "" });
});

describe("help", () => {
  test("explains the whole, a noun and a command", async () => {
    const [nothing, all, noun, one] = await Promise.all([breakwater([]), breakwater(["--help"]), breakwater(["set", "--help"]), breakwater(["set", "check", "--help"])]);
    expect(nothing).toEqual(all);
    expect(all).toEqual({ exitCode: 0, stdout: describeAll(commands), stderr: "" });
    expect(noun.stdout.split("\n").slice(0, 5)).toEqual([
      "Usage: breakwater set <verb> [arguments] [--json]",
      "",
      "  set list   List the benchmark sets",
      "  set show   Show what a benchmark set holds and the digest it is cited by",
      "  set check  Prove in the sandbox that each task of a set can be solved, and not by doing nothing",
    ]);
    expect(one.stdout.split("\n").slice(0, 3)).toEqual(["Prove in the sandbox that each task of a set can be solved, and not by doing nothing", "", "Usage: breakwater set check SET [--task ID]… [--json]"]);
  });

  test("every command has an example that its own grammar takes", () => {
    for (const command of commands) {
      expect(command.examples.every((example) => example.startsWith(`${nameOf(command)} `) || example === nameOf(command)), nameOf(command)).toBe(true);
    }
  });

  test("docs/cli.md is what help says; vitest -u writes it anew", async () => {
    const manual = [
      "# The command line",
      "Written from `breakwater --help`; a test compares.",
      block(describeAll(commands)),
      ...commands.map((command) => `## breakwater ${nameOf(command)}\n\n${block(describeCommand(command))}`),
    ];
    await expect(`${manual.join("\n\n")}\n`).toMatchFileSnapshot("../../docs/cli.md");
  });
});

const block = (text: string): string => `\`\`\`text\n${text}\`\`\``;

describe("the launcher", () => {
  const launch = (launcher: string, args: readonly string[]): Promise<Ended> =>
    new Promise((resolve) => {
      execFile(process.execPath, [launcher, ...args], (error, stdout, stderr) => {
        resolve({ exitCode: (error?.code ?? 0) as ExitCode, stdout, stderr });
      });
    });

  test("runs a command and ends with its exit code", async () => {
    expect(await launch(join(import.meta.dirname, "launcher.mjs"), ["version", "compare", "a", "b", "--scheme", "semver"])).toEqual({ exitCode: 1, stdout: "semver cannot order a and b\n", stderr: "" });
  });

  test("says what to run where its Node is not installed", async () => {
    await cp(join(import.meta.dirname, "launcher.mjs"), join(folder, "launcher.mjs"));
    expect(await launch(join(folder, "launcher.mjs"), ["--help"])).toEqual({
      exitCode: 3,
      stdout: "",
      stderr: `breakwater: its Node 24 is not installed for ${process.platform}-${process.arch}. Run npm ci in the folder of breakwater, then try again.\n`,
    });
  });
});
