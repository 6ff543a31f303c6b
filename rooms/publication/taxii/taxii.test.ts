import { expect, test } from "vitest";
import { createWorld } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory, recallExerciseFix } from "../fixtures/issue-exercise-advisory.ts";
import { acceptsTaxii, isTaxiiContent, later, readNext, toNext } from "./taxii.rules.ts";

const TAXII = { accept: "application/taxii+json;version=2.1" };

test("a published advisory is in the collection with its parts, and each revision adds versions of what changed and nothing else", async () => {
  const world = await createWorld();
  const analyst = await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana", roles: ["clearinghouse-analyst"] });
  const read = async (query = "") => (await world.call("GET", `/taxii2/public/collections/advisories/objects/${query}`, { headers: TAXII })).json.objects ?? [];
  await issueExerciseAdvisory(world.services, { actor: analyst, product: "pump", purl: "pkg:npm/pump", fixedVersion: "1.0.1" });
  const first = await read("?match[version]=all");
  const types = first.map(({ type }: { readonly type: string }) => type);
  for (const type of ["marking-definition", "identity", "vulnerability", "report"]) expect(types).toContain(type);
  expect(new Set(first.map(({ id }: { readonly id: string }) => id)).size).toBe(first.length);
  const [report] = await read("?match[type]=report");
  const there = new Set(first.map(({ id }: { readonly id: string }) => id));
  for (const id of report.object_refs) expect(there.has(id)).toBe(true);

  world.pass(60_000);
  await recallExerciseFix(world.services, { product: "pump", fixedVersion: "1.0.1" });
  const [revised] = await read("?match[type]=report");
  expect([revised.id, revised.created, revised.modified]).toEqual([report.id, report.created, "2026-09-01T12:01:00.000Z"]);
  expect((await world.call("GET", `/taxii2/public/collections/advisories/objects/${report.id}/versions/`, { headers: TAXII })).json.versions).toEqual([report.modified, revised.modified]);
  // What is the same for every revision is not there twice.
  const all = await read("?match[version]=all");
  for (const type of ["marking-definition", "identity", "extension-definition"]) expect(all.filter((one: { readonly type: string }) => one.type === type).length).toBe(first.filter((one: { readonly type: string }) => one.type === type).length);
});

test("what a client accepts and sends is read as HTTP says", () => {
  for (const accept of [undefined, "*/*", "application/*;q=0.1", "Application/TAXII+JSON ; Version=\"2.1\"", "text/html, application/taxii+json"]) expect([accept, acceptsTaxii(accept)]).toEqual([accept, true]);
  for (const accept of ["", "text/*", "application/taxii+json;version=2.0", "application/taxii+json;version=2.1;q=0", "application/stix+json"]) expect([accept, acceptsTaxii(accept)]).toEqual([accept, false]);
  expect([isTaxiiContent("application/taxii+json; version=2.1"), isTaxiiContent("application/taxii+json;version=3"), isTaxiiContent(undefined)]).toEqual([true, false, false]);
});

test("a place in the collection comes back from its `next`, to the microsecond, and no other text does", () => {
  const place = "2026-09-01T12:00:00.000123Z";
  expect(readNext(toNext(place))).toBe(place);
  for (const text of ["", "AAAA", toNext("2026-09-01T12:00:00.000Z"), toNext("2026-99-01T12:00:00.000123Z"), toNext(`${place}'; --`)]) expect(readNext(text)).toBeUndefined();
  expect(later("2026-09-01T12:00:00Z", place)).toBe(place);
  expect(later("2026-09-01T12:00:00.0001231Z", place)).toBe("2026-09-01T12:00:00.0001231Z");
  expect(later(undefined, place)).toBe(place);
});
