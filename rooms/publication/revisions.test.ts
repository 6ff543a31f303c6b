import { expect, test } from "vitest";
import { validateCsaf } from "#engines/advisories";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { issueExerciseAdvisory } from "./fixtures/issue-exercise-advisory.ts";

const CVE = { id: "CVE-1900-10042", assigner: { orgId: "6f1c2b0e-5d7a-4c3e-9b1f-2a4d6e8f0c12", shortName: "exercise" } };

async function publishTwo(world: World) {
  const analyst = { ...(await world.person({ organisation: "Exercise Clearinghouse", kind: "clearinghouse", name: "Anna", roles: ["clearinghouse-analyst"] })), steppedUp: true };
  const issue = (product: string) => issueExerciseAdvisory(world.services, { actor: analyst, product, fixedVersion: "1.0.1", purl: `pkg:npm/${product}` });
  const ids = [await issue("pump"), await issue("valve")] as const;
  const revise = (id: string, act: string, body: object, as: Parameters<World["call"]>[2] = { as: analyst }) => world.call("POST", `/advisories/${id}/${act}`, { ...as, body });
  const read = async (url: string) => {
    const answer = await world.call("GET", url.slice(`${world.services.configuration.publicUrl}/api`.length));
    return answer.status === 200 ? answer.json : answer.status;
  };
  return { analyst, ids, revise, read };
}

const documentOf = (advisory: { documents: readonly { kind: string; url: string }[] }, kind: string) => advisory.documents.find((one) => one.kind === kind)?.url ?? "";

test("a correction is a further revision of every document, and each earlier one stays readable to the byte", async () => {
  const world = await createWorld();
  const { ids: [id], revise, read } = await publishTwo(world);
  const { json: before } = await world.call("GET", `/advisories/${id}`);
  world.pass(3_600_000);
  const own = { kind: "report", url: "https://pump.example/report", summary: "What the finder wrote" };
  const { json: after } = await revise(id, "correction", { releasableSummary: "Only pumps with a display are affected.", references: [own], because: "The first text said too much." });
  expect([after.state, after.revision, after.title, after.summary, after.fixedVersion]).toEqual(["published", 2, before.title, "Only pumps with a display are affected.", "1.0.1"]);
  expect(after.references.filter(({ isOwn }: { isOwn: boolean }) => isOwn)).toEqual([{ ...own, isOwn: true }]);
  expect(after.references).toHaveLength(before.references.length + 1);
  expect(after.revisions.map(({ number, summary }: { number: number; summary: string }) => [number, summary])).toEqual([[1, "First publication."], [2, "The first text said too much."]]);

  const { json: { revisions } } = await world.call("GET", `/advisories/${id}/revisions`);
  expect(revisions.map(({ number, documents }: { number: number; documents: object[] }) => [number, documents.length])).toEqual([[1, before.documents.length], [2, after.documents.length]]);
  const first = await read(revisions[0].documents.find(({ kind }: { kind: string }) => kind === "csaf").url);
  expect([first.document.tracking.version, first.document.notes[0].text]).toEqual(["1", "A flaw was found and fixed."]);
  const now = await read(documentOf(after, "csaf"));
  expect([now.document.tracking.version, now.document.notes[0].text, now.document.tracking.revision_history.length]).toEqual(["2", "Only pumps with a display are affected.", 2]);
  expect((await world.call("GET", `/advisories/${id}/revisions/2/${"0".repeat(64)}`)).status).toBe(404);
  expect((await world.call("GET", "/advisories/adv_00000000000000000000/revisions")).status).toBe(404);

  expect((await revise(id, "correction", { releasableSummary: "Only pumps with a display are affected.", because: "Again." })).json.error.code).toBe("nothing-changed");
  expect((await revise(id, "correction", { because: "Nothing." })).json.error).toMatchObject({ code: "invalid-input", field: "releasableTitle" });
  expect((await world.ledgerKinds()).filter((kind) => kind.startsWith("publication"))).toEqual(["publication.advisory-published", "publication.advisory-published", "publication.advisory-corrected"]);
});

test("a withdrawn advisory says in every format that it was wrong, and nothing is said under its number again", async () => {
  const world = await createWorld();
  const { analyst, ids: [id, other], revise, read } = await publishTwo(world);
  const { json: assigned } = await revise(id, "cve", { cve: CVE });
  world.pass(3_600_000);
  const { json: withdrawn, status } = await revise(id, "withdrawal", { because: "The flaw was in the test rig." });
  expect([status, withdrawn.state, withdrawn.revision, withdrawn.patch]).toEqual([200, "withdrawn", 3, null]);
  expect(withdrawn.ending).toEqual({ kind: "withdrawn", at: "2026-09-01T13:00:00.000Z", reason: "The flaw was in the test rig.", supersededBy: null });
  for (const [kind, version] of [["csaf", "2.0"], ["csaf-2.1", "2.1"]] as const) {
    const document = await read(documentOf(withdrawn, kind));
    expect([validateCsaf(document, { version, tests: "basic" }).errors, document.vulnerabilities, document.product_tree]).toEqual([[], undefined, undefined]);
  }
  expect((await read(documentOf(withdrawn, "csaf-2.1"))).document.category).toBe("csaf_withdrawn");
  expect((await read(documentOf(withdrawn, "osv"))).withdrawn).toBe("2026-09-01T13:00:00.000Z");
  expect(await read(documentOf(withdrawn, "cve-rejection"))).toMatchObject({ cnaContainer: { rejectedReasons: [{ lang: "en", value: "The flaw was in the test rig." }] } });
  // The record that said otherwise is no longer at its address; as a revision it is.
  expect(await read(documentOf(assigned, "cve"))).toBe(404);
  const { json: { revisions } } = await world.call("GET", `/advisories/${id}/revisions`);
  expect((await read(revisions[1].documents.find(({ kind }: { kind: string }) => kind === "cve").url)).cveMetadata.cveId).toBe(CVE.id);

  const codes = [
    await revise(id, "withdrawal", { because: "Again." }), await revise(id, "correction", { releasableTitle: "Other", because: "x" }), await revise(id, "cve", { cve: CVE }), await revise(id, "supersession", { by: other, because: "x" }),
    await revise(other, "supersession", { by: id, because: "A withdrawn one takes no place." }), await revise(other, "supersession", { by: other, because: "Itself." }),
  ].map(({ json }) => json.error.code);
  expect(codes).toEqual(["already-ended", "already-ended", "already-ended", "already-ended", "not-a-successor", "not-a-successor"]);
  await expect(issueExerciseAdvisory(world.services, { actor: analyst, product: "pump", fixedVersion: "1.0.2" })).rejects.toMatchObject({ code: "already-ended" });
  expect((await world.ledgerKinds()).at(-1)).toBe("publication.advisory-withdrawn");
});

test("a superseded advisory leads to the one that takes its place", async () => {
  const world = await createWorld();
  const { ids: [id, other], revise, read } = await publishTwo(world);
  const { json: superseded } = await revise(id, "supersession", { by: other, because: "Both are one flaw." });
  expect([superseded.state, superseded.ending.supersededBy]).toEqual(["superseded", { advisoryId: other, trackingId: "BW-2026-0002" }]);
  const { document } = await read(documentOf(superseded, "csaf-2.1"));
  const successor = await world.call("GET", `/advisories/${other}`);
  expect([document.category, document.references.at(-1)]).toEqual(["csaf_superseded", { category: "external", summary: "Superseding Document: BW-2026-0002", url: documentOf(successor.json, "csaf-2.1") }]);
  expect((await read(documentOf(superseded, "osv"))).related).toEqual(["x_BW-2026-0002"]);
  expect((await world.ledgerKinds()).at(-1)).toBe("publication.advisory-superseded");
});

test("only an analyst with a fresh proof corrects or ends an advisory", async () => {
  const world = await createWorld();
  const { analyst, ids: [id], revise } = await publishTwo(world);
  const operator = await world.person({ organisation: "Utility", kind: "operator", name: "Uma", roles: ["operator"] });
  for (const [act, body] of [["correction", { releasableTitle: "x", because: "x" }], ["withdrawal", { because: "x" }], ["supersession", { by: id, because: "x" }]] as const) {
    const refused = [await revise(id, act, body, {}), await revise(id, act, body, { as: { ...operator, steppedUp: true } }), await revise(id, act, body, { as: { ...analyst, steppedUp: false } })].map((answer) => [answer.status, answer.json.error.code]);
    expect(refused).toEqual([[401, "sign-in-needed"], [403, "not-permitted"], [403, "step-up-needed"]]);
  }
});
