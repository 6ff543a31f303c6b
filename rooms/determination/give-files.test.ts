import { randomBytes } from "node:crypto";
import { FILE_PART_BYTES, MAX_FACTS_FILE_BYTES, MOST_FACTS_FILES } from "#contracts/exchange";
import { openDatabase, sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished, test } from "vitest";
import { deliver, request, scene, seal, type Scene } from "./exchange-scene.fixture.ts";

const HOSTILE = Buffer.from("<script>alert('CANARY-SCRIPT')</script>\u202e");
const REPORT = randomBytes(2 * FILE_PART_BYTES + 17);

async function signedRequest(s: Scene): Promise<string> {
  const id = await request(s);
  await deliver(s, id, await seal(s, id));
  return id;
}

const give = (s: Scene, id: string, bytes: Uint8Array, fileName = "report.pdf", as: Actor = s.ada) => s.world.call("POST", `/determinations/${id}/files?fileName=${encodeURIComponent(fileName)}`, { as, raw: bytes });
const askAgain = (s: Scene, id: string, files: readonly string[], withAccess = false) => s.world.call("POST", `/determinations/${id}/reconsiderations`, { as: s.ada, body: { facts: "See the files.", withAccess, files } });

test.each([["without access", false], ["with access", true]])("files that a developer gives cross to the enclave %s: announced with their digests, in parts of a closed form, and only those taken along", async (_how, withAccess) => {
  const s = await scene();
  const id = await signedRequest(s);
  await give(s, id, HOSTILE, "page.html");
  await give(s, id, REPORT);
  const left = (await give(s, id, Buffer.from("CANARY-LEFT-BEHIND"), "draft.txt")).json.files;
  expect(left.map(({ fileName, bytes }: { fileName: string; bytes: number }) => [fileName, bytes])).toEqual([["page.html", HOSTILE.length], ["report.pdf", REPORT.length], ["draft.txt", 18]]);
  const [page, report] = left;
  const again = await askAgain(s, id, [page.id, report.id], withAccess);
  expect(again).toMatchObject({ status: 201, json: { files: [page, report] } });
  await s.look();
  const sent = await s.peer.received();
  const { files } = sent[`request-${again.json.id}.json`] as { files: unknown };
  expect(files).toEqual([page, report].map(({ id: fileId, fileName, digest, bytes }) => ({ fileId, fileName, digest, bytes })));
  const parts = Object.values(sent).filter((one) => one.kind === "facts-file-part").toSorted((one, other) => one.part - other.part);
  const contentOf = (file: string) => Buffer.concat(parts.filter(({ fileId }) => fileId === file).map(({ content }) => Buffer.from(content, "base64")));
  expect([contentOf(page.id).equals(HOSTILE), contentOf(report.id).equals(REPORT)]).toEqual([true, true]);
  expect(parts).toHaveLength(4);
  expect(JSON.stringify(sent)).not.toContain(Buffer.from("CANARY-LEFT-BEHIND").toString("base64"));
});

test("a file is handed back to its own developer as it came, as a download and never as a page, and to nobody else", async () => {
  const s = await scene();
  const id = await signedRequest(s);
  const [{ id: fileId }] = (await give(s, id, HOSTILE, "page.html")).json.files;
  const fetched = await s.world.call("GET", `/determinations/${id}/files/content?fileId=${fileId}`, { as: s.ada });
  expect([fetched.text, fetched.headers.get("content-type"), fetched.headers.get("x-content-type-options"), fetched.headers.get("x-breakwater-label")]).toEqual([HOSTILE.toString("utf8"), "application/octet-stream", "nosniff", "developer-confidential"]);
  expect(fetched.headers.get("content-disposition")).toMatch(/^attachment/);
  const rob = await s.world.person({ organisation: "Rival Lab", kind: "developer", name: "Rob", roles: ["developer-release-lead"] });
  for (const path of ["files", `files/content?fileId=${fileId}`]) expect((await s.world.call("GET", `/determinations/${id}/${path}`, { as: rob })).status).toBe(404);
  expect((await give(s, id, HOSTILE, "page.html", rob)).status).toBe(404);
  expect(await s.world.services.as(rob).db.query(sql`SELECT id FROM determination.file`)).toEqual([]);
  // Sealed at rest, the name too.
  expect(JSON.stringify(await s.world.services.db.query(sql`SELECT * FROM determination.file`))).not.toContain("page.html");
  expect(await s.world.ledgerKinds()).toContain("determination.file-given");
});

test("files are bounded in size and number, named plainly, and taken back until they are sent", async () => {
  const s = await scene();
  const id = await signedRequest(s);
  expect((await give(s, id, new Uint8Array(MAX_FACTS_FILE_BYTES + 1))).status).toBe(413);
  expect((await give(s, id, new Uint8Array())).json.error).toMatchObject({ code: "file-empty", field: "body" });
  for (const name of ["../../etc/passwd", "a\nb.pdf", "\u202egnp.exe", "x".repeat(201)]) expect((await give(s, id, HOSTILE, name)).json.error.field).toBe("fileName");
  for (let count = 0; count < MOST_FACTS_FILES; count += 1) expect((await give(s, id, Buffer.from([count]))).status).toBe(201);
  expect((await give(s, id, HOSTILE)).json.error.code).toBe("files-full");
  const [first, second] = (await s.world.call("GET", `/determinations/${id}/files`, { as: s.ada })).json.files;
  const takeBack = (fileId: string) => s.world.call("POST", `/determinations/${id}/files/removal`, { as: s.ada, body: { fileId } });
  expect((await takeBack(first.id)).json.files).toHaveLength(MOST_FACTS_FILES - 1);
  expect((await askAgain(s, id, [first.id])).json.error).toMatchObject({ code: "file-not-known", field: "files" });
  expect((await askAgain(s, id, [second.id])).status).toBe(201);
  expect((await takeBack(second.id)).json.error.code).toBe("file-sent");
});

test("a file's record that was moved in the database to another determination opens nothing", async () => {
  const s = await scene();
  const id = await signedRequest(s);
  const [{ id: fileId }] = (await give(s, id, HOSTILE)).json.files;
  const again = (await askAgain(s, id, [])).json.id;
  const owner = openDatabase({ url: s.world.services.configuration.databaseUrl });
  onTestFinished(() => owner.close());
  await owner.execute(sql`UPDATE determination.file SET request_id = ${again}`);
  expect((await s.world.call("GET", `/determinations/${again}/files/content?fileId=${fileId}`, { as: s.ada })).json.error.code).toBe("record-altered");
});
