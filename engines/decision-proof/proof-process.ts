import { DecisionProofError } from "./decision-proof.errors.ts";
import type { ProofAnswer, ProofTask } from "./create-prover.ts";

/*
 * A process of its own for one proof or one verification: both take memory that would never be given back, and hold up the
 * thread they run in. The task comes on stdin, the answer goes to stdout, each as one JSON text.
 */

async function answer(task: ProofTask): Promise<ProofAnswer> {
  if (task.act === "check") {
    const { checkProof } = await import("./check-proof.ts");
    const { keepWork } = await import("./keep-work.ts");
    await keepWork(task.cacheFolder);
    return { holds: await checkProof(task.claim, task.proof) };
  }
  const { makeProof } = await import("./make-proof.ts");
  try {
    return { proof: await makeProof(task.claim, task.secret, task.cacheFolder) };
  } catch (error) {
    if (error instanceof DecisionProofError) return { refused: { code: error.code, message: error.message } };
    throw error;
  }
}

const chunks: Buffer[] = [];
for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
const text = JSON.stringify(await answer(JSON.parse(Buffer.concat(chunks).toString("utf8")) as ProofTask));
// The proof system's threads would keep the process alive.
process.stdout.write(text, () => process.exit(0));
