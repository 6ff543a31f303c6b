import { expect, test } from "vitest";
import { createWorld } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory, recallExerciseFix } from "../fixtures/issue-exercise-advisory.ts";
import { toRfc822, writeNews } from "./write-news.rules.ts";

test("a feed reader learns of each advisory once, of its revisions under the same id, and is not sent twice what it has", async () => {
  const world = await createWorld();
  const analyst = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana", roles: ["clearinghouse-analyst"] });
  const read = async (file: string, headers: Record<string, string> = {}) => {
    const { status, text, headers: got } = await world.call("GET", `/feeds/news/${file}`, { headers });
    return { status, text, etag: got.get("etag") ?? "", modified: got.get("last-modified") ?? "", type: got.get("content-type") };
  };
  const empty = await read("advisories.atom");
  expect([empty.status, empty.type, empty.modified]).toEqual([200, "application/atom+xml; charset=utf-8", "Tue, 02 Jun 2026 00:00:00 GMT"]);

  const advisoryId = await issueExerciseAdvisory(world.services, { actor: analyst, product: "<Pump> & \"Sons\"", fixedVersion: "1.0.1" });
  const first = await read("advisories.atom");
  expect(first.text).toContain("<title>Flaw in &lt;Pump&gt; &amp; &quot;Sons&quot;</title>");
  expect(first.text).toContain(`href="${world.services.configuration.publicUrl}/advisories/${advisoryId}"`);
  const urn = /<entry><id>(urn:uuid:[0-9a-f-]{36})<\/id>/.exec(first.text)?.[1] ?? "none";
  expect((await read("advisories.rss")).text).toContain(`<guid isPermaLink="false">${urn}</guid>`);

  expect(await read("advisories.atom", { "if-none-match": `"x", W/${first.etag}` })).toMatchObject({ status: 304, text: "", etag: first.etag });
  expect((await read("advisories.atom", { "if-modified-since": first.modified })).status).toBe(304);
  expect((await read("advisories.atom", { "if-modified-since": empty.modified })).status).toBe(200);
  expect((await read("advisories.atom", { "if-modified-since": first.modified, "if-none-match": '"x"' })).status).toBe(200);

  world.pass(60_000);
  await recallExerciseFix(world.services, { product: "<Pump> & \"Sons\"", fixedVersion: "1.0.1" });
  const later = await read("advisories.atom", { "if-none-match": first.etag });
  expect(later.status).toBe(200);
  expect(later.text).toContain(`<id>${urn}</id>\n<title>Fix withdrawn: Flaw in`);
  expect(later.text).toContain("<published>2026-09-01T12:00:00.000Z</published>\n<updated>2026-09-01T12:01:00.000Z</updated>");
  expect((await read("advisories.xml")).status).toBe(400);
});

test("hostile text stays text, also where a reader shows HTML, and what XML cannot hold is replaced", () => {
  const item = { urn: "urn:uuid:0", title: "]]><script>", summary: "<img src=x onerror=alert(1)> \u0000\u0008\uffff \ud800", severity: null, link: 'https://x.example/"><', publishedAt: "2026-09-01T12:00:00.000Z", revisedAt: "2026-09-01T12:00:00.000Z" };
  const news = { urn: "urn:uuid:1", title: "t", description: "d", publisher: "p", link: "https://x.example/", self: "https://x.example/f", updatedAt: item.revisedAt, items: [item] };
  const [atom, rss] = [writeNews("advisories.atom", news), writeNews("advisories.rss", news)];
  expect(atom).toContain('<summary type="text">&lt;img src=x onerror=alert(1)&gt; \ufffd\ufffd\ufffd \ufffd</summary>');
  expect(rss).toContain("<description>&amp;lt;img src=x onerror=alert(1)&amp;gt; \ufffd\ufffd\ufffd \ufffd</description>");
  for (const text of [atom, rss]) {
    expect(text).toContain("<title>]]&gt;&lt;script&gt;</title>");
    expect(text).not.toMatch(/<script|<img/);
  }
});

test("both are well-formed to a parser of another house, with every element that their formats ask for", async () => {
  const news = { urn: "urn:uuid:1", title: "t & t", description: "d", publisher: "p", link: "https://x.example/", self: "https://x.example/f", updatedAt: "2026-09-01T12:00:00.000Z", items: [{ urn: "urn:uuid:0", title: "'\"<", summary: "&amp;", severity: "high", link: "https://x.example/?a=1&b=2", publishedAt: "2026-09-01T12:00:00.000Z", revisedAt: "2026-09-01T12:00:00.000Z" }] };
  const { execFileSync } = await import("node:child_process");
  const program = "import sys, json, xml.etree.ElementTree as E\nroot = E.fromstring(sys.stdin.read())\nprint(json.dumps([[e.tag.split('}')[-1], e.text] for e in root.iter()]))";
  const parse = (text: string) => JSON.parse(execFileSync("python3", ["-c", program], { input: text, encoding: "utf8" })) as readonly (readonly [string, string | null])[];
  const atom = parse(writeNews("advisories.atom", news));
  for (const name of ["feed", "id", "title", "updated", "author", "entry", "summary"]) expect(atom.map(([tag]) => tag)).toContain(name);
  expect(atom).toContainEqual(["summary", "&amp;"]);
  const rss = parse(writeNews("advisories.rss", news));
  for (const name of ["rss", "channel", "title", "link", "description", "item", "guid", "pubDate"]) expect(rss.map(([tag]) => tag)).toContain(name);
  expect(rss).toContainEqual(["description", "&amp;amp;"]);
  expect(rss).toContainEqual(["link", "https://x.example/?a=1&b=2"]);
});

test("dates of RSS and HTTP are the calendar's", () => {
  for (const day of ["2026-09-01", "2024-02-29", "2000-01-01", "2026-12-31", "1999-03-01"]) expect(toRfc822(`${day}T05:06:07.000Z`)).toBe(new Date(`${day}T05:06:07.000Z`).toUTCString());
});
