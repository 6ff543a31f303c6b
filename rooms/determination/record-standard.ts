import type { FromEnclave } from "#contracts/exchange";
import { DETERMINATION_ENTRY_KINDS } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { findStandard, findStandardByName, insertStandard } from "./determination.store.ts";
import type { TakenIn } from "./determination.types.ts";
import { findLine } from "./proof.store.ts";

/** Writes down which standard the enclave has fixed. One version has one commitment: a second one is refused, and shows. */
export async function recordStandard(services: Services, tx: Transaction, bundle: Extract<FromEnclave, { kind: "standard-committed" }>): Promise<TakenIn> {
  const { standardId, version, commitment } = bundle;
  if ((await findStandardByName(tx, standardId, version)) || (await findStandard(tx, commitment))) return "standard-already-fixed";
  const place = await placeInLine(tx, bundle);
  if (typeof place === "string") return place;
  const entryId = await appendEntry(services, tx, { kind: DETERMINATION_ENTRY_KINDS.standardCommitted, subject: standardId, by: SYSTEM_ACTOR, data: { id: standardId, version, commitment, ...place, ...(place.sequence === undefined ? {} : { committedAt: bundle.committedAt }) } });
  const { ruleCommitment = null, sequence = null, supersedes = null } = place;
  await insertStandard(tx, { commitment, standardId, version, set: bundle.benchmarkSet, committedAt: bundle.committedAt, at: services.clock(), entryId, ruleCommitment, sequence, supersedes });
  return "imported";
}

type Committed = Extract<FromEnclave, { kind: "standard-committed" }>;

/** One line of standards, so that one is active at a time: each names its place and the one whose place it takes. */
async function placeInLine(tx: Transaction, { ruleCommitment, sequence, supersedes }: Committed): Promise<TakenIn | Pick<Committed, "ruleCommitment" | "sequence" | "supersedes">> {
  const { count, begun, newest } = await findLine(tx);
  if (ruleCommitment === undefined && sequence === undefined && supersedes === undefined) return begun ? "standard-out-of-line" : {};
  if (ruleCommitment === undefined || sequence === undefined || supersedes === undefined) return "standard-out-of-line";
  // The ones before it may come in the same look.
  if (sequence > count + 1) return "waiting";
  return sequence === count + 1 && supersedes === newest ? { ruleCommitment, sequence, supersedes } : "standard-out-of-line";
}
