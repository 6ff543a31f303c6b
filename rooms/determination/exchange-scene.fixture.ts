import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeterminationPayload } from "#engines/ledger";
import { newId, sql, type Actor } from "#rooms/platform";
import { expect, onTestFinished } from "vitest";
import { createWorld, type World } from "../../tests/setup/world.ts";
import { createEnclavePeer, type EnclavePeer } from "./enclave-peer.fixture.ts";
import { announceKey } from "./export-requests.ts";
import { exchangeOnce } from "./index.ts";

export { announceKey };

export const NOW = "2026-09-01T12:00:00.000Z";
export const at = (seconds: number): string => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
export const CREDENTIAL = "k-canary-credential-77";
export const DIGEST = "cd".repeat(32);
export const SET = { id: "harbor-0", version: "1", digest: "b".repeat(64) };
export const STANDARD = { kind: "standard-committed", standardId: "exercise-standard", version: "1", commitment: "1a".repeat(64), benchmarkSet: SET, committedAt: NOW } as const;
export const RESULTS = "2b".repeat(64);

export interface Scene {
  readonly world: World;
  readonly exchange: string;
  readonly peer: EnclavePeer;
  readonly ada: Actor;
  readonly engagementId: string;
  look(): Promise<void>;
  show(requestId: string): Promise<Awaited<ReturnType<World["call"]>>["json"]>;
}

export async function scene({ pinned = true } = {}): Promise<Scene> {
  const exchange = await mkdtemp(join(tmpdir(), "breakwater-exchange-"));
  onTestFinished(() => rm(exchange, { recursive: true, force: true }));
  const world = await createWorld({ environment: { BREAKWATER_EXCHANGE: exchange } });
  const peer = await createEnclavePeer(exchange);
  const ada = await world.person({ organisation: "Kelp Lab", kind: "developer", name: "Ada", roles: ["developer-release-lead"] });
  const opened = await world.call("POST", "/engagements", {
    as: ada,
    body: {
      model: { name: "Cormorant", digest: DIGEST, endpoint: "http://127.0.0.1:9/v1", endpointModel: "cormorant-9", credential: CREDENTIAL },
      signatory: { name: "Ada", title: "Release lead" }, consentScope: ["determination", "government-access"], partnerReleaseAt: null, publicReleaseAt: null,
    },
  });
  await announceKey(world.services);
  const seen = new Map<string, string>();
  const look = () => exchangeOnce(world.services, seen);
  if (pinned) {
    await peer.send(peer.keys, { name: "enclave-keys.json" });
    await peer.send(STANDARD);
    await look();
  }
  return { world, exchange, peer, ada, engagementId: opened.json.id, look, show: async (id) => (await world.call("GET", `/determinations/${id}`, { as: ada })).json };
}

export async function request(s: Scene): Promise<string> {
  const asked = await s.world.call("POST", "/determinations", { as: s.ada, body: { engagementId: s.engagementId } });
  expect(asked.status).toBe(201);
  await s.look();
  return asked.json.id;
}

export async function seal(s: Scene, requestId: string, determinationId = newId("det")): Promise<DeterminationPayload> {
  for (const stage of ["intake", "benchmarking"] as const) await s.peer.send({ kind: "stage-reached", requestId, stage, at: at(10) });
  s.world.setTime(at(20));
  await s.peer.send({ kind: "results-sealed", requestId, determinationId, resultsCommitment: RESULTS, sealedAt: at(19) });
  await s.look();
  s.world.setTime(at(60));
  return draft(determinationId);
}

export function draft(determinationId: string): DeterminationPayload {
  return {
    determinationId, modelDigest: DIGEST, outcome: "covered", releasableText: "The model met the standard that was fixed beforehand.",
    standard: { id: STANDARD.standardId, version: "1", commitment: STANDARD.commitment }, benchmarkSet: SET, resultsCommitment: RESULTS, sealedAt: at(19), signedAt: at(50), supersedes: null,
  };
}

export async function deliver(s: Scene, requestId: string, payload: DeterminationPayload, key?: string): Promise<void> {
  await s.peer.send({ kind: "determination-signed", requestId, determination: { ...s.peer.sign(payload, key) } });
  await s.look();
}

export const refusals = async (s: Scene) => (await s.world.services.db.query<{ verdict: string }>(sql`SELECT verdict FROM determination.incoming WHERE verdict <> 'imported' ORDER BY verdict`)).map((row) => row.verdict);
