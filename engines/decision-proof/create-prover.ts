import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DecisionProofError, type DecisionProofCode } from "./decision-proof.errors.ts";
import type { DecisionClaim, DecisionProof, DecisionSecret } from "./decision.types.ts";
import { giveWay } from "./give-way.ts";

export type ProofTask =
  | { readonly act: "prove"; readonly claim: DecisionClaim; readonly secret: DecisionSecret; readonly cacheFolder: string }
  | { readonly act: "check"; readonly claim: DecisionClaim; readonly proof: DecisionProof; readonly cacheFolder: string };

export type ProofAnswer =
  | { readonly proof: DecisionProof }
  | { readonly holds: boolean }
  | { readonly refused: { readonly code: DecisionProofCode; readonly message: string } };

/** Proves and checks decisions, each in a process of its own that is gone afterwards. */
export interface DecisionProver {
  /** Takes minutes. Safe to end and to begin again. @throws DecisionProofError */
  prove(claim: DecisionClaim, secret: DecisionSecret, signal?: AbortSignal): Promise<DecisionProof>;
  /** Takes seconds. @throws DecisionProofError `prover-failed` */
  check(claim: DecisionClaim, proof: DecisionProof, signal?: AbortSignal): Promise<boolean>;
}

// Measured: 1.3 GB while it proves, most of it outside of the JavaScript heap; a proof that needs twice that is broken.
const MOST_MEMORY_BYTES = 3 * 1024 ** 3;
const HEAP_MB = 2048;
const LONGEST_MS = 50 * 60_000;
const NICENESS = 5;
const LOOK_MS = 1_000;
const MOST_ANSWER_BYTES = 1024 * 1024;

/** @param cacheFolder where compiling keeps its work; made when it is absent */
export function createProver(cacheFolder: string): DecisionProver {
  return {
    prove: async (claim, secret, signal) => {
      const answer = await ask({ act: "prove", claim, secret, cacheFolder }, signal);
      if ("proof" in answer) return answer.proof;
      throw "refused" in answer ? new DecisionProofError(answer.refused.code, answer.refused.message) : new DecisionProofError("prover-failed", "The proving process gave another answer than a proof");
    },
    check: (claim, proof, signal) => checkDecision(claim, proof, { cacheFolder, ...(signal ? { signal } : {}) }),
  };
}

/**
 * Whether a proof shows a claim; both may be attacker-controlled. In a process of its own, in seconds; the first time with a
 * folder it takes half a minute of one processor. Nobody else may be able to write to the folder.
 */
export async function checkDecision(claim: DecisionClaim, proof: DecisionProof, { cacheFolder, signal }: { readonly cacheFolder: string; readonly signal?: AbortSignal }): Promise<boolean> {
  const answer = await ask({ act: "check", claim, proof, cacheFolder }, signal);
  if ("holds" in answer) return answer.holds;
  throw new DecisionProofError("prover-failed", "The checking process gave another answer than yes or no");
}

async function ask(task: ProofTask, signal?: AbortSignal): Promise<ProofAnswer> {
  const bounds = AbortSignal.any([AbortSignal.timeout(LONGEST_MS), ...(signal ? [signal] : [])]);
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, join(import.meta.dirname, "proof-process.ts")], {
    // Nothing of this process's environment: it may hold secrets that a proof has no use for.
    env: {}, stdio: ["pipe", "pipe", "pipe"], signal: bounds, killSignal: "SIGKILL",
  });
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const watch = setInterval(() => void endWhenTooLarge(child.pid, endWithUs), LOOK_MS);
  try {
    // Whoever waits for a proof waits minutes; other work goes first, but not so far that a busy machine never proves.
    if (child.pid !== undefined && task.act === "prove") giveWay(child.pid, NICENESS);
    // A process that ended early takes no task any more; its end says why.
    child.stdin.on("error", () => undefined).end(JSON.stringify(task));
    const [said, complaint] = [collect(child.stdout, MOST_ANSWER_BYTES), collect(child.stderr, 2_000)];
    const ended = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, killedBy) => resolve(code === 0 ? "" : `${killedBy ?? `code ${code}`}: ${complaint.text()}`));
    }).catch((cause: unknown) => {
      throw new DecisionProofError("prover-failed", "The proving process was ended or could not be started", { cause });
    });
    if (ended !== "") throw new DecisionProofError("prover-failed", `The proving process ended by ${ended}`);
    return JSON.parse(said.text()) as ProofAnswer;
  } finally {
    clearInterval(watch);
    process.off("exit", endWithUs);
  }
}

function collect(stream: NodeJS.ReadableStream, most: number): { text(): string } {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    if (text.length < most) text += chunk;
  });
  return { text: () => text.slice(0, most) };
}

/** Where the system tells what a process holds (Linux); elsewhere the bound is the heap's alone. */
async function endWhenTooLarge(pid: number | undefined, end: () => void): Promise<void> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (Number(resident ?? 0) * 1024 > MOST_MEMORY_BYTES) end();
}
