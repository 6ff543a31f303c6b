import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storeZip } from "../archive.fixture.ts";
import { EXIT } from "../command.types.ts";
import { runCli } from "../run-cli.ts";

/** Says that versions of a pump before 2.0 have a flaw of that number. */
const advisory = (number: number) => ({
  document: { category: "csaf_security_advisory", title: "EXERCISE", tracking: { id: `EX-${number}` } },
  product_tree: { branches: [{ category: "vendor", name: "Harbor Instruments", branches: [{ category: "product_name", name: "Tide Pump 200", branches: [
    { category: "product_version_range", name: "< 2.0", product: { product_id: "P", name: "Tide Pump 200 < 2.0" } },
  ] }] }] },
  vulnerabilities: [{ cve: `CVE-1900-000${number}`, product_status: { known_affected: ["P"] } }],
});
const textOf = (number: number): string => JSON.stringify(advisory(number));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "breakwater-match-"));
  await writeFile(join(folder, "assets.csv"), "Vendor,Product,Version\nHarbor Instruments,Tide Pump 200,1.5\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function matchWith(advisories: string) {
  let [stdout, stderr] = ["", ""];
  const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: process.stdin, env: {}, signal: new AbortController().signal };
  const exitCode = await runCli(["match", "--inventory", join(folder, "assets.csv"), "--advisories", advisories.replaceAll("~", folder), "--json"], surroundings);
  const answer = JSON.parse(stdout.replaceAll(folder, "~")) as { error?: { message: string }; advisories: { read: number; unread: { file: string; reason: string }[] }; matches: { advisory: string; vulnerability: string; probability: number }[] };
  if (answer.error) return { exitCode, refused: answer.error.message };
  return {
    exitCode, stderr, read: answer.advisories.read,
    unread: answer.advisories.unread.map(({ file, reason }) => `${file}: ${reason}`),
    matches: answer.matches.map((one) => `${one.advisory} ${one.vulnerability} ${one.probability}`),
  };
}

describe("advisories for match are read", () => {
  test("from a ZIP archive, document by document; what of it is no advisory is told", async () => {
    await writeFile(join(folder, "all.zip"), storeZip({ "2026/one.json": textOf(1), "two.json": textOf(2), "notes.txt": "not looked at", "other.json": '{"hello": "world"}', "broken.json": "{" }));
    expect(await matchWith("~/all.zip")).toEqual({
      exitCode: 0, stderr: "", read: 2, matches: ["EX-1 CVE-1900-0001 0.95", "EX-2 CVE-1900-0002 0.95"],
      unread: [expect.stringMatching(/^~\/all\.zip\/broken\.json: /), expect.stringMatching(/^~\/all\.zip\/other\.json: The advisory is not an OSV record/)],
    });
  });

  test("from a file that is no archive whatever its name says: a no, with the file's name", async () => {
    await writeFile(join(folder, "bad.zip"), "PK, or so it says");
    expect(await matchWith("~/bad.zip")).toEqual({ exitCode: 1, refused: expect.stringMatching(/^~\/bad\.zip: no advisory could be read/) });
  });

  test.each(["ndjson", "jsonl"])("from a file with one document a line (%s), which says the line that cannot be read", async (ending) => {
    await writeFile(join(folder, `lines.${ending}`), `${textOf(1)}\n\n{"cut\r\n${textOf(2)}`);
    expect(await matchWith(`~/lines.${ending}`)).toEqual({
      exitCode: 0, stderr: "", read: 2, matches: ["EX-1 CVE-1900-0001 0.95", "EX-2 CVE-1900-0002 0.95"], unread: [expect.stringMatching(new RegExp(`^~/lines\\.${ending} line 3: `))],
    });
  });

  test("from a folder with all of these below it", async () => {
    await mkdir(join(folder, "mixed/deep"), { recursive: true });
    await writeFile(join(folder, "mixed/one.json"), textOf(1));
    await writeFile(join(folder, "mixed/deep/two.ndjson"), `${textOf(2)}\n`);
    await writeFile(join(folder, "mixed/deep/three.zip"), storeZip({ "three.json": textOf(3) }));
    expect(await matchWith("~/mixed")).toEqual({ exitCode: 0, stderr: "", read: 3, unread: [], matches: ["EX-1 CVE-1900-0001 0.95", "EX-2 CVE-1900-0002 0.95", "EX-3 CVE-1900-0003 0.95"] });
  });
});

describe("a feed on the network", () => {
  const files = new Map<string, string>();
  const asked: string[] = [];
  let server: Server;
  let site: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = request.url ?? "";
      asked.push(path);
      const text = files.get(path);
      if (path === "/moved.json") response.writeHead(302, { location: "/feed.json" }).end();
      else response.writeHead(path === "/down.json" ? 503 : text === undefined ? 404 : 200).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** A site with these documents; a hash beside each where one is given. */
  function publish(documents: Readonly<Record<string, { readonly text?: string; readonly sha512?: string; readonly href?: string }>>): void {
    files.clear();
    asked.length = 0;
    files.set("/provider-metadata.json", JSON.stringify({ distributions: [{ rolie: { feeds: [{ url: `${site}/feed.json` }] } }] }));
    files.set("/feed.json", JSON.stringify({ feed: { entry: Object.entries(documents).map(([name, { sha512, href }]) => ({
      link: [{ rel: "self", href: href ?? `white/${name}` }, ...(sha512 === undefined ? [] : [{ rel: "hash", href: `white/${name}.sha512` }])],
    })) } }));
    for (const [name, { text, sha512 }] of Object.entries(documents)) {
      if (text !== undefined) files.set(`/white/${name}`, text);
      if (sha512 !== undefined) files.set(`/white/${name}.sha512`, `${sha512}  ${name}\n`);
    }
  }
  const sha512 = (text: string): string => createHash("sha512").update(text).digest("hex");

  test("is walked from the provider's metadata or from the feed itself, each document held against the hash beside it", async () => {
    publish({ "one.json": { text: textOf(1), sha512: sha512(textOf(1)) }, "two.json": { text: textOf(2) } });
    const found = { exitCode: 0, stderr: "", read: 2, unread: [], matches: ["EX-1 CVE-1900-0001 0.95", "EX-2 CVE-1900-0002 0.95"] };
    expect(await matchWith(`${site}/provider-metadata.json`)).toEqual(found);
    expect(asked).toEqual(["/provider-metadata.json", "/feed.json", "/white/one.json", "/white/one.json.sha512", "/white/two.json"]);
    expect(await matchWith(`${site}/feed.json`)).toEqual(found);
  });

  test("hides no document by another that is changed, gone, broken or elsewhere", async () => {
    publish({
      "one.json": { text: textOf(1) }, "changed.json": { text: textOf(2), sha512: sha512(textOf(3)) }, "gone.json": {}, "broken.json": { text: "{" },
      "elsewhere.json": { href: "http://localhost:9/elsewhere.json" },
    });
    expect(await matchWith(`${site}/feed.json`)).toEqual({
      exitCode: 0, stderr: "", read: 1, matches: ["EX-1 CVE-1900-0001 0.95"],
      unread: [
        `${site}/white/changed.json: its sha512 is not the one beside it: it was changed or cut on the way`,
        `${site}/white/gone.json: the feed names it, and there is no such file`,
        expect.stringMatching(`^${site}/white/broken.json: `),
        "http://localhost:9/elsewhere.json: lies on another host than the feed; it is not fetched.",
      ],
    });
  });

  test.each([
    ["/nothing.json", EXIT.no, "there is no such file."], ["/white/one.json", EXIT.no, "names no ROLIE feed; give the address of provider-metadata.json or of a feed."],
    ["/down.json", EXIT.unreachable, "the server answered 503."], ["/moved.json", EXIT.unreachable, "does not answer; check the address and the network."],
  ])("that is none is a no: %s", async (path, exitCode, reason) => {
    publish({ "one.json": { text: textOf(1) } });
    expect(await matchWith(`${site}${path}`)).toEqual({ exitCode, refused: expect.stringContaining(reason) });
  });

  test("is asked for over https alone, but for this machine", async () => {
    expect(await matchWith("http://feed.example/feed.json")).toEqual({ exitCode: 2, refused: "--advisories http://feed.example/feed.json: the address of a feed begins with https://." });
  });
});

describe("what an operator says of its own list", () => {
  async function run(file: { readonly name: string; readonly text: string }, ...args: readonly string[]) {
    await writeFile(join(folder, file.name), file.text);
    await writeFile(join(folder, "said.json"), textOf(1));
    let [stdout, stderr] = ["", ""];
    const surroundings = { stdout: (text: string) => (stdout += text), stderr: (text: string) => (stderr += text), stdin: process.stdin, env: {}, signal: new AbortController().signal };
    const exitCode = await runCli(["match", "--inventory", join(folder, file.name), "--advisories", join(folder, "said.json"), ...args], surroundings);
    return { exitCode, stdout, said: `${stdout}${stderr}` };
  }

  test("one answer leads to the next question, and one sheet may hold the answers to both", async () => {
    const list = { name: "open.csv", text: "Product\nTide Pump 200\n" };
    const sheet = async (text: string) => {
      await writeFile(join(folder, "sheet.txt"), text);
      return ["--answers", join(folder, "sheet.txt")] as const;
    };
    const first = /^(\S*is-it-this\S*|\S+) =$/m.exec((await run(list, "--questions", "--threshold", "40")).stdout)?.[1] ?? "";
    const asked = await run(list, "--threshold", "40", ...(await sheet(`${first} = yes\n`)), "--questions");
    const second = /^(\S+) =$/m.exec(asked.stdout)?.[1] ?? "";
    expect([asked.exitCode, second.startsWith("which-version"), second === first]).toEqual([0, true, false]);
    const both = await run(list, "--threshold", "40", ...(await sheet(`${second} = 1.5\n${first} = yes\n`)), "--json");
    const { matches, questions } = JSON.parse(both.stdout) as { matches: { versionKnown: boolean }[]; questions: unknown[] };
    expect([both.exitCode, matches.map(({ versionKnown }) => versionKnown), questions]).toEqual([0, [true], []]);
    const gone = await run(list, "--threshold", "40", ...(await sheet(`${first} = yes\nwhich-version:line-99 = 2\n`)));
    expect([gone.exitCode, gone.said]).toEqual([2, expect.stringContaining("sheet.txt line 2: there is no question which-version:line-99")]);
  });

  test("how a spreadsheet was read is told, and put right by its columns and the line of its headings", async () => {
    const list = { name: "odd.csv", text: "Inventory of the harbour\nA,B,C\n1.5,Tide Pump 200,Harbor Instruments\n" };
    const right = await run(list, "--columns", "product=2,version=1,vendor=3", "--heading-line", "2");
    expect([right.exitCode, right.stdout]).toEqual([0, expect.stringMatching(/CVE-1900-0001[^]*The list was read as csv: .*product from "B"[^]*1 match of 1 asset with 1 advisory\./)]);
    const wrong = await run(list, "--columns", "product=two");
    expect([wrong.exitCode, wrong.said]).toEqual([2, expect.stringContaining("--columns product=two: write names and numbers")]);
  });

  test("a record that cannot be read is refused with its line, and goes with a plan only", async () => {
    const list = { name: "assets.csv", text: "Vendor,Product,Version\nHarbor Instruments,Tide Pump 200,1.5\n" };
    for (const [line, why] of [["Update it", "write the step's title"], ["Update it = soon", "write the step's title"], ["Update it = 2027-02-31 ice", "2027-02-31 is no day"], ["Update it = 2027-01-31", "say behind the day why"]] as const) {
      await writeFile(join(folder, "record.txt"), `# mine\n${line}\n`);
      const { exitCode, said } = await run(list, "--plan", "--record", join(folder, "record.txt"));
      expect([exitCode, said]).toEqual([2, expect.stringMatching(new RegExp(`record\\.txt line 2: ${why}`))]);
    }
    expect((await run(list, "--record", join(folder, "record.txt"))).exitCode).toBe(2);
  });
});
