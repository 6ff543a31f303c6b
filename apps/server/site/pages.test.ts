import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Hono } from "hono";
import { directive } from "#contracts/directives";
import { funnel, publishedReport } from "#contracts/oversight";
import { advisoryList } from "#contracts/publication";
import { XSS_CORPUS } from "../../../tests/security/xss-corpus.ts";
import type { Ask } from "./ask.ts";
import { ROOT } from "./page.ts";
import { PAGES } from "./pages.ts";
import { readMarkup } from "./read-markup.fixture.ts";
import { sampleReply } from "./sample-reply.fixture.ts";
import { serveSite } from "./serve-site.ts";

const PATHS = PAGES.map(({ path }) => path.replace(":id", path.startsWith("/policies") ? "partners" : "rec_00000000000000000000"));
const MOST_BYTES = 50_000;

/** The site above these answers. */
function openSite(ask: Ask): (path: string) => Promise<string> {
  const app = new Hono();
  serveSite(app, () => ask);
  return async (path) => (await app.request(`${ROOT}${path}`)).text();
}

const siteOf = (text: string) => openSite(async (_path, reply) => sampleReply(reply, text));

describe("every page, whatever the API answers", () => {
  test("is strict markup with one main heading, headings in order, landmarks, a title of its own and a caption for each table", async () => {
    const open = siteOf("some words");
    const titles = new Set<string>();
    for (const path of PATHS) {
      const page = await open(path);
      const { elements } = readMarkup(page);
      const names = elements.map((element) => element.split(" ")[0]);
      const levels = names.filter((name) => /^h[1-6]$/.test(name ?? "")).map((name) => Number(name?.slice(1)));
      expect([path, levels[0], levels.filter((level) => level === 1).length, levels.every((level, place) => level <= (levels[place - 1] ?? 1) + 1)]).toEqual([path, 1, 1, true]);
      expect([path, ...["header", "main", "html"].map((name) => names.filter((one) => one === name).length)]).toEqual([path, 1, 1, 1]);
      expect([path, names.filter((name) => name === "caption").length]).toEqual([path, names.filter((name) => name === "table").length]);
      expect(page).toContain('<html lang="en">');
      titles.add(/<title>([^<]+)<\/title>/.exec(page)?.[1] ?? "");
    }
    expect(titles.size).toBe(PATHS.length);
  });

  test("has no script, no style of its own, and nothing that is fetched from elsewhere", async () => {
    const open = siteOf("some words");
    for (const path of PATHS) {
      const { elements } = readMarkup(await open(path));
      expect([path, elements.filter((element) => /^(script|style|iframe|object|embed|img|base)\b| (on[a-z]+|style|src|srcset|http-equiv)\b/.test(element))]).toEqual([path, []]);
    }
  });

  test("is built the same, whatever somebody wrote into it", { timeout: 120_000 }, async () => {
    const built = siteOf("some words");
    const wanted = new Map<string, string>();
    for (const path of PATHS) wanted.set(path, await built(path));
    // Some pages have nothing of others' in them; most have.
    let changed = 0;
    for (const text of XSS_CORPUS) {
      const hostile = siteOf(text);
      for (const path of PATHS) {
        const page = await hostile(path);
        const { elements, addresses } = readMarkup(page);
        expect([text, path, elements]).toEqual([text, path, readMarkup(wanted.get(path) ?? "").elements]);
        expect([text, path, addresses.filter((address) => !/^(https:\/\/page\.exercise\.example\/x|[/#])/.test(address) || address.startsWith("//"))]).toEqual([text, path, []]);
        if (page !== wanted.get(path)) changed += 1;
      }
    }
    expect(changed).toBeGreaterThan(XSS_CORPUS.length * 8);
  });

  test("links to pages of ours that are there", async () => {
    const open = siteOf("some words");
    const known = new Set([...PATHS.map((path) => `${ROOT}${path}`), `${ROOT}/site.css`, `${ROOT}/icon.svg`]);
    for (const path of PATHS) {
      const page = await open(path);
      const dead = readMarkup(page).addresses.map((address) => address.replace(/[?#].*$/, "")).filter((address) => address.startsWith(ROOT) && !known.has(address) && !PAGES.some(({ path: pattern }) => new RegExp(`^${ROOT}${pattern.replace(":id", "[a-z]+_?[a-z0-9]*")}$`).test(address)));
      expect([path, dead]).toEqual([path, []]);
      const anchors = readMarkup(page).addresses.filter((address) => address.startsWith("#"));
      expect([path, anchors.filter((anchor) => !page.includes(` id="${anchor.slice(1)}"`))]).toEqual([path, []]);
    }
  });
});

describe("advisories", () => {
  const sample = sampleReply(advisoryList, "words").advisories[0]!;
  const many = Array.from({ length: 500 }, (_, place) => ({ ...sample, id: `adv_${String(place).padStart(20, "0")}`, title: `Flaw number ${place}`, cveId: `CVE-1900-${10_000 + place}`, product: { vendor: place % 2 === 0 ? "Tide Works" : "Mole & Sons", name: "Gauge" } }));
  const open = openSite(async (path, reply) => (path === "/advisories" ? reply.parse({ advisories: many }) : sampleReply(reply, "words")));
  const shown = (page: string) => [...page.matchAll(/Flaw number (\d+)</g)].map(([, number]) => Number(number));

  test("come 25 to a page, which stays small, and every one is on one page", async () => {
    const seen: number[] = [];
    for (let number = 1; number <= 20; number += 1) {
      const page = await open(`/advisories?page=${number}`);
      expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
      seen.push(...shown(page));
    }
    expect(seen).toEqual(many.map((_, place) => place));
  });

  test("are found by CVE id, maker and product, in whatever case, and the next page keeps the question", async () => {
    expect(shown(await open("/advisories?q=cve-1900-10042"))).toEqual([42]);
    expect(shown(await open("/advisories?q=mole+%26+sons+10001"))).toEqual([1]);
    expect(await open("/advisories?q=TIDE")).toContain("<strong>250</strong>");
    expect(await open("/advisories?q=TIDE")).toContain("q=TIDE&amp;page=2");
    expect(await open("/advisories?q=nobody")).toContain("None is about that.");
  });

  test("a page number that is none is the nearest that is", async () => {
    for (const [asked, first] of [["0", 0], ["-3", 0], ["x", 0], ["1.5", 0], ["99999", 475], ["1e2", 475]] as const) expect([asked, shown(await open(`/advisories?page=${asked}`))[0]]).toEqual([asked, first]);
  });
});

test("a report's page shows the words that stand in its CSV, a section at a time", async () => {
  const csv = ['"figure","section"', '"words","engagements","T","","count","5 to 9","5","9","fewer than 5","0","4"', '"words","engagements","T","half of them","median","","","","","",""', `"words","engagements","T","'=a ""b""","at-end","0","0","0","","",""`, '"other","engagements","T","elsewhere","count","1","1","1","1","1","1"', ""].join("\r\n");
  const open = openSite(async (path, reply) => (path.endsWith(".csv") ? reply.parse(csv) : sampleReply(reply, "words")));
  const page = await open("/reports/rec_00000000000000000000?section=engagements");
  const rows = [...page.matchAll(/<tr><th scope="row">([^<]*)<\/th><td data-column="In the period"><span>([^<]*)<\/span><\/td><td data-column="Since the beginning"><span>([^<]*)</g)].map(([, ...cells]) => cells);
  expect(rows).toEqual([["All", "fewer than 5", "5 to 9"], ["half of them", "too few to say", "too few to say"], ["=a &quot;b&quot;", "–", "0"]]);
});

test("each figure of a report links to the head it was computed at, which is the report's own and not today's", async () => {
  const sample = sampleReply(publishedReport, "words");
  const published = { ...sample, size: 1234, document: { ...sample.document, checkpoint: { ...sample.document.checkpoint, size: 1234, root: "b".repeat(64) } } };
  const open = openSite(async (path, reply) => reply.parse(path.endsWith(".csv") ? "" : published));
  const page = await open("/reports/rec_00000000000000000000");
  expect(page.match(/<a href="#checkpoint">Computed at entry 1234 of the ledger<\/a>/g)).toHaveLength(published.document.figures.length);
  const head = /<div id="checkpoint">(.*?)<\/div>\n<nav/s.exec(page)?.[1];
  expect(head).toContain("the first 1234 entries");
  expect(head).toContain("b".repeat(64));
});

test("a directive that dates each flaw by a table shows every row of it, in words, and another shows none", async () => {
  const sample = sampleReply(directive, "words");
  const rows = Array.from({ length: 16 }, (_, place) => ({ row: place + 1, inKev: place < 8, exposed: place % 8 < 4, automatable: place % 4 < 2, technicalImpact: place % 2 === 0 ? "total" as const : "partial" as const, days: [3, 1, null][place % 3] ?? null, forensic: place === 0 }));
  const shown = async (table: typeof rows) => {
    const page = await openSite(async (_path, reply) => reply.parse({ ...sample, table }))("/directives/dir_00000000000000000000");
    const [, ours = ""] = page.split("When each flaw has to be fixed");
    return [...ours.matchAll(/<tr><th scope="row">(\d+)<\/th>(.*?)<\/tr>/g)].map(([, row, cells = ""]) => [row, ...[...cells.matchAll(/<span>([^<]*)<\/span>/g)].map(([, cell]) => cell)]);
  };
  const table = await shown(rows);
  expect(table).toHaveLength(16);
  expect([table[0], table[1], table[14]]).toEqual([
    ["1", "yes", "yes", "yes", "full control", "within 3 days", "yes"],
    ["2", "yes", "yes", "yes", "some control", "within 1 day", "no"],
    ["15", "no", "no", "no", "full control", "at the next upgrade", "no"],
  ]);
  expect(await shown([])).toEqual([]);
});

test("what is withheld and when a day ends is said as it is", async () => {
  const counted = sampleReply(funnel, "words");
  const start = await openSite(async (path, reply) => (path === "/oversight/funnel" ? reply.parse({ ...counted, smallCell: 5 }) : sampleReply(reply, "words")))("/");
  expect(start).toContain("Counts below 5, none included, are withheld");
  expect(start).toContain("the lower end of a step of five");
  expect(await siteOf("words")("/taskings")).toContain("A day ends at midnight UTC.");
});

test("the site knows nothing but what it asks for: it uses contracts and no room", () => {
  const files = globSync("**/*.ts", { cwd: import.meta.dirname }).filter((path) => !/\.(test|fixture)\.ts$/.test(path));
  const used = new Set(files.flatMap((path) => [...readFileSync(join(import.meta.dirname, path), "utf8").matchAll(/ from "([^"]+)"/g)].map(([, from = ""]) => (from.startsWith(".") ? "its own" : from.replace(/^(#contracts|node:).*/, "$1")))));
  expect([...used].toSorted()).toEqual(["#contracts", "hono", "its own", "node:", "zod"]);
});
