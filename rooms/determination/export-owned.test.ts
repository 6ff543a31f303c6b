import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { DeterminationPayload } from "#engines/ledger";
import { toEngagementBody } from "../../tests/api/records.ts";
import { requireOk } from "../../tests/setup/clearinghouse.ts";
import { createWorld } from "../../tests/setup/world.ts";
import { createEnclavePeer } from "./enclave-peer.fixture.ts";
import { announceKey } from "./export-requests.ts";
import { exportOwned } from "./export-owned.ts";
import { exchangeOnce } from "./index.ts";
import { insertRequest, setState } from "./determination.store.ts";

const MORE_THAN_A_LIST = 230;
const NOW = "2026-09-01T12:00:00.000Z";
const after = (seconds: number): string => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
const SET = { id: "harbor-0", version: "1", digest: "b".repeat(64) };
const RESULTS = "2b".repeat(64);

test("a developer takes what it asked and the very envelope that was signed for it, before signing the commitment alone", async () => {
  const exchange = await mkdtemp(join(tmpdir(), "breakwater-exchange-"));
  onTestFinished(() => rm(exchange, { recursive: true, force: true }));
  const world = await createWorld({ environment: { BREAKWATER_EXCHANGE: exchange } });
  const { services } = world;
  const peer = await createEnclavePeer(exchange);
  const seen = new Map<string, string>();
  const look = () => exchangeOnce(services, seen);
  const lead = (organisation: string, name: string) => world.person({ organisation, kind: "developer", name, roles: ["developer-release-lead"] });
  const [ada, rita] = [await lead("Kelp Lab", "Ada"), await lead("Rival Lab", "Rita")];
  const asked = [];
  for (const [place, as] of [ada, rita].entries()) {
    const { id: engagementId } = await requireOk(world.call("POST", "/engagements", { as, body: toEngagementBody(String(place).repeat(64)) }));
    asked.push((await requireOk(world.call("POST", "/determinations", { as, body: { engagementId } }))).id as string);
  }
  const [own = "", theirs = ""] = asked;
  await announceKey(services);
  await peer.send(peer.keys, { name: "enclave-keys.json" });
  await peer.send({ kind: "standard-committed", standardId: "exercise-standard", version: "1", commitment: "1a".repeat(64), benchmarkSet: SET, committedAt: NOW });
  await look();
  for (const stage of ["intake", "benchmarking"] as const) await peer.send({ kind: "stage-reached", requestId: own, stage, at: after(10) });
  world.setTime(after(20));
  await peer.send({ kind: "results-sealed", requestId: own, determinationId: "det_00000000000000000001", resultsCommitment: RESULTS, sealedAt: after(19) });
  await look();

  const before = await exportOwned(services, ada.organisationId);
  expect(before).toMatchObject({ requests: [{ id: own, requestedBy: "Ada" }], commitments: [{ requestId: own, resultsCommitment: RESULTS }], determinations: [] });
  expect(JSON.stringify(before)).not.toMatch(/outcome|covered/);

  world.setTime(after(60));
  const payload: DeterminationPayload = {
    determinationId: "det_00000000000000000001", modelDigest: "0".repeat(64), outcome: "not_covered", releasableText: "Below the standard.", standard: { id: "exercise-standard", version: "1", commitment: "1a".repeat(64) },
    benchmarkSet: SET, resultsCommitment: RESULTS, sealedAt: after(19), signedAt: after(50), supersedes: null,
  };
  const envelope = { ...peer.sign(payload) };
  await peer.send({ kind: "determination-signed", requestId: own, determination: envelope });
  await look();
  const owned = await exportOwned(services, ada.organisationId);
  expect(owned).toMatchObject({ determinations: [{ requestId: own, determinationId: payload.determinationId, envelope }] });
  expect((owned["stages"] as { stage: string }[]).map(({ stage }) => stage)).toEqual(expect.arrayContaining(["requested", "intake", "benchmarking", "signed"]));
  for (const word of [theirs, rita.organisationId, "1".repeat(64)]) expect(JSON.stringify(owned)).not.toContain(word);
  expect(await exportOwned(services, rita.organisationId)).toMatchObject({ requests: [{ id: theirs }], commitments: [], determinations: [] });

  await services.as(ada).db.inTransaction(async (tx) => {
    for (let place = 0; place < MORE_THAN_A_LIST; place += 1) {
      await insertRequest(tx, { id: `drq_${place}`, engagementId: String((owned["requests"] as { engagementId: string }[])[0]?.engagementId), organisationId: ada.organisationId, modelDigest: "0".repeat(64), by: ada.personId, origin: "requested", reconsiders: null, withAccess: true, sealedFacts: null, at: services.clock() });
      await setState(tx.asSystem("one at a time runs for an engagement"), `drq_${place}`, "stopped");
    }
  });
  expect((await exportOwned(services, ada.organisationId))["requests"]).toHaveLength(MORE_THAN_A_LIST + 1);
});
