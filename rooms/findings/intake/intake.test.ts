import { createHash } from "node:crypto";
import { request } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import type { BulkResult, BulkSummary } from "#contracts/intake";
import { listen, sql, type Actor, type Listener } from "#rooms/platform";
import { assignPeople, clearinghousePeople, gaugeBundle, REPOSITORY } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { gaugeRecord, recordLine } from "./intake.fixture.ts";

const BYTES = new TextEncoder();
const INTAKE = "stream-of-tests-0001";
const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

const bulk = (world: World, as: Actor, lines: readonly string[], query = "") => world.call("POST", `/findings/bulk${query}`, { as, raw: BYTES.encode(lines.map((line) => `${line}\n`).join("")) });
const countFindings = async (world: World) => (await world.services.db.find<{ count: number }>(sql`SELECT count(*) AS count FROM findings.finding`))?.count;

/** Sends pieces as they come, and reads every answer as it comes. */
async function stream(world: World, as: Actor, pieces: AsyncIterable<string>, query = ""): Promise<{ readonly results: readonly BulkResult[]; readonly end: BulkSummary }> {
  const iterator = pieces[Symbol.asyncIterator]();
  const body = new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(BYTES.encode(value));
    },
  });
  const headers = { authorization: `Bearer ${await world.token(as)}`, accept: "application/x-ndjson" };
  const reply = await world.request(`/findings/bulk${query}`, { method: "POST", headers, body, duplex: "half" } as RequestInit);
  expect([reply.status, reply.headers.get("content-type")]).toEqual([200, "application/x-ndjson"]);
  const lines = (await reply.text()).trimEnd().split("\n").map((line) => JSON.parse(line));
  return { results: lines.slice(0, -1), end: lines.at(-1) };
}

async function* linesOf(count: number, makeLine: (number: number) => string): AsyncGenerator<string, void, undefined> {
  // Pieces end where they like: no line is in one.
  let text = "";
  for (let number = 1; number <= count; number += 1) {
    text += `${makeLine(number)}\n`;
    if (text.length < 10_000) continue;
    yield text.slice(0, 9_000);
    text = text.slice(9_000);
  }
  yield text;
}

describe("findings by the thousand", () => {
  test("twenty thousand lines are stored as they stream in, each bad one is named, and each batch is one leaf of the ledger", { timeout: 120_000 }, async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const bad = new Map<number, string>([[7, "not JSON"], [4321, JSON.stringify({ record: { ...gaugeRecord(1), weakness: "many" } })], [19_999, recordLine(5, { provenance: { model: null } })]]);
    const { results, end } = await stream(world, finder, linesOf(20_000, (number) => bad.get(number) ?? recordLine(number)));
    expect(end.summary).toEqual({ lines: 20_000, bytes: expect.any(Number), accepted: 19_997, duplicates: 0, refused: 3 });
    expect(results.filter(({ refused }) => refused).map(({ line, refused }) => [line, refused?.code, refused?.field])).toEqual([
      [7, "line-refused", "line"], [4321, "line-refused", "record.weakness"], [19_999, "provenance-missing", "record.provenance.model"],
    ]);
    expect(results.map(({ line }) => line)).toEqual(Array.from({ length: 20_000 }, (_none, at) => at + 1));
    expect(await countFindings(world)).toBe(19_997);
    expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("findings."))).toEqual(Array.from({ length: 20 }, () => "findings.batch-submitted"));
  });

  test("a receipt is proven against its batch: the commitment to the line as sent, in a list whose digest stands in the ledger", async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const lines = [recordLine(1), ` ${recordLine(2)} `, recordLine(3)];
    const { json } = await bulk(world, finder, lines);
    const { batchId } = json.results[0];
    expect(json.results).toEqual(lines.map((line, at) => ({ line: at + 1, findingId: expect.stringMatching(/^find_/), batchId, commitment: createHash("sha3-512").update(line).digest("hex") })));
    const { json: batch } = await world.call("GET", `/findings/batches/${batchId}`, { as: finder });
    const commitments = json.results.map(({ commitment }: BulkResult) => commitment);
    expect(batch).toEqual({ id: batchId, at: "2026-09-01T12:00:00.000Z", count: 3, commitments, digest: createHash("sha256").update(commitments.map((one: string) => `${one}\n`).join("")).digest("hex") });
    const entry = await world.services.db.find<{ content: string }>(sql`SELECT content FROM audit.entry WHERE subject = ${batchId}`);
    expect(JSON.parse(entry?.content ?? "")).toMatchObject({ kind: "findings.batch-submitted", by: finder.personId, data: { count: 3, digest: batch.digest } });
    const absent = await world.call("GET", `/findings/batches/batch_${"0".repeat(20)}`, { as: otherFinder });
    expect([absent.status, (await world.call("GET", `/findings/batches/${batchId}`, { as: otherFinder })).text]).toEqual([404, absent.text]);
  });

  test("the same content again is the same finding: in one file, in another, in other spelling, and by two at once", async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const respelt = JSON.stringify({ record: Object.fromEntries(Object.entries(gaugeRecord(1)).toReversed()) }, null, 1).replaceAll("\n", " ");
    const { json: first } = await bulk(world, finder, [recordLine(1), recordLine(1), respelt]);
    const id = first.results[0].findingId;
    expect(first.results.map(({ findingId, duplicateOf }: BulkResult) => [findingId, duplicateOf])).toEqual([[id, undefined], [undefined, id], [undefined, id]]);
    const { json: again } = await bulk(world, finder, [recordLine(1)]);
    expect(again.results).toEqual([{ line: 1, duplicateOf: id, commitment: first.results[0].commitment, batchId: first.results[0].batchId }]);

    const many = Array.from({ length: 1500 }, (_none, at) => recordLine(100 + at));
    const both = await Promise.all([bulk(world, finder, many), bulk(world, finder, many.toReversed())]);
    expect(both.map(({ json }) => json.accepted + json.duplicates)).toEqual([1500, 1500]);
    expect(both[0].json.accepted + both[1].json.accepted).toBe(1500);
    expect(await countFindings(world)).toBe(1501);
    // To another organisation it is a finding of its own.
    expect((await bulk(world, otherFinder, [recordLine(1)])).json).toMatchObject({ accepted: 1, duplicates: 0 });
  });

  test("a connection that breaks half-way keeps the batches that were stored, and the intake goes on from there", { timeout: 60_000 }, async () => {
    const world = await createWorld();
    const { finder, otherFinder } = await clearinghousePeople(world);
    const fetch = ({ url, method, headers, body }: Request) => world.request(`${new URL(url).pathname.slice("/api".length)}${new URL(url).search}`, { method, headers, body, duplex: "half" } as RequestInit);
    const listener = await listen({ fetch } as Parameters<typeof listen>[0], { host: "127.0.0.1", port: 0 });
    open.push(listener);
    const lines = Array.from({ length: 3500 }, (_none, at) => recordLine(at));
    const authorization = `Bearer ${await world.token(finder)}`;
    await new Promise<void>((resolve) => {
      const broken = request({ host: "127.0.0.1", port: listener.port, method: "POST", path: `/api/findings/bulk?intake=${INTAKE}`, headers: { authorization, accept: "application/x-ndjson" } });
      broken.on("error", () => undefined);
      // As soon as the first batch is answered the line goes dead, in the middle of a later one.
      broken.on("response", (reply) => reply.on("error", () => undefined).once("close", resolve).once("data", () => broken.destroy()));
      broken.write(`${lines.slice(0, 2500).join("\n")}\n{"rec`);
    });
    const state = async (as: Actor) => (await world.call("GET", `/findings/intakes/${INTAKE}`, { as })).json;
    const { lines: stored, endedAt } = await state(finder);
    expect([stored >= 1000, stored % 1000, endedAt]).toEqual([true, 0, null]);
    // The name is its sender's own: to others there is none, and they may use it for theirs.
    expect((await world.call("GET", `/findings/intakes/${INTAKE}`, { as: otherFinder })).status).toBe(404);
    expect((await bulk(world, otherFinder, [recordLine(1)], `?intake=${INTAKE}`)).json.accepted).toBe(1);

    const gap = await bulk(world, finder, lines.slice(3400), `?intake=${INTAKE}&from=3401`);
    expect([gap.status, gap.json.error.code, gap.json.error.field]).toEqual([409, "intake-gap", "from"]);
    const rest = await bulk(world, finder, lines.slice(stored), `?intake=${INTAKE}&from=${stored + 1}`);
    expect(rest.json.results.map(({ line }: BulkResult) => line)).toEqual(lines.slice(stored).map((_line, at) => stored + 1 + at));
    expect(await state(finder)).toMatchObject({ id: INTAKE, lines: 3500, refused: 0, endedAt: "2026-09-01T12:00:00.000Z" });
    expect(await countFindings(world)).toBe(3501);
    // Sent once more from the beginning it changes nothing.
    expect((await bulk(world, finder, lines, `?intake=${INTAKE}`)).json).toMatchObject({ accepted: 0, duplicates: 3500 });
    expect(await state(finder)).toMatchObject({ lines: 3500 });
  });

  test("a stream that ends within a line, and one that names no intake, say what to do", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const broken = await stream(world, finder, (async function* () {
      yield `${recordLine(1)}\n`;
      throw new Error("gone");
    })());
    expect(broken.end).toMatchObject({ summary: { accepted: 0 }, refused: { code: "invalid-input", field: "body" } });
    expect((await bulk(world, finder, ['{"record":'])).json.results[0].refused).toMatchObject({ code: "line-refused", field: "line" });
    for (const query of ["?from=2", "?intake=short", `?intake=${INTAKE}&from=0`]) expect([query, (await bulk(world, finder, [recordLine(1)], query)).status]).toEqual([query, query === "?from=2" ? 409 : 400]);
    expect(await countFindings(world)).toBe(0);
  });
});

describe("what is not taken in", () => {
  test("lines on a target that opted out or that another has claimed are refused, the others stored", async () => {
    const world = await createWorld();
    const { finder, otherFinder, analyst } = await clearinghousePeople(world);
    await world.call("POST", "/opt-outs", { as: analyst, body: { repository: `${REPOSITORY}-shy`, reason: "On leave." } });
    await world.call("POST", "/claims", { as: otherFinder, body: { repository: `${REPOSITORY}-busy`, authorisation: { kind: "open-source", evidence: "Apache-2.0" } } });
    const lines = ["", "-shy", "-busy", "", "-shy"].map((end, at) => recordLine(at, { repository: `${REPOSITORY}${end}` }));
    const { json } = await bulk(world, finder, lines);
    expect(json.results.map(({ findingId, refused }: BulkResult) => refused?.code ?? typeof findingId)).toEqual(["string", "opted-out", "already-claimed", "string", "opted-out"]);
    expect(json.results[1].refused.message).toContain("On leave.");
    expect(await countFindings(world)).toBe(2);
  });

  test.each([
    ["depth", `${'{"record":'.repeat(200)}1${"}".repeat(200)}`, "line-refused"],
    ["a name that stands twice", recordLine(1).replace('"title"', '"title":"Another","title"'), "line-refused"],
    ["a name from the prototype", recordLine(1).replace('"target":{', '"target":{"__proto__":{"name":"x"},'), "line-refused"],
    ["a NUL in a text", recordLine(1, { title: "a\u0000b" }), "line-refused"],
    ["an escape sequence", recordLine(1, { title: "a\u001b[31mb" }), "line-refused"],
    ["a record of a quarter of a megabyte", recordLine(1, { description: "x".repeat(300_000) }), "line-refused"],
    ["an unknown field", recordLine(1).replace('"title"', '"verdict":"pass","title"'), "line-refused"],
    ["no word on how much is a human's", recordLine(1, { provenance: { human: undefined } }), "provenance-missing"],
    ["a model without its version", recordLine(1, { provenance: { modelVersion: null } }), "provenance-missing"],
    ["a human's part with a model that is not named", recordLine(1, { provenance: { human: "directed", model: null } }), "provenance-missing"],
    ["neither a bundle nor a record", '{"finding":1}', "line-refused"],
    ["a list", "[]", "line-refused"],
  ])("%s is refused with its field, and nothing is stored", async (_what, line, code) => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const { json } = await bulk(world, finder, [line]);
    expect(json).toMatchObject({ accepted: 0, refused: 1, results: [{ line: 1, refused: { code, field: expect.any(String), message: expect.any(String) } }] });
    expect(await countFindings(world)).toBe(0);
    expect(await world.ledgerKinds()).not.toContain("findings.batch-submitted");
  });

  test("a byte order mark before the first line, line ends of two characters and blank lines are no fault", async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const { json } = await world.call("POST", "/findings/bulk", { as: finder, raw: BYTES.encode(`\ufeff${recordLine(1)}\r\n\r\n \n${recordLine(2)}`) });
    expect(json.results.map(({ line, findingId }: BulkResult) => [line, typeof findingId])).toEqual([[1, "string"], [4, "string"]]);
  });
});

describe("what is kept", () => {
  test("a record waits for a program to run, a bundle in the same stream goes to reproduction", { timeout: 60_000 }, async () => {
    const world = await createWorld();
    const { finder } = await clearinghousePeople(world);
    const bundle = Buffer.from(await gaugeBundle()).toString("base64");
    const { json } = await bulk(world, finder, [recordLine(1), JSON.stringify({ bundle })]);
    const states = async () => world.services.db.query(sql`SELECT body, state FROM findings.finding ORDER BY body`);
    expect(await states()).toEqual([{ body: "bundle", state: "submitted" }, { body: "record", state: "needs_info" }]);
    expect(json.accepted).toBe(2);
    await world.drain();
    expect(await states()).toEqual([{ body: "bundle", state: "needs_validation" }, { body: "record", state: "needs_info" }]);
  });

  test("a record is sealed in the database, and read by its finder and those it is assigned to; the finder sees who read it", async () => {
    const world = await createWorld();
    const people = await clearinghousePeople(world);
    const { finder, otherFinder, analyst, validator } = people;
    const said = gaugeRecord(1, { title: "Canary title", description: "Canary description", severity: { level: "high", vector: null } });
    const { json } = await bulk(world, finder, [JSON.stringify({ record: said })]);
    const id = json.results[0].findingId;
    expect(JSON.stringify(await world.services.db.query(sql`SELECT * FROM findings.finding`))).not.toMatch(/Canary|scripted-agent|Harbour Watch/);
    const read = (as: Actor) => world.call("GET", `/findings/${id}/record`, { as });
    expect((await read(finder)).json).toEqual({ findingId: id, record: { ...said, candidatePatch: null } });
    expect((await read(otherFinder)).status).toBe(404);
    expect((await read(analyst)).status).toBe(403);
    await assignPeople(world, { analyst, validator }, id);
    expect((await read(validator)).json.record.title).toBe("Canary title");
    expect((await world.call("GET", "/reads", { as: finder })).json.reads.map(({ what }: { what: string }) => what)).toContain("record");
    const analystOfBenchmarks = await world.person({ organisation: "Enclave", kind: "government", name: "Bea", roles: ["benchmark-analyst", "validator"] });
    expect((await read(analystOfBenchmarks)).status).toBe(403);
  });
});
