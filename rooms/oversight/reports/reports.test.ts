import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findUnsafe, sha256Hex, verifyReceipt } from "#engines/ledger";
import type { FigureDefinition, ReportDocument } from "#contracts/oversight";
import { accessRoom } from "#rooms/access";
import { auditRoom } from "#rooms/audit";
import { platformRoom, sql } from "#rooms/platform";
import { createWorld } from "../../../tests/setup/world.ts";
import { oversightRoom } from "../index.ts";
import { ANOMALY_KINDS, CEREMONY_KINDS } from "../inspection/inspection.rules.ts";
import { publishQuarter } from "./publish-report.ts";
import { quarterOf } from "./quarters.ts";
import { publishDueQuarters } from "./reports.jobs.ts";
import { countReports, openReportScene } from "./reports.fixture.ts";
import { stateCounts } from "./state-counts.ts";

const ROOT = join(import.meta.dirname, "../../..");
const FILES = ["report.json", "report.csv", "report.html", "receipt.json"];
const valueOf = (document: ReportDocument, id: string) => document.figures.find(({ definition }) => definition.id === id)?.value;

test("an inspector publishes a report; anybody reads it, and every file of it has the same bytes each time", async () => {
  const scene = await openReportScene();
  const { world, publish, act } = scene;
  await act("engagement.opened", 12);
  world.pass(86_400_000);
  await act("engagement.opened", 9);
  await act("engagement.window-ended", 7, (place) => ({ windowId: `win_${place}`, reason: place < 6 ? "elapsed" : "incident" }));
  const published = await publish("2026-09-02");
  expect(published.status).toBe(201);
  const { document, id, sha256 } = published.json as { document: ReportDocument; id: string; sha256: string };
  expect(valueOf(document, "engagements-opened")).toEqual({ form: "count", toDate: { least: 20, most: 24 }, inPeriod: { least: 6, most: 14 } });
  expect(valueOf(document, "engagements-live")).toEqual({ form: "standing", atEnd: { least: 12, most: 24 } });
  const ended = valueOf(document, "windows-ended");
  expect(ended?.form === "table" && ended.rows.filter(({ toDate }) => toDate.least > 0)).toEqual([{ word: "elapsed", toDate: { least: 5, most: 9 }, inPeriod: { least: 1, most: 9 } }]);
  const read = async () => {
    const texts: string[] = [];
    for (const name of FILES) texts.push((await world.call("GET", `/reports/${id}/${name}`)).text);
    return texts;
  };
  const [json = "", ...others] = await read();
  expect(sha256Hex(json)).toBe(sha256);
  expect(JSON.parse(json)).toEqual(document);
  await act("engagement.opened", 30);
  world.pass(86_400_000);
  expect(await read()).toEqual([json, ...others]);
  expect((await world.call("GET", "/reports")).json).toMatchObject({ reports: [{ id, occasion: "at-will", sha256 }], next: { from: "2026-07-01T00:00:00.000Z", to: "2026-10-01T00:00:00.000Z", dueAt: "2026-10-01T06:00:00.000Z" } });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("oversight."))).toEqual(["oversight.report-asked", "oversight.report-published"]);
});

test("from the same checkpoint the report is made anew, to the byte, when its bytes are gone", async () => {
  const scene = await openReportScene();
  await scene.act("findings.batch-submitted", 3, (place) => ({ count: 100 + place, digest: "0".repeat(64) }));
  const { id } = (await scene.publish()).json;
  const read = async () => (await scene.world.call("GET", `/reports/${id}/report.json`)).text;
  const first = await read();
  await scene.act("findings.batch-submitted", 5, () => ({ count: 50, digest: "1".repeat(64) }));
  await scene.asOwner("DELETE FROM oversight.report_file");
  expect(await read()).toBe(first);
  expect(first).toContain('"least":300,"most":304');
});

test("bytes that somebody changed in the database are given to nobody", async () => {
  const scene = await openReportScene();
  const { id } = (await scene.publish()).json;
  await scene.asOwner("UPDATE oversight.report_file SET content = replace(content, '\"least\":0', '\"least\":5')");
  await expect(scene.world.call("GET", `/reports/${id}/report.json`)).rejects.toThrow("not the one whose digest stands in the ledger");
});

test("the receipt proves the digest against a signed head, names nobody, and stays as it was first made", async () => {
  const scene = await openReportScene();
  const { id, sha256 } = (await scene.publish()).json;
  const { verifierKey } = (await scene.world.call("GET", "/ledger/checkpoint")).json;
  const receipt = (await scene.world.call("GET", `/reports/${id}/receipt.json`)).json;
  expect(verifyReceipt(receipt, [verifierKey])).toMatchObject({ ok: true, entry: { kind: "oversight.report-published", subject: id, by: "system", data: { sha256, occasion: "at-will" } } });
  await scene.act("engagement.opened", 40);
  expect((await scene.world.call("GET", `/reports/${id}/receipt.json`)).json).toEqual(receipt);
});

test("a second report at will waits until one act could hide among others, and a period begins before it ends", async () => {
  const scene = await openReportScene();
  await scene.publish();
  await scene.act("engagement.opened", 20);
  const early = await scene.publish();
  expect([early.status, early.json.error.code]).toEqual([409, "report-too-soon"]);
  await scene.act("engagement.opened", 10);
  expect((await scene.publish()).status).toBe(201);
  const ahead = await scene.publish("2026-09-02");
  expect([ahead.status, ahead.json.error.code, ahead.json.error.field]).toEqual([422, "period-not-begun", "from"]);
  expect((await scene.publish("yesterday")).json.error.field).toBe("from");
  expect(await countReports(scene)).toBe(2);
});

test("of two reports that are asked for at once, one waits until acts lie between them", async () => {
  const scene = await openReportScene();
  await scene.act("engagement.opened", 30);
  const replies = await Promise.all([scene.publish(), scene.publish(), scene.publish()]);
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
  expect(replies.flatMap(({ json }) => (json.error ? [json.error.code] : []))).toEqual(["report-too-soon", "report-too-soon"]);
  expect(await countReports(scene)).toBe(1);
  expect((await scene.world.ledgerKinds()).filter((kind) => kind.startsWith("oversight.report-"))).toEqual(["oversight.report-asked", "oversight.report-published"]);
});

test("each quarter that is over is reported by itself, once, also when two workers think so, and after a standstill", async () => {
  const scene = await openReportScene();
  const { world, act } = scene;
  await act("engagement.opened", 6);
  await publishDueQuarters(world.services);
  expect(await countReports(scene)).toBe(0);
  world.setTime("2026-10-01T05:59:59.000Z");
  await publishDueQuarters(world.services);
  expect(await countReports(scene)).toBe(0);
  world.setTime("2027-01-01T06:00:00.000Z");
  await act("engagement.opened", 10);
  await Promise.all([publishDueQuarters(world.services), publishDueQuarters(world.services)]);
  await publishQuarter(world.services, quarterOf(new Date("2026-08-01T00:00:00.000Z")));
  const { reports } = (await world.call("GET", "/reports")).json;
  expect(reports.map(({ occasion, period }: { occasion: string; period: { from: string; to: string } }) => [occasion, period.from, period.to]).toSorted()).toEqual([
    ["quarter", "2026-07-01T00:00:00.000Z", "2026-10-01T00:00:00.000Z"],
    ["quarter", "2026-10-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"],
  ]);
  // What was done after a quarter's end is not in its report.
  for (const { id } of reports) expect(valueOf((await world.call("GET", `/reports/${id}`)).json.document, "engagements-opened")).toMatchObject({ toDate: { least: 5, most: 9 } });
  expect((await world.ledgerKinds()).filter((kind) => kind === "oversight.report-published")).toHaveLength(2);
});

test("a report that came to nothing leaves neither a record nor an entry", async () => {
  const scene = await openReportScene();
  await scene.asOwner("ALTER TABLE oversight.report_file ADD CONSTRAINT broken CHECK (false) NOT VALID");
  await expect(scene.publish()).rejects.toThrow("broken");
  expect([await countReports(scene), (await scene.world.ledgerKinds()).filter((kind) => kind.startsWith("oversight."))]).toEqual([0, []]);
});

test("how determinations ended is stated in bands, again after five more, and no entry tells of one", async () => {
  const counts = { covered: 0, notCovered: 0, insufficient: 0 };
  const outcomes: FigureDefinition = {
    id: "determinations-by-outcome", section: "determinations", title: "By outcome", definition: "As stated.", shown: "bands",
    how: { form: "stated", of: { kinds: ["oversight.counts-stated"], where: { field: "of", is: ["determinations-by-outcome"] } }, words: ["covered", "notCovered", "insufficient"] },
  };
  const world = await createWorld({ rooms: [platformRoom, auditRoom, accessRoom, oversightRoom, { name: "determination", figures: [outcomes], counts: async () => counts }] });
  const inspector = await world.person({ organisation: "Inspectorate", kind: "oversight", name: "Ines", roles: ["oversight"] });
  for (const [covered, notCovered] of [[1, 2], [2, 2], [4, 2], [5, 4], [6, 9], [6, 9]]) {
    Object.assign(counts, { covered, notCovered });
    await stateCounts(world.services);
  }
  const stated = await world.services.db.query<{ data: unknown }>(sql`SELECT content::jsonb -> 'data' AS data FROM audit.entry WHERE kind = 'oversight.counts-stated' ORDER BY sequence`);
  expect(stated.map(({ data }) => data)).toEqual([
    { of: "determinations-by-outcome", covered: 0, notCovered: 0, insufficient: 0 },
    { of: "determinations-by-outcome", covered: 5, notCovered: 5, insufficient: 0 },
  ]);
  const { document } = (await world.call("POST", "/reports", { as: inspector, body: { from: "2026-07-01" } })).json;
  expect(valueOf(document, "determinations-by-outcome")).toMatchObject({ form: "stated", rows: [{ word: "covered", atEnd: { least: 5, most: 9 } }, { word: "notCovered", atEnd: { least: 5, most: 9 } }, { word: "insufficient", atEnd: { least: 0, most: 4 } }] });
});

test("nobody but oversight publishes, and every figure of today is defined for everybody", async () => {
  const scene = await openReportScene();
  for (const [kind, role] of [["clearinghouse", "clearinghouse-director"], ["platform", "administrator"], ["developer", "developer-release-lead"]] as const) {
    const person = await scene.world.person({ organisation: `House of ${role}`, kind, name: "Pat", roles: [role] });
    expect((await scene.world.call("POST", "/reports", { as: person, body: { from: "2026-07-01" } })).status).toBe(403);
  }
  expect((await scene.world.call("POST", "/reports", { body: { from: "2026-07-01" } })).status).toBe(401);
  const { figures } = (await scene.world.call("GET", "/oversight/figures")).json;
  expect(figures.map(({ id }: { id: string }) => id)).toEqual(scene.world.services.figures.map(({ id }) => id));
  expect((await scene.world.call("GET", "/reports/rep_00000000000000000000")).status).toBe(404);
  expect((await scene.world.call("GET", "/reports/rep_00000000000000000000/report.csv")).status).toBe(404);
});

test("no two figures of the house share an id, and no small count follows from how any is made", async () => {
  const { services } = await createWorld();
  const ids = services.figures.map(({ id }) => id);
  expect([...new Set(ids)]).toEqual(ids);
  expect(findUnsafe(services.figures)).toEqual([]);
  const counted = new Set(services.figures.flatMap(({ id, how }) => (["count", "table", "duration"].includes(how.form) ? [id] : [])));
  expect(services.figures.flatMap(({ how }) => (how.form === "standing" ? [...how.plus, ...how.minus] : [])).filter((id) => !counted.has(id))).toEqual([]);
});

test("every kind of entry that a figure counts is written somewhere, so that a renamed one is noticed", async () => {
  const { services } = await createWorld();
  const sources = globSync("rooms/**/*.ts", { cwd: ROOT }).filter((path) => !/\.(test|fixture|figures)\.ts$/.test(path)).map((path) => readFileSync(join(ROOT, path), "utf8"));
  const literals = new Set(sources.flatMap((source) => [...source.matchAll(/["`]([a-z0-9.$-]+)(?=["`$]|\$\{)/g)].map(([, text]) => text)));
  const selections = services.figures.flatMap(({ how }) => ("of" in how ? [how.of] : how.form === "duration" ? [how.from, how.to] : how.form === "pairs" ? [how.first, how.second] : how.form === "deadlines" ? [how.sign, how.done, how.struck] : []));
  const kinds = new Set([...selections.flatMap((selection) => selection.kinds), ...ANOMALY_KINDS, ...CEREMONY_KINDS]);
  expect(kinds.size).toBeGreaterThan(70);
  // A kind is written whole, or in two parts that are put together.
  const isWritten = (kind: string) => literals.has(kind) || [...kind.matchAll(/[.-]/g)].some(({ index }) => literals.has(kind.slice(0, index + 1)) && literals.has(kind.slice(index + 1)));
  expect([...kinds].filter((kind) => !isWritten(kind))).toEqual([]);
  expect(isWritten("engagement.no-such-act")).toBe(false);
});
