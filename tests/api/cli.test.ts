import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getRequestListener } from "@hono/node-server";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { runCli } from "../../apps/cli/run-cli.ts";
import { createLowSideApi } from "../../apps/server/low-side.ts";
import { firstAdministratorLink } from "#rooms/access";
import type { Actor } from "#rooms/platform";
import { bringFinding, clearinghousePeople, gaugeBundle, GOOD_PATCH, linkFrom, REPOSITORY, requireOk } from "../setup/clearinghouse.ts";
import { activate, prepare, proven, RANGE, scene as partnersScene } from "../../rooms/partners/partners.fixture.ts";
import { createWorld, type World } from "../setup/world.ts";
import { enrol, INVENTORY, makeRecords, openHouses, toEngagementBody, type Houses } from "./records.ts";

let world: World;
let houses: Houses;
let address: string;
let folder: string;
beforeEach(async () => {
  world = await createWorld();
  houses = await openHouses(world, "Harbour");
  folder = await mkdtemp(join(tmpdir(), "breakwater-cli-api-"));
  address = await serve(world);
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** The real API on a port of its own, without the globals that its own server puts in the place of Node's. */
async function serve({ services }: World): Promise<string> {
  const answer = getRequestListener(createLowSideApi(services).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs a command line as somebody, or as nobody; `~` stands for this test's folder. */
async function breakwater(as: Actor | undefined, ...args: readonly string[]) {
  let stdout = "";
  let stderr = "";
  const token = as && (await world.token(as));
  const exitCode = await runCli(
    args.map((arg) => arg.replaceAll("~", folder)),
    {
      stdout: (text) => (stdout += text),
      stderr: (text) => (stderr += text),
      stdin: process.stdin,
      env: { BREAKWATER_SERVER: address, ...(token ? { BREAKWATER_TOKEN: token } : {}) },
      signal: new AbortController().signal,
    },
  );
  return { exitCode, stdout: stdout.replaceAll(folder, "~"), stderr: stderr.replaceAll(folder, "~").replaceAll(address, "SERVER") };
}

/** What is looked at in answers, besides comparing them whole. */
interface Answer {
  readonly file?: string;
  readonly files?: readonly string[];
  readonly line?: number;
  readonly findingId?: string;
  readonly duplicateOf?: string;
  readonly commitment?: string;
  readonly refused?: { readonly code: string };
}

/** Its answers with `--json`, one a line. */
async function ask(as: Actor | undefined, ...args: readonly string[]): Promise<{ readonly exitCode: number; readonly answers: readonly Answer[] }> {
  const { exitCode, stdout } = await breakwater(as, ...args, "--json");
  return { exitCode, answers: stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Answer) };
}

test("a partner makes a key for a program, uses the model by it, and ends it; the developer lists the calls", async () => {
  const s = await partnersScene();
  const id = await prepare(s);
  expect((await activate(s, id)).json.state).toBe("active");
  const server = await serve(s.world);
  const run = async (as: Actor, ...args: readonly string[]) => {
    let stdout = "";
    let stderr = "";
    const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: process.stdin, env: { BREAKWATER_SERVER: server, BREAKWATER_TOKEN: await s.world.token(as) }, signal: new AbortController().signal };
    return { exitCode: await runCli(args, surroundings), stdout, stderr };
  };
  const made = await run(proven(s.pia), "partner", "make-key", id, "--system", RANGE.name, "--name", "Scanner", "--hours", "2");
  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  const [, secret = ""] = /OPENAI_API_KEY=(\S+)/.exec(made.stdout) ?? [];
  const [, keyId = ""] = /^(mkey_\w+) {2}Scanner, for Pump control test range; until /.exec(made.stdout) ?? [];
  const asked = await fetch(`${server}/api/partner/model/v1/chat/completions`, {
    method: "POST", headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" }, body: JSON.stringify({ model: "early-access-model", messages: [{ role: "user", content: "Look." }] }),
  });
  expect(asked.status).toBe(200);
  expect((await run(s.ada, "partner", "calls", id)).stdout).toMatch(/Pia by program, for Pump control test range {2}answered; asked \d+ bytes, answered \d+\n$/);
  const listed = await run(s.pia, "partner", "model-keys", id);
  expect([listed.stdout.startsWith(`${keyId}  Scanner, for Pump control test range; until `), listed.stdout.includes(secret)]).toEqual([true, false]);
  expect((await run(s.pia, "partner", "end-key", id, keyId)).stdout).toContain("; ended ");
});

describe("signing in", () => {
  test("prints a token that works, for a person of the exercise and for a mailed link", async () => {
    const { exitCode, stdout } = await breakwater(undefined, "sign-in", "exercise", "harbour lead");
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^[A-Za-z0-9_-]{20,}\n$/)]);
    expect((await world.call("GET", "/session", { headers: { authorization: `Bearer ${stdout.trim()}` } })).json.person.id).toBe(houses.developer.personId);

    const fresh = await createWorld();
    const secret = (await firstAdministratorLink(fresh.services)) ?? "";
    const server = await serve(fresh);
    const redeem = ["sign-in", "redeem", `https://host/sign-in/link#${secret}`, "--server", `${server}/`];
    expect((await ask(undefined, ...redeem)).answers).toMatchObject([{ person: { roles: ["administrator"] }, token: expect.stringMatching(/^[A-Za-z0-9_-]{20,}$/) }]);
    expect(await breakwater(undefined, ...redeem)).toEqual({ exitCode: 4, stdout: "", stderr: "breakwater: token: This link is not valid any more. Ask for a new one.\n" });
  });

  test("says who there is, and what to do without a token", async () => {
    expect(await breakwater(undefined, "sign-in", "exercise", "Nobody")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no "Nobody" in the exercise. Its people are:') });
    expect(await breakwater(undefined, "session", "show")).toEqual({ exitCode: 4, stdout: "", stderr: "breakwater: Sign in first: set BREAKWATER_TOKEN to the token that `breakwater sign-in` prints.\n" });
    expect(await breakwater(houses.operator, "engagement", "list")).toEqual({ exitCode: 4, stdout: "", stderr: "breakwater: Your role does not include this.\n" });
    expect((await ask(houses.operator, "engagement", "list")).answers).toEqual([{ error: { code: "not-permitted", message: "Your role does not include this." } }]);
  });
});

test("every command that shows something shows its own person's, in words and as JSON", async () => {
  const { developer, finder, operator } = houses;
  const records = await makeRecords(world, houses);
  const shown: readonly (readonly [Actor | undefined, readonly string[], RegExp])[] = [
    [developer, ["session", "show"], /^Harbour Lead, Harbour Lab: developer-release-lead, developer-security-lead\nuntil 2099-01-01T00:00:00.000Z; this is an exercise\n$/],
    [finder, ["inbox", "list"], /^No notices\.\n$/],
    [operator, ["inbox", "list"], /^new \S+ {2}Somebody offers to help you {2}\/operator\/help\n$/],
    [developer, ["engagement", "list"], new RegExp(`^${records.engagement}  access-offered  Canary Model\n$`)],
    [developer, ["engagement", "show", records.engagement], /Canary Model[^]*Harbour Evaluator, Harbour Agency: has not accepted/],
    [developer, ["determination", "list"], new RegExp(`^${records.determination}  requested  ${records.engagement}\n$`)],
    [developer, ["determination", "show", records.determination], /requested/],
    [developer, ["partner", "list"], new RegExp(`^${records.earlyAccess}  nominated  Harbour Partner, Canary Model\n$`)],
    [developer, ["partner", "list", "--engagement", records.engagement], new RegExp(`^${records.earlyAccess}  nominated`)],
    [developer, ["partner", "show", records.earlyAccess], /nominated {2}Harbour Partner, Canary Model\n {2}developer: not answered; government: no view; policy version 1\n/],
    [developer, ["partner", "calls", records.earlyAccess], /^No calls\.\n$/],
    [developer, ["determination", "claim", records.engagement], /^Received\. If there is anything to be shown, you get a notice\.\n$/],
    [finder, ["finding", "list", "--state", "submitted"], /^find_\w+ {2}submitted {2}Canary title \(tide-gauge 1\.4\.0\)\n$/],
    [finder, ["finding", "list", "--state", "closed"], /^No findings\.\n$/],
    [undefined, ["advisory", "list"], /^No advisories\.\n$/],
    [undefined, ["obligation", "list"], /^Signed on 2026-06-02\.\n2\(a\) {2}due 2026-07-02/],
    [undefined, ["funnel", "show"], /^As of 2026-09-01T12:00:00\.000Z; counts below 5 are withheld\.\n/],
    [operator, ["plan", "show"], /\S/],
  ];
  for (const [as, args, words] of shown) {
    const told = await breakwater(as, ...args);
    expect([args, told.exitCode, told.stderr]).toEqual([args, 0, ""]);
    expect(told.stdout).toMatch(words);
    const { exitCode, answers } = await ask(as, ...args);
    expect([args, exitCode, answers.length, typeof answers[0]]).toEqual([args, 0, 1, "object"]);
  }
  for (const verb of ["suspend", "resume"]) expect(await breakwater(developer, "partner", verb, records.earlyAccess)).toEqual({ exitCode: 4, stdout: "", stderr: 'breakwater: This cannot be done while the early access is "nominated".\n' });
  expect((await breakwater(developer, "partner", "stop-all")).stdout).toMatch(new RegExp(`^${records.earlyAccess}  revoked`));
  expect((await breakwater(developer, "partner", "revoke", records.earlyAccess)).stdout).toMatch(new RegExp(`^${records.earlyAccess}  revoked`));
  expect((await breakwater(developer, "engagement", "withdraw", records.engagement)).stdout).toMatch(new RegExp(`^${records.engagement}  withdrawn`));
  expect(await breakwater(developer, "engagement", "show", "eng_00000000000000000000")).toEqual({ exitCode: 4, stdout: "", stderr: "breakwater: There is nothing here that you may see.\n" });
  expect(await breakwater(developer, "determination", "show", "../session")).toMatchObject({ exitCode: 4, stderr: "breakwater: id: not an identifier of ours\n" });
});

test("a claim is made, and one of another organisation's target is told as no", async () => {
  const claim = ["claim", "make", "--repository", "https://code.exercise.example/tinyini", "--weakness", "CWE-787", "--authorisation", "open-source", "--evidence", "LICENSE."];
  expect(await ask(houses.finder, ...claim)).toMatchObject({ exitCode: 0, answers: [{ answer: "claimed" }] });
  expect(await ask(houses.partner, ...claim)).toMatchObject({ exitCode: 1, answers: [{ answer: "already-claimed" }] });
  expect((await breakwater(houses.finder, "claim", "make", "--authorisation", "owner", "--evidence", "Ours.")).stderr).toBe("breakwater: repository: give either a repository or a product\n");
});

test("findings are submitted, each with a receipt; a bad file hides no other, and bulk is answered line by line", async () => {
  await writeFile(join(folder, "good.tar"), await gaugeBundle());
  await writeFile(join(folder, "bad.tar"), "not a tar");
  const { exitCode, answers } = await ask(houses.finder, "finding", "submit", "~/bad.tar", "~/nowhere.tar", "~/good.tar");
  expect([exitCode, answers]).toEqual([4, [
    { file: "~/bad.tar", refused: { code: "bundle-refused", message: expect.stringContaining("tar") as unknown } },
    { file: "~/nowhere.tar", refused: { code: "unreadable", message: "~/nowhere.tar: there is no such file." } },
    { file: "~/good.tar", findingId: expect.stringMatching(/^find_/) as unknown, state: "submitted", alreadyReceived: false, digest: expect.any(String) as unknown, commitment: expect.stringMatching(/^[0-9a-f]{128}$/) as unknown, receivedAt: "2026-09-01T12:00:00.000Z" },
  ]]);
  const line = (bytes: Uint8Array) => JSON.stringify({ bundle: Buffer.from(bytes).toString("base64") });
  await writeFile(join(folder, "bulk.ndjson"), `${line(await gaugeBundle({ title: "Another" }))}\nnot JSON\n${line(await gaugeBundle())}\n`);
  const bulk = await ask(houses.finder, "finding", "submit", "--bulk", "~/bulk.ndjson");
  expect([bulk.exitCode, bulk.answers.map(({ file, line: number, findingId, duplicateOf, refused }) => [file, number, typeof findingId, duplicateOf, refused?.code])]).toEqual([4, [
    ["~/bulk.ndjson", 1, "string", undefined, undefined],
    ["~/bulk.ndjson", 2, "undefined", undefined, "line-refused"],
    ["~/bulk.ndjson", 3, "undefined", answers[2]?.findingId, undefined],
  ]]);
  expect(await breakwater(houses.finder, "finding", "submit", "~/good.tar")).toEqual({ exitCode: 0, stdout: `~/good.tar: ${answers[2]?.findingId}, received before; commitment ${answers[2]?.commitment}\n`, stderr: "" });
});

test("the ledger and one's receipts are fetched, and verify offline against each other", async () => {
  const oversight = { ...(await world.person({ organisation: "Inspectors", kind: "oversight", name: "Iris", roles: ["oversight"] })), steppedUp: true };
  const { id } = await requireOk(world.call("POST", "/engagements", { as: houses.developer, body: toEngagementBody() }));
  const receipts = await ask(houses.developer, "ledger", "receipts", "--subject", id, "--out", "~/kept/");
  expect(receipts).toEqual({ exitCode: 0, answers: [{ subject: id, files: ["~/kept/receipt-1.json"] }] });
  // After the receipts, because an export is an act itself: a receipt from later is of a log with one entry more.
  expect(await ask(oversight, "ledger", "fetch", "--out", "~/kept/ledger.json")).toMatchObject({ exitCode: 0, answers: [{ file: "~/kept/ledger.json" }] });
  await writeFile(join(folder, "ledger.key"), (await world.call("GET", "/ledger/checkpoint")).json.verifierKey as string);
  expect(await ask(undefined, "ledger", "verify", "~/kept/ledger.json", "--key", "@~/ledger.key", "--receipt", "~/kept/receipt-1.json")).toMatchObject({ exitCode: 0, answers: [{ ok: true, receipts: 1 }] });
  expect((await breakwater(houses.finder, "ledger", "receipts", "--subject", id, "--out", "~/none")).stdout).toBe("No receipts.\n");
  expect(await breakwater(oversight, "ledger", "fetch", "--out", "~/ledger.key/x.json")).toMatchObject({ exitCode: 2, stdout: "" });
});

describe("a command that takes a fresh proof", () => {
  /** Runs `ledger fetch` for somebody who has given no proof yet, and lets them do in the browser what they do with the code. */
  async function fetchLedger(inBrowser: (inspector: Actor, asked: { readonly id: string; readonly code: string }) => Promise<unknown>, ...args: readonly string[]) {
    const inspector = await world.person({ organisation: "Inspectors", kind: "oversight", name: "Iris", roles: ["oversight"] });
    const said: string[] = [];
    const acted: Promise<unknown>[] = [];
    const act = async (code: string) => inBrowser({ ...inspector, steppedUp: true }, { id: (await world.call("GET", "/proof-requests", { as: inspector })).json.requests[0].id, code });
    const exitCode = await runCli(["ledger", "fetch", "--out", join(folder, "ledger.json"), ...args], {
      stdout: () => undefined,
      stderr: (text) => {
        said.push(text);
        const code = /with the code (\S+)/.exec(text)?.[1];
        if (code) acted.push(act(code));
      },
      stdin: process.stdin,
      env: { BREAKWATER_SERVER: address, BREAKWATER_TOKEN: await world.token(inspector) },
      signal: new AbortController().signal,
    });
    await Promise.all(acted);
    return { exitCode, said: said.join("") };
  }

  test.each([[[]], [["--json"]]])("prints a code, and goes on when its person has typed it in the browser %j", async (args) => {
    const { exitCode, said } = await fetchLedger((as, { id, code }) => requireOk(world.call("POST", `/proof-requests/${id}/confirmation`, { as, body: { code } })), ...args);
    expect([exitCode, said]).toEqual([0, expect.stringMatching(/^This takes a fresh proof that it is you\. Open \S+\/account, and confirm there GET \/ledger\/export with the code \S{9} before 2026-09-01T12:05:00\.000Z\.\n$/)]);
    expect(JSON.parse(await readFile(join(folder, "ledger.json"), "utf8")).schema).toBe("breakwater-ledger/1");
  });

  test("ends when its person refuses it there, and writes nothing", async () => {
    const { exitCode, said } = await fetchLedger((as, { id }) => world.call("DELETE", `/proof-requests/${id}`, { as }));
    expect([exitCode, said.split("\n")[1]]).toEqual([4, "breakwater: You refused this in the browser."]);
    expect(await readdir(folder)).toEqual([]);
  });
});

test("what is published is written into a folder as it was signed, and an operator's plan to a file", async () => {
  const people = await clearinghousePeople(world);
  await requireOk(world.call("POST", "/projects", { as: people.analyst, body: { vendor: "Tide", product: "Tide Gauge", repository: REPOSITORY, contactEmail: "maintainer@tide.example", openAtOnce: 1 } }));
  const finding = await bringFinding(world, people, { candidatePatch: GOOD_PATCH });
  await world.drain();
  const { caseId } = (await world.call("GET", `/findings/${finding}`, { as: people.analyst })).json;
  const token = await linkFrom(world, "maintainer@tide.example");
  const link = (path: string, body: object = {}) => requireOk(world.call("POST", `/maintainer/${path}`, { body: { token, ...body } }));
  await link("terms");
  await link("answers", { answer: "accept" });
  const { id: patchId } = await link("patches/accept");
  await world.drain();
  await link("patches/release", { patchId, fixedVersion: "1.4.1" });
  const { id, trackingId } = await requireOk(world.call("POST", "/advisories", { as: people.analyst, body: { caseId, releasableTitle: "Overflow in Tide Gauge", releasableSummary: "A long name overflows a buffer." } }));
  expect((await breakwater(undefined, "advisory", "show", id)).stdout).toContain(`${trackingId}  published  Overflow in Tide Gauge`);

  const { exitCode, answers } = await ask(undefined, "publish", "--to", "~/site");
  const published = answers[0]?.files ?? [];
  const files = (await readdir(join(folder, "site"), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  expect([exitCode, published.length > 20, files.length]).toEqual([0, true, published.length + 1]);
  for (const path of published) {
    const served = await fetch(`${address}/${path.replace(/index\.html$/, "")}`);
    expect(await readFile(join(folder, "site", path)), path).toEqual(Buffer.from(await served.arrayBuffer()));
  }
  const csaf = published.filter((path) => /^api\/feeds\/csaf(-2\.1)?\/[a-z]+\/\d{4}\/.*\.json$/.test(path));
  expect(csaf).toHaveLength(2);
  for (const path of csaf) expect((await ask(undefined, "csaf", "validate", `~/site/${path}`)).exitCode).toBe(0);
  expect((await breakwater(undefined, "publish", "--to", "~/site", "--base-url", "ftp://x")).exitCode).toBe(2);

  await enrol(world, houses.operator);
  await world.call("POST", "/operator/inventories?fileName=list.csv", { as: houses.operator, raw: Buffer.from(INVENTORY) });
  await world.drain();
  expect((await breakwater(houses.operator, "plan", "show")).stdout).toMatch(/^1\. .*Tide Gauge/);
  for (const name of ["plan.html", "plan.txt"]) {
    expect((await breakwater(houses.operator, "plan", "print", "--out", `~/${name}`)).exitCode).toBe(0);
    expect((await stat(join(folder, name))).size).toBeGreaterThan(100);
  }
  expect((await readFile(join(folder, "plan.html"), "utf8")).startsWith("<!doctype html>")).toBe(true);
}, 120_000);

test("a determination's bundle is not there before it is signed", async () => {
  const { determination } = await makeRecords(world, houses);
  expect(await breakwater(houses.developer, "determination", "fetch", determination, "--out", "~/determination.json")).toMatchObject({ exitCode: 4, stdout: "" });
  await expect(stat(join(folder, "determination.json"))).rejects.toThrow("ENOENT");
});
