import { sql, type Actor } from "#rooms/platform";
import { expect, test } from "vitest";
import { clearinghousePeople, gaugeBundle, REPOSITORY, requireOk } from "../../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../../tests/setup/world.ts";
import { SCAN_SEAL } from "../ask-scan.ts";
import { insertScan, setDelivered, setTaken } from "../scan.store.ts";
import { insertScanFile } from "./scan-files.store.ts";
import { submitEvidence } from "./submit-evidence.ts";

const ID = "scn_00000000000000000001";
const [SHY, BUSY] = [`${REPOSITORY}-shy`, `${REPOSITORY}-busy`];

/** A scan that was delivered, with a proof about each of these repositories. */
async function delivered(repositories: readonly string[]) {
  const world = await createWorld();
  const { services } = world;
  const { otherFinder, analyst } = await clearinghousePeople(world);
  const partner = (name: string) => world.person({ organisation: "Lighthouse Defence", kind: "partner", name, roles: ["partner-security-lead"] });
  const [hospital, pia] = [await world.person({ organisation: "Exercise Hospital", kind: "operator", name: "Hana", roles: ["operator"] }), await partner("Pia")];
  await requireOk(world.call("POST", "/opt-outs", { as: analyst, body: { repository: SHY, reason: "On leave." } }));
  const { claimId } = await requireOk(world.call("POST", "/claims", { as: otherFinder, body: { repository: BUSY, authorisation: { kind: "open-source", evidence: "Apache-2.0" } } }));
  const at = services.clock();
  const seal = (id: string, content: string | Uint8Array) => services.keys.seal(SCAN_SEAL, id, content);
  const details = { system: "Gauge", description: "Ours.", evidence: "Asset 1." };
  const { organisationId } = hospital;
  await services.as(hospital).db.inTransaction((tx) => insertScan(tx, { id: ID, organisationId, askedBy: hospital.personId, systemKind: "source-code", sealedDetails: seal(ID, JSON.stringify(details)), at }));
  await services.as(pia).db.inTransaction(async (tx) => {
    await setTaken(tx, { id: ID, organisationId: pia.organisationId, personId: pia.personId, earlyAccessId: "eac_00000000000000000001", at });
    await setDelivered(tx, { id: ID, sealedResult: seal(ID, JSON.stringify({ summary: "It fails.", steps: [] })), at });
  });
  for (const [place, repository] of repositories.entries()) {
    const [id, bytes] = [`scf_${place}`, await gaugeBundle({ repository })];
    await services.db.inTransaction((tx) => insertScanFile(tx, { id, scanId: ID, organisationId, kind: "evidence", digest: `${place}`.padStart(64, "a"), bytes: bytes.length, sealed: seal(id, bytes), at }));
  }
  return {
    world, hospital, pia, partner, otherFinder, claimId,
    handOver: () => world.call("POST", `/assistance/scans/${ID}/hand-over`, { as: hospital }),
    submit: () => submitEvidence.run(services, { scanId: ID }),
    leave: (who: Actor) => requireOk(world.call("POST", "/account/leaving", { as: who })),
    findings: async (as: Actor) => (await requireOk(world.call("GET", "/findings", { as }))).findings.length as number,
    proofs: async () => (await services.db.query<{ id: string }>(sql`SELECT id FROM assistance.scan_file ORDER BY id`)).map(({ id }) => id),
    scan: async () => (await requireOk(world.call("GET", "/assistance/scans", { as: hospital }))).scans[0],
    told: async (as: Actor) => (await world.call("GET", "/inbox", { as })).json.entries.filter(({ kind }: { kind: string }) => /assistance\.(evidence|findings)/.test(kind)) as { kind: string; body: string }[],
  };
}

test("what the clearinghouse does not take is kept, the operator learns how many and nothing of why, and may hand it over again", async () => {
  const s = await delivered([REPOSITORY, SHY, BUSY]);
  await requireOk(s.handOver());
  await s.submit();
  expect([await s.findings(s.pia), await s.proofs(), (await s.scan()).notTaken]).toEqual([1, ["scf_1", "scf_2"], 2]);
  const [word, ...more] = await s.told(s.hospital);
  expect([word?.kind, more]).toEqual(["assistance.findings-not-all-taken", []]);
  expect(word?.body).toMatch(/took 1 and did not take 2/);
  expect(word?.body).not.toMatch(/On leave|tide-gauge|Lighthouse Lab/);
  expect((await s.told(s.pia)).map(({ kind }) => kind)).toEqual(["assistance.evidence-submitted"]);

  await requireOk(s.world.call("POST", `/claims/${s.claimId}/release`, { as: s.otherFinder }));
  await requireOk(s.handOver());
  expect((await s.scan()).notTaken).toBeNull();
  await s.submit();
  expect([await s.findings(s.pia), await s.proofs(), (await s.scan()).notTaken]).toEqual([2, ["scf_1"], 1]);
  await requireOk(s.world.call("POST", `/assistance/scans/${ID}/erasure`, { as: s.hospital }));
  expect(await s.proofs()).toEqual([]);
});

test("where all of it was taken nothing is kept, and there is nothing to hand over again", async () => {
  const s = await delivered([REPOSITORY]);
  await requireOk(s.handOver());
  await s.submit();
  expect([await s.proofs(), (await s.scan()).notTaken, (await s.told(s.hospital)).map(({ kind }) => kind)]).toEqual([[], 0, ["assistance.findings-with-clearinghouse"]]);
  expect((await s.handOver()).json.error.code).toBe("not-in-that-state");
});

test("where whoever ran the scan has left, a colleague submits it; where there is none, the operator is told and nothing is lost", async () => {
  const s = await delivered([REPOSITORY]);
  await s.leave(s.pia);
  await requireOk(s.handOver());
  await s.submit();
  expect([await s.proofs(), (await s.scan()).notTaken, (await s.told(s.hospital)).map(({ kind }) => kind)]).toEqual([["scf_0"], 1, ["assistance.findings-without-partner"]]);
  expect((await s.world.ledgerKinds()).filter((kind) => kind.startsWith("assistance.evidence"))).toEqual(["assistance.evidence-unsent"]);

  const paul = await s.partner("Paul");
  await requireOk(s.handOver());
  await s.submit();
  expect([await s.findings(paul), await s.proofs(), (await s.told(paul)).map(({ kind }) => kind)]).toEqual([1, [], ["assistance.evidence-submitted"]]);
});

test("where the scan left no proofs and the partner has nobody here any more, the operator is told so at once", async () => {
  const s = await delivered([]);
  await s.leave(s.pia);
  await requireOk(s.handOver());
  expect((await s.told(s.hospital)).map(({ kind }) => kind)).toEqual(["assistance.findings-without-partner"]);
});
