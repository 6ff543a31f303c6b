import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { readCalendar, type CalendarComponent } from "./read-calendar.fixture.ts";
import { TASKINGS } from "./taskings.rules.ts";
import { writeCalendar } from "./write-calendar.ts";

const valueOf = ({ properties }: CalendarComponent, name: string) => properties.filter((property) => property.name === name).map(({ value }) => value);
const read = async (world: World, path: string, headers: Record<string, string> = {}) => {
  const { status, text, headers: got } = await world.call("GET", path, { headers });
  return { status, text, type: got.get("content-type"), cache: got.get("cache-control"), etag: got.get("etag") ?? "", modified: got.get("last-modified") ?? "" };
};

async function record(world: World) {
  const officer = await world.person({ organisation: "Exercise Treasury", kind: "government", name: "Tess", roles: ["clearinghouse-director"] });
  const body = { kind: "completion", link: "https://www.example.gov/x", digest: "a".repeat(64), publishedOn: "2026-08-20", archivedOn: "2026-08-21" };
  expect((await world.call("POST", "/obligations/2(d)/evidence", { as: officer, body })).status).toBe(204);
}

test("a calendar that is subscribed to holds each due day as a whole day that takes up no time and sounds no alarm", async () => {
  const world = await createWorld();
  const file = await read(world, "/obligations.ics");
  expect([file.status, file.type, file.cache]).toEqual([200, "text/calendar; charset=utf-8", "public, max-age=60"]);
  const calendar = readCalendar(Buffer.from(file.text));
  expect([valueOf(calendar, "VERSION"), valueOf(calendar, "METHOD"), valueOf(calendar, "PRODID").length]).toEqual([["2.0"], ["PUBLISH"], 1]);
  expect(calendar.components.map(({ name, components }) => [name, components.length])).toEqual(TASKINGS.map(() => ["VEVENT", 0]));
  const days = calendar.components.map((event) => [...valueOf(event, "DTSTART"), ...valueOf(event, "DTEND"), ...valueOf(event, "TRANSP")]);
  expect(new Set(days.map((day) => day.join(" ")))).toEqual(new Set(["20260702 20260703 TRANSPARENT", "20260801 20260802 TRANSPARENT"]));
  const uids = calendar.components.flatMap((event) => valueOf(event, "UID"));
  expect([new Set(uids).size, uids[4]]).toEqual([TASKINGS.length, `tasking-2-c-iii@${world.services.configuration.mailDomain}`]);
  for (const [place, event] of calendar.components.entries()) expect(valueOf(event, "DESCRIPTION")[0]).toContain(TASKINGS[place]?.task);
});

test("a calendar's entries keep their names, grow newer with each change, and are the same bytes until then", async () => {
  const world = await createWorld();
  const first = await read(world, "/obligations.ics");
  world.pass(3 * 3_600_000);
  expect((await read(world, "/obligations.ics")).text).toBe(first.text);
  expect(await read(world, "/obligations.ics", { "if-none-match": first.etag })).toMatchObject({ status: 304, text: "" });
  await record(world);
  const later = await read(world, "/obligations.ics", { "if-none-match": first.etag });
  const [before, after] = [readCalendar(Buffer.from(first.text)), readCalendar(Buffer.from(later.text))];
  const of = (calendar: CalendarComponent, name: string) => calendar.components.map((event) => valueOf(event, name)[0]);
  expect(of(after, "UID")).toEqual(of(before, "UID"));
  expect(of(after, "SEQUENCE").map((sequence, place) => Number(sequence) - Number(of(before, "SEQUENCE")[place]))).toEqual(TASKINGS.map(({ paragraph }) => (paragraph === "2(d)" ? 1 : 0)));
  expect([of(before, "DTSTAMP")[5], of(after, "DTSTAMP")[5]]).toEqual(["20260703T000000Z", "20260901T150000Z"]);
});

test("hostile and long texts stay texts in a calendar", () => {
  const title = "Fälligkeit: a;b,c\\d\r\nBEGIN:VALARM\u0007 🛡️".repeat(12);
  const bytes = writeCalendar([{ tasking: { paragraph: "2(d)", dueOn: "2026-12-31" }, title, details: "", changedAt: "2026-07-01T00:00:00.000Z", changes: 0 }], { name: "N;", link: "https://x.example/", origin: "x.example" });
  const [event] = readCalendar(Buffer.from(bytes)).components;
  expect(event && [valueOf(event, "SUMMARY"), valueOf(event, "DTEND"), event.components]).toEqual([[title.replaceAll("\r\n", "\n").replaceAll("\u0007", " ")], ["20270101"], []]);
});

/** Read by a parser of another house. */
function readRss(text: string): readonly (readonly [string, string | null])[] {
  const program = "import sys, json, xml.etree.ElementTree as E\nroot = E.fromstring(sys.stdin.buffer.read())\nprint(json.dumps([[e.tag.split('}')[-1], e.text] for e in root.iter()]))";
  return JSON.parse(execFileSync("python3", ["-c", program], { input: text, encoding: "utf8" })) as readonly (readonly [string, string | null])[];
}

test("a feed reader is told once of each change, the latest first, by a name that stays", async () => {
  const world = await createWorld();
  const first = await read(world, "/obligations.rss");
  expect([first.status, first.type, first.cache, first.modified]).toEqual([200, "application/rss+xml; charset=utf-8", "public, max-age=60", "Sun, 02 Aug 2026 00:00:00 GMT"]);
  const silent = readRss(first.text);
  expect(silent.filter(([name]) => name === "item")).toHaveLength(2 * TASKINGS.length);
  await record(world);
  const later = await read(world, "/obligations.rss", { "if-modified-since": first.modified });
  const told = readRss(later.text);
  const titles = told.filter(([name]) => name === "title").map(([, words]) => words);
  expect(titles.slice(1, 3)).toEqual(["Sec. 2(d) now shows: met late", "Sec. 3(b) now shows: passed in silence"]);
  const guids = (of: typeof told) => of.filter(([name]) => name === "guid").map(([, name]) => name);
  expect(new Set(guids(told)).size).toBe(2 * TASKINGS.length + 1);
  expect(guids(told).slice(1)).toEqual(guids(silent));
  expect((await read(world, "/obligations.rss", { "if-none-match": later.etag })).status).toBe(304);
  const { changes } = (await world.call("GET", "/obligations/changes")).json;
  expect(changes).toHaveLength(2 * TASKINGS.length + 1);
});
