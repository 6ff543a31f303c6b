import { expect, test } from "vitest";
import { requireProvable, type DecisionClaim, type DecisionProver, type DecisionSecret } from "#engines/decision-proof";
import { sql } from "#rooms/platform";
import { openEnclave, recommendedRequest, sealedRequest, someTasks, type Enclave } from "./enclave-scene.fixture.ts";
import { resumeProofs } from "./index.ts";

const PROOF = { circuit: "breakwater-decision-1", proof: Buffer.from("stands for a proof").toString("base64") };

/**
 * A prover without the proof system: it holds claim and secret to the circuit's own constraints, and its proofs are one text.
 * That real proofs are made and checked is tested in engines/decision-proof.
 */
function plainProver(given: { failures?: number } = {}) {
  const asked: { readonly claim: DecisionClaim; readonly secret: DecisionSecret }[] = [];
  const prover: DecisionProver = {
    prove: async (claim, secret) => {
      asked.push({ claim, secret });
      if (asked.length <= (given.failures ?? 0)) throw new Error("killed");
      await requireProvable(claim, secret);
      return PROOF;
    },
    check: (_claim, { circuit, proof }) => Promise.resolve(circuit === PROOF.circuit && proof === PROOF.proof),
  };
  return { asked, prover };
}

async function signedRequest(enclave: Enclave): Promise<string> {
  const { requestId } = await recommendedRequest(enclave);
  expect((await enclave.act(enclave.director, requestId, "signature", { outcome: "covered" })).status).toBe(201);
  return requestId;
}

const names = async ({ low }: Enclave) => (await low.received()).map(({ name }) => name);

test("the proof follows a signature by itself, tells nothing of rule or counts, and is made once", { timeout: 120_000 }, async () => {
  const { prover, asked } = plainProver();
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log"), prover });
  const requestId = await signedRequest(enclave);
  // The result is there at once.
  await enclave.world.drain();
  const [made] = asked;
  expect(asked).toHaveLength(1);
  expect(made?.secret).toMatchObject({ rule: { rule: "any", measures: [{ slots: [0], samples: 1, required: 1, minimum: 1 }] }, counts: [{ passed: 1, failed: 0 }] });
  const bundle = await enclave.low.receive(`proof-${requestId}.json`);
  expect(bundle).toEqual({ kind: "decision-proven", requestId, determinationId: made?.claim.reference.determinationId, ...PROOF });
  const standard = (await enclave.low.received()).find(({ name }) => name.startsWith("standard-"));
  expect(JSON.parse(standard?.payload ?? "")).toMatchObject({ ruleCommitment: made?.claim.ruleCommitment, sequence: 1, supersedes: null });
  expect((await enclave.world.ledgerKinds()).filter((kind) => kind === "benchmarking.decision-proven")).toHaveLength(1);
  await resumeProofs(enclave.world.services);
  await enclave.world.drain();
  expect(asked).toHaveLength(1);
});

test("a proof that was cut off is begun again at the next start, and what was signed is not held up by it", { timeout: 120_000 }, async () => {
  const { prover, asked } = plainProver({ failures: 1 });
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log"), prover });
  const requestId = await signedRequest(enclave);
  await expect(enclave.world.drain()).rejects.toThrow("killed");
  // As a killed process leaves it: its job taken from the queue.
  await enclave.world.services.db.execute(sql`DELETE FROM pgboss.job WHERE name = 'benchmarking.prove-determination'`);
  await resumeProofs(enclave.world.services);
  await enclave.world.drain();
  expect(asked).toHaveLength(2);
  expect(await names(enclave)).toEqual(expect.arrayContaining([`determination-${requestId}.json`, `proof-${requestId}.json`]));
});

test("nothing leaves as a proof that is none, whoever wrote it into the database", { timeout: 120_000 }, async () => {
  const { prover } = plainProver();
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log"), prover });
  const requestId = await signedRequest(enclave);
  const { db } = enclave.world.services;
  const held = { kind: "decision-proven", requestId, determinationId: "det_00000000000000000000", circuit: PROOF.circuit, proof: Buffer.from("threshold 0.0123").toString("base64") };
  await db.execute(sql`INSERT INTO benchmarking.outgoing (id, file_name, bundle, created_at) VALUES ('out_1', ${`proof-${requestId}.json`}, ${JSON.stringify(held)}::jsonb, now())`);
  await enclave.world.services.db.inTransaction((tx) => enclave.world.services.jobs.enqueue(tx, { name: "benchmarking.write-bundle" }, { outgoingId: "out_1" }));
  await enclave.world.drain();
  expect(await names(enclave)).not.toContain(`proof-${requestId}.json`);
  expect(await db.query(sql`SELECT withheld_at IS NOT NULL AS withheld FROM benchmarking.outgoing WHERE id = 'out_1'`)).toEqual([{ withheld: true }]);
});

test("without a prover nothing waits for a proof, and none is announced", { timeout: 120_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  const requestId = await signedRequest(enclave);
  await enclave.world.drain();
  expect(await names(enclave)).not.toContain(`proof-${requestId}.json`);
});

test("the low side is told which standard a run is held to before there is a result, and each run anew", { timeout: 120_000 }, async () => {
  const enclave = await openEnclave({ setsDirectory: await someTasks("ship-log") });
  await sealedRequest(enclave);
  const told = (await enclave.low.received()).filter(({ name }) => name.startsWith("run-")).map(({ payload }) => JSON.parse(payload));
  const standard = (await enclave.low.received()).find(({ name }) => name.startsWith("standard-"));
  expect(told).toMatchObject([{ kind: "run-begun", standard: JSON.parse(standard?.payload ?? "").commitment }]);
});
