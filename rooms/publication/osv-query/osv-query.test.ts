import { expect, test } from "vitest";
import { sql, type Actor } from "#rooms/platform";
import { createWorld, type World } from "../../../tests/setup/world.ts";
import { issueExerciseAdvisory, recallExerciseFix, type ExerciseAdvisory } from "../fixtures/issue-exercise-advisory.ts";
import { zipFiles } from "./zip-files.ts";

interface Scene {
  readonly world: World;
  readonly analyst: Actor;
}

async function openScene(): Promise<Scene> {
  const world = await createWorld();
  return { world, analyst: await world.person({ organisation: "Clearinghouse", kind: "clearinghouse", name: "Ana", roles: ["clearinghouse-analyst"] }) };
}

const publish = ({ world, analyst }: Scene, wanted: Omit<ExerciseAdvisory, "actor">) => issueExerciseAdvisory(world.services, { actor: analyst, ...wanted });
/** As a program posts: with a media type of its own choosing, or none. */
const post = ({ world }: Scene, path: string, body: unknown) => world.call("POST", `/osv/v1/${path}`, { raw: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), headers: { "content-type": "application/x-www-form-urlencoded" } });
const ids = async (scene: Scene, query: object) => ((await post(scene, "query", query)).json.vulns ?? []).map(({ id }: { readonly id: string }) => id);

test("a package and a version of it are answered with the records that are about them, exactly as they were signed", async () => {
  const scene = await openScene();
  await publish(scene, { product: "tide-gauge", purl: "pkg:npm/tide-gauge", fixedVersion: "1.0.1" });
  await publish(scene, { product: "Tide_Gauge", caseName: "another", purl: "pkg:pypi/tide-gauge", fixedVersion: "2.0", affectedVersion: "1.9" });
  const [npm, pypi] = ["x_BW-2026-0001", "x_BW-2026-0002"];
  expect(await ids(scene, { package: { name: "tide-gauge", ecosystem: "npm" } })).toEqual([npm]);
  expect(await ids(scene, { package: { name: "Tide.Gauge", ecosystem: "PyPI" } })).toEqual([pypi]);
  expect(await ids(scene, { package: { purl: "pkg:npm/tide-gauge" } })).toEqual([npm]);
  expect(await ids(scene, { package: { purl: "pkg:npm/tide-gauge@1.0.0" } })).toEqual([npm]);
  expect(await ids(scene, { version: "1.0.0", package: { purl: "pkg:npm/tide-gauge" } })).toEqual([npm]);
  expect(await ids(scene, { version: "1.0.1", package: { name: "tide-gauge", ecosystem: "npm" } })).toEqual([]);
  expect(await ids(scene, { version: "1.9", package: { name: "tide-gauge", ecosystem: "PyPI" } })).toEqual([pypi]);
  // What cannot be compared is not said to be safe.
  expect(await ids(scene, { version: "newest", package: { name: "tide-gauge", ecosystem: "npm" } })).toEqual([npm]);
  for (const other of [{ name: "tide", ecosystem: "npm" }, { name: "tide-gauge", ecosystem: "Go" }, { purl: "pkg:cargo/tide-gauge" }]) expect(await ids(scene, { package: other })).toEqual([]);
  expect(await ids(scene, { commit: "6879efc2c1596d11a6a6ad296f80063b558d5e0f" })).toEqual([]);

  const { json } = await post(scene, "query", { package: { purl: "pkg:npm/tide-gauge" } });
  const file = await scene.world.call("GET", `/feeds/osv/${npm}.json`);
  expect(json.vulns).toEqual([file.json]);
  const record = await scene.world.call("GET", `/osv/v1/vulns/${npm}`);
  expect([record.text, record.headers.get("content-type")]).toEqual([file.text, "application/json"]);
  expect((await scene.world.call("GET", "/osv/v1/vulns/x_BW-2026-0003")).json).toEqual({ code: 5, message: expect.any(String) });
});

test("many queries at once are answered in their order, with ids and when each was changed last", async () => {
  const scene = await openScene();
  await publish(scene, { product: "pump", purl: "pkg:npm/pump", fixedVersion: "1.0.1" });
  scene.world.pass(60_000);
  await recallExerciseFix(scene.world.services, { product: "pump", fixedVersion: "1.0.1" });
  const queries = [{ package: { purl: "pkg:npm/valve" } }, { package: { purl: "pkg:npm/pump@9.0.0" } }, { commit: "a".repeat(40) }];
  const { json } = await post(scene, "querybatch", { queries });
  // The fix was withdrawn, so every version is affected.
  expect(json).toEqual({ results: [{}, { vulns: [{ id: "x_BW-2026-0001", modified: "2026-09-01T12:01:00.000Z" }] }, {}] });
  const full = await post(scene, "querybatch", { queries: Array.from({ length: 1000 }, () => ({ package: { purl: "pkg:npm/pump" } })) });
  expect(full.json.results).toHaveLength(1000);
});

test("a query that cannot be answered is refused with what is wrong, as osv.dev refuses", async () => {
  const scene = await openScene();
  const purl = "pkg:npm/pump";
  for (const [query, field] of [
    ["{", "body"], ["[]", "body"], ["null", "body"], ['{"__proto__":{}}', "body"], [{ version: 1 }, "version"],
    [{}, "query.package"], [{ version: "1.0.0" }, "query.package"], [{ package: { name: "pump" } }, "query.package.ecosystem"], [{ package: { purl: "pump" } }, "query.package.purl"],
    [{ package: { purl, ecosystem: "npm" } }, "query.package"], [{ version: "1.0.0", package: { purl: `${purl}@1.0.0` } }, "query.version"], [{ version: "1.0.0", commit: "a" }, "query.version"],
  ] as const) {
    const { status, json } = await post(scene, "query", query);
    expect([query, status, json.code, json.message.split(": ")[0]]).toEqual([query, 400, 3, field]);
  }
  expect((await post(scene, "querybatch", { queries: [{ package: { purl } }, { package: { purl: "x" } }] })).json.message).toContain("queries.1.package.purl");
  expect((await post(scene, "querybatch", { queries: Array.from({ length: 1001 }, () => ({})) })).json).toMatchObject({ code: 3, message: expect.stringContaining("1000") });
  expect((await post(scene, "query", `{"version":"${"x".repeat(70_000)}"}`)).status).toBe(413);
});

test("more than a page of records comes page by page", async () => {
  const scene = await openScene();
  const { world } = scene;
  await publish(scene, { product: "pump", purl: "pkg:npm/pump", fixedVersion: "1.0.1" });
  // A hundred and fifty more, without the work of publishing each.
  const record = (await world.call("GET", "/osv/v1/vulns/x_BW-2026-0001")).json;
  for (let number = 2; number <= 151; number += 1) {
    const id = `x_BW-2026-${String(number).padStart(4, "0")}`;
    const digest = await world.services.artefacts.put(Buffer.from(JSON.stringify({ ...record, id })));
    await world.services.db.execute(sql`INSERT INTO publication.file (path, revision, advisory_id, kind, digest) SELECT ${`osv/${id}.json`}, 1, id, 'osv', ${digest} FROM publication.advisory`);
  }
  const seen: string[] = [];
  let token: string | undefined;
  do {
    const { json } = await post(scene, "query", { package: { purl: "pkg:npm/pump" }, ...(token === undefined ? {} : { page_token: token }) });
    seen.push(...json.vulns.map(({ id }: { readonly id: string }) => id));
    token = json.next_page_token;
  } while (token !== undefined);
  expect([seen.length, new Set(seen).size]).toEqual([151, 151]);
  expect((await post(scene, "querybatch", { queries: [{ package: { purl: "pkg:npm/pump" } }] })).json.results[0].next_page_token).toBe("x_BW-2026-0100");
});

test("the dump has every record by ecosystem and over all, and says which changed last", async () => {
  const scene = await openScene();
  const { world } = scene;
  await publish(scene, { product: "pump", purl: "pkg:npm/pump", fixedVersion: "1.0.1" });
  world.pass(60_000);
  await publish(scene, { product: "Gate", fixedVersion: "3.1" });
  const read = async (path: string) => world.call("GET", `/feeds/osv/${path}`);
  expect((await read("ecosystems.txt")).text).toBe("npm\n");
  expect((await read("modified_id.csv")).text).toBe("2026-09-01T12:01:00.000Z,x_BW-2026-0002\n2026-09-01T12:00:00.000Z,npm/x_BW-2026-0001\n");
  expect((await read("npm/modified_id.csv")).text).toBe("2026-09-01T12:00:00.000Z,x_BW-2026-0001\n");
  expect((await read("npm/x_BW-2026-0001.json")).text).toBe((await read("x_BW-2026-0001.json")).text);
  for (const path of ["npm/x_BW-2026-0002.json", "npm/ecosystems.txt", "PyPI/all.zip", "npm/..%2fall.zip"]) expect([path, (await read(path)).status]).toEqual([path, 404]);
  const zipped = await world.request("/feeds/osv/npm/all.zip", {});
  expect([zipped.headers.get("content-type"), zipped.headers.get("cache-control")]).toEqual(["application/zip", "public, max-age=60"]);
});

test("an archive is the same for the same files, and other programs unpack it", async () => {
  const files = [{ name: "a.json", bytes: Buffer.from('{"a":1}') }, { name: "b/empty.json", bytes: new Uint8Array() }];
  const archive = zipFiles(files);
  expect(zipFiles(files)).toEqual(archive);
  const { execFileSync } = await import("node:child_process");
  const { mkdtempSync, readFileSync, rmSync, writeFileSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const folder = mkdtempSync(join(tmpdir(), "breakwater-zip-"));
  try {
    writeFileSync(join(folder, "all.zip"), archive);
    execFileSync("python3", ["-c", "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])", join(folder, "all.zip"), folder]);
    expect([readFileSync(join(folder, "a.json"), "utf8"), readFileSync(join(folder, "b/empty.json")).length]).toEqual(['{"a":1}', 0]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
