import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { BulkResult } from "#contracts/intake";
import { sql, type Actor } from "#rooms/platform";
import { clearinghousePeople } from "../../../tests/setup/clearinghouse.ts";
import { createWorld, type World } from "../../../tests/setup/world.ts";

const SAID = { finder: "Harbour Watch", model: "scout", modelVersion: "2", harness: "scan 1.4", human: "reviewed" };
const SARIF = {
  version: "2.1.0",
  runs: [{
    tool: { driver: { name: "Scout", rules: [{ id: "len", properties: { tags: ["cwe-787"] } }] } },
    results: ["a.c", "b.c", "a.c"].map((uri) => ({ ruleId: "len", message: { text: `Copies behind the buffer in ${uri}.` }, locations: [{ physicalLocation: { artifactLocation: { uri } } }] })),
  }],
};
const send = (world: World, as: Actor, file: string | object, query: Record<string, string>, headers = {}) =>
  world.call("POST", `/findings/import?${new URLSearchParams(query)}`, { as, raw: Buffer.from(typeof file === "string" ? file : JSON.stringify(file)), headers });

test("each item of a file becomes a finding of its own, with the provenance that was said once for the file", async () => {
  const world = await createWorld();
  const { finder, otherFinder } = await clearinghousePeople(world);
  const { status, json } = await send(world, finder, SARIF, { ...SAID, product: "Tide Gauge", version: "1.4.0" });
  expect([status, json.accepted, json.duplicates, json.refused]).toEqual([200, 2, 1, 0]);
  const [{ findingId, commitment, batchId }] = json.results;
  const { record } = (await world.call("GET", `/findings/${findingId}/record`, { as: finder })).json;
  expect(record).toEqual({
    schema: "breakwater-finding/1", title: "Copies behind the buffer in a.c.", description: "Copies behind the buffer in a.c.", weakness: "CWE-787", target: { name: "Tide Gauge", version: "1.4.0", repository: null, location: "a.c" },
    provenance: { finder: "Harbour Watch", model: "scout", modelVersion: "2", harness: "scan 1.4", human: "reviewed" }, severity: { level: "medium", vector: null }, evidence: [], identifiers: ["rule len"], candidatePatch: null,
  });
  // Its receipt is proven with the record as it is given back.
  expect(commitment).toBe(createHash("sha3-512").update(JSON.stringify(record)).digest("hex"));
  expect((await world.call("GET", `/findings/batches/${batchId}`, { as: finder })).json.commitments).toContain(commitment);
  expect((await send(world, finder, SARIF, { ...SAID, product: "Tide Gauge", version: "1.4.0" })).json).toMatchObject({ accepted: 0, duplicates: 3 });
  expect((await send(world, otherFinder, SARIF, { ...SAID, product: "Tide Gauge" })).json.accepted).toBe(2);
});

test("what neither item nor query says is asked for by name, item by item", async () => {
  const world = await createWorld();
  const { finder } = await clearinghousePeople(world);
  const fields = [];
  for (const left of ["finder", "modelVersion", "human", "product"]) {
    const { [left]: _left, ...query } = { ...SAID, product: "Tide Gauge" } as Record<string, string>;
    const { json } = await send(world, finder, SARIF, query);
    fields.push([json.accepted, json.results[0].refused.field, json.results[0].refused.message.startsWith("runs[0].results[0]: ")]);
  }
  expect(fields).toEqual([[0, "finder", true], [0, "provenance.modelVersion", true], [0, "human", true], [0, "product", true]]);
  const mixed = await send(world, finder, "title,cwe,product,path,human,finder\nOwn,CWE-1,Gauge,a.c,authored,Fay\nNone,,Gauge,a.c,authored,Fay\n", {});
  expect(mixed.json.results.map(({ line, findingId, refused }: BulkResult) => [line, typeof findingId, refused?.field])).toEqual([[1, "string", undefined], [2, "undefined", "weakness"]]);
  expect((await send(world, finder, "title,cwe,product,path,human,finder\nOther,,Gauge,a.c,authored,Fay\n", { weakness: "CWE-20" })).json.accepted).toBe(1);
});

test("a file that is not of its format is refused whole, and a large one is answered line by line", async () => {
  const world = await createWorld();
  const { finder, analyst } = await clearinghousePeople(world);
  const refused = await send(world, finder, SARIF, { ...SAID, format: "osv" });
  expect([refused.status, refused.json.error.code, refused.json.error.field]).toEqual([422, "import-refused", "id"]);
  expect((await send(world, finder, "\u0000\u0001", SAID)).json.error.code).toBe("import-refused");
  expect((await send(world, finder, SARIF, { ...SAID, format: "xml" })).status).toBe(400);
  expect((await send(world, analyst, SARIF, SAID)).status).toBe(403);
  const rows = Array.from({ length: 1200 }, (_none, at) => `Case ${at},CWE-787,Gauge,a.c`).join("\n");
  const { text, headers } = await send(world, finder, `title,cwe,product,path\n${rows}`, SAID, { accept: "application/x-ndjson" });
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  expect([headers.get("content-type"), lines.length, lines.at(-1)]).toEqual(["application/x-ndjson", 1201, { summary: { lines: 1200, bytes: expect.any(Number), accepted: 1200, duplicates: 0, refused: 0 } }]);
  expect((await world.ledgerKinds()).filter((kind) => kind === "findings.batch-submitted")).toHaveLength(2);
});

test("the test case of a proof of vulnerability is kept as a file, encrypted, under the SHA-256 that its record names", async () => {
  const world = await createWorld();
  const { finder } = await clearinghousePeople(world);
  const pov = { testcase: Buffer.from("crash").toString("base64"), fuzzer_name: "fuzz_gauge", sanitizer: "address", architecture: "x86_64", engine: "libfuzzer" };
  const { json } = await send(world, finder, pov, { ...SAID, repository: "https://code.exercise.example/harbour/tide-gauge" });
  const { record } = (await world.call("GET", `/findings/${json.results[0].findingId}/record`, { as: finder })).json;
  expect((await world.services.artefacts.get(record.evidence[0].value)).toString()).toBe("crash");
  expect((await world.services.db.query(sql`SELECT state, body FROM findings.finding`))).toEqual([{ state: "needs_info", body: "record" }]);
});
