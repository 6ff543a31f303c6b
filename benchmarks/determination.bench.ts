// What the zero-knowledge proof of a determination costs, each act in a process of its own as in an installation: the first
// one with an empty folder compiles the circuit and computes the tables for checking, later ones find them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createProver, type DecisionProof } from "#engines/decision-proof";
import { CLAIM, SECRET } from "../tests/setup/proven-decision.ts";
import { toMedian, toRow, type Measure } from "./bench-row.ts";

const ROUNDS = 3;
const BUDGET = { firstProofS: 150, proofS: 60, firstCheckS: 45, checkS: 5, characters: 32_768 };

async function timed<Value>(work: () => Promise<Value>): Promise<{ readonly seconds: number; readonly value: Value }> {
  const startedAt = performance.now();
  const value = await work();
  return { seconds: (performance.now() - startedAt) / 1000, value };
}

export const measure: Measure = async (tell) => {
  const folder = await mkdtemp(join(tmpdir(), "breakwater-bench-proof-"));
  try {
    const prover = createProver(folder);
    const prove = () => timed(() => prover.prove(CLAIM, SECRET));
    const check = (proof: DecisionProof) =>
      timed(async () => {
        if (!(await prover.check(CLAIM, proof))) throw new Error("The proof does not hold: nothing to measure");
      });
    tell("the circuit is compiled and the first proof made");
    const first = await prove();
    const firstCheck = await check(first.value);
    const proofs: number[] = [];
    const checks: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      tell(`proof ${round + 1} of ${ROUNDS} with what was kept`);
      const again = await prove();
      proofs.push(again.seconds);
      checks.push((await check(again.value)).seconds);
    }
    const row = (figure: string, { value, budget, n, note }: { readonly value: number; readonly budget: number; readonly n: number; readonly note: string }) =>
      toRow({ bench: "determination", figure, better: "smaller", value, unit: "s", against: "budget", againstValue: budget, goal: 1, n, note });
    return [
      row("compile the circuit and prove", { value: first.seconds, budget: BUDGET.firstProofS, n: 1, note: "with an empty folder" }),
      row("prove", { value: toMedian(proofs), budget: BUDGET.proofS, n: ROUNDS, note: "400 task slots, 8 measures; the size of the decision makes no difference" }),
      row("check a proof for the first time", { value: firstCheck.seconds, budget: BUDGET.firstCheckS, n: 1, note: "with the tables to be computed" }),
      row("check a proof", { value: toMedian(checks), budget: BUDGET.checkS, n: ROUNDS, note: "process and tables loaded anew each time" }),
      toRow({ bench: "determination", figure: "length of a proof", better: "smaller", value: first.value.proof.length, unit: "characters", against: "budget", againstValue: BUDGET.characters, goal: 1, n: 1, note: "base64; fits a bundle of 64 KiB" }),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
};
