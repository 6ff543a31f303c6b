import { judgeWitnessReply, MAX_ANSWER_BYTES, writeAddCheckpoint, type PushVerdict } from "#engines/ledger";
import { job, notify, OutboundError, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { findPublishedHead, insertCosignature } from "./heads.store.ts";
import { treeAt } from "./read-tree.ts";
import { findAddressed, listAddresses, saveOutcome, type AddressedWitness, type PushOutcome } from "./witness-addresses.store.ts";

/*
 * Each public head is pushed to every witness that has an address, by the protocol of c2sp.org/tlog-witness. A witness is
 * somebody else's: it may answer anything, slowly and without end. Of what it answers only signatures are kept, each checked
 * against this head and the keys that an administrator named; the rest is told, and the log goes on as if it had been silent.
 */

const LIMITS = { timeoutMs: 10_000, maxBytes: MAX_ANSWER_BYTES } as const;
const NAME = "audit.push-head";

/** One job for each witness with an address, in the transaction that makes a head public. */
export async function enqueuePushes(services: Services, tx: Transaction): Promise<void> {
  const house = tx.asSystem("a head goes to every witness, whoever asked for it first");
  for (const { name } of await listAddresses(house)) await enqueuePush(services, tx, name);
}

export function enqueuePush(services: Services, tx: Transaction, name: string): Promise<void> {
  return services.jobs.enqueue(tx, { name: NAME }, { name }, { singletonKey: name });
}

/** Thrown for the queue alone, which tries again. */
class WitnessUnavailable extends Error {
  override readonly name = "WitnessUnavailable";
}

export const pushHeadJob = job({
  name: NAME,
  payload: z.object({ name: z.string() }),
  expireInSeconds: 60,
  run: (services, { name }) => pushHead(services, name),
});

/**
 * Pushes the public head to this witness and keeps its cosignatures; nothing when it has cosigned it already, or has no address.
 * @throws WitnessUnavailable when it cannot answer now
 */
export async function pushHead(services: Services, name: string): Promise<void> {
  const witness = await findAddressed(services.db, name);
  const head = await findPublishedHead(services.db);
  if (!witness || !head || head.size === 0 || witness.cosigned_by_all >= head.size) return;
  const verdict = await ask(services, witness, head);
  await services.db.inTransaction(async (tx) => {
    const outcome: PushOutcome = verdict.outcome === "other-size" ? "false-answer" : verdict.outcome;
    const saved = await saveOutcome(tx, { name, url: witness.url, size: head.size, outcome });
    if (!saved) return;
    if (verdict.outcome === "cosigned") {
      for (const { verifierKey, line } of verdict.lines) await insertCosignature(tx, { size: head.size, verifierKey, line, at: services.clock() });
    } else if (isDoubtful(outcome)) {
      services.log.error("a witness's answer does not hold", { witness: name, outcome, size: head.size, problem: problemOf(verdict) });
      // Once, and again when it has answered well in between.
      if (saved.before !== outcome) await notify(services, tx, { to: { personId: witness.set_by }, kind: `audit.witness-${outcome}`, params: { name, size: head.size } });
    } else {
      services.log.warn("a witness did not cosign", { witness: name, outcome, size: head.size, problem: problemOf(verdict) });
    }
  });
  if (verdict.outcome === "unavailable") throw new WitnessUnavailable(`The witness ${name} ${verdict.problem.replace(/^it /, "")}`);
}

const isDoubtful = (outcome: PushOutcome): boolean => outcome === "ahead" || outcome === "disputed" || outcome === "false-answer";
const problemOf = (verdict: PushVerdict): string => ("problem" in verdict ? verdict.problem : "it names another size each time");

/** From the size that it cosigned last as far as is known here; if it knows better, once more from the size it names. */
async function ask(services: Services, witness: AddressedWitness, head: { readonly size: number; readonly note: string }): Promise<PushVerdict> {
  const first = await askFrom(services, { witness, head, oldSize: witness.cosigned_by_one });
  return first.outcome === "other-size" ? askFrom(services, { witness, head, oldSize: first.size }) : first;
}

interface Question {
  readonly witness: AddressedWitness;
  readonly head: { readonly size: number; readonly note: string };
  readonly oldSize: number;
}

async function askFrom(services: Services, { witness, head, oldSize }: Question): Promise<PushVerdict> {
  const proof = oldSize === 0 ? [] : await treeAt(services.db, head.size).consistencyProof(oldSize);
  const question = { oldSize, proof, checkpoint: head.note };
  try {
    const reply = await services.fetch(`${witness.url}/add-checkpoint`, { ...LIMITS, method: "POST", headers: { "content-type": "text/plain; charset=utf-8" }, body: writeAddCheckpoint(question) });
    const answer = { status: reply.status, mediaType: reply.headers.get("content-type") ?? "", body: await reply.text() };
    return judgeWitnessReply(answer, { question, witnessKeys: witness.verifier_keys });
  } catch (error) {
    return judgeFailure(error);
  }
}

function judgeFailure(error: unknown): PushVerdict {
  if (error instanceof OutboundError && error.code === "unreachable") return { outcome: "unavailable", problem: "it cannot be reached" };
  if (error instanceof OutboundError && error.code === "too-large") return { outcome: "false-answer", problem: "its answer does not end" };
  if (error instanceof OutboundError) return { outcome: "refused", problem: error.message };
  if (error instanceof Error && error.name === "TimeoutError") return { outcome: "unavailable", problem: `it did not answer within ${LIMITS.timeoutMs} ms` };
  throw error;
}
