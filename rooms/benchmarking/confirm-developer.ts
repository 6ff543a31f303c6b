import type { DeveloperClaim } from "#contracts/benchmarking";
import type { ToEnclave } from "#contracts/exchange";
import { appendEntry } from "#rooms/audit";
import { notFound, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { BenchmarkingRefusal } from "./benchmarking.errors.ts";
import { findRequest, lockRequest } from "./benchmarking.store.ts";
import { insertDeveloperClaim, listDeveloperClaims, lockDeveloperClaim, saveFirstWord, saveSecondWord, type DeveloperClaimRow } from "./claims.store.ts";
import { sendBundle } from "./guard.ts";
import { openModelAddress, openRecord, sealRecord } from "./sealed-records.ts";
import { maySignNow } from "./signing-authority.ts";
import { tellAll } from "./tell-all.ts";

/*
 * A developer says that the model of a determination which was begun here is its own. That it registered the digest proves
 * nothing, so two people say whether it is so, one of them the Director or a delegate; only then is it shown to that
 * developer. What nobody confirms goes back to nobody: the claimant does not learn that there was something to claim.
 */

type Claim = Pick<Extract<ToEnclave, { kind: "developer-claimed" }>, "organisationName" | "claimedAt">;

interface Word {
  readonly by: string;
  readonly asDirector: boolean;
}

const recordId = (id: string, requestId: string): string => `${id} ${requestId}`;

/** Keeps a claim for the analyst; one about what a developer asked for itself says nothing. */
export async function receiveClaim(services: Services, tx: Transaction, bundle: Extract<ToEnclave, { kind: "developer-claimed" }>): Promise<void> {
  const { claimId, requestId, organisationName, claimedAt } = bundle;
  const request = await findRequest(tx, requestId);
  if (!request || openModelAddress(services, request).origin !== "initiated") return;
  const claim: Claim = { organisationName, claimedAt };
  if ((await insertDeveloperClaim(tx, { id: claimId, requestId, sealedClaim: sealRecord(services, "claim", recordId(claimId, requestId), claim) })) === 0) return;
  await appendEntry(services, tx, { kind: "benchmarking.developer-claimed", subject: requestId, by: SYSTEM_ACTOR, data: { claimId } });
  for (const role of ["benchmark-analyst", "nsa-director"] as const) await tellAll(services, tx, { role, kind: "benchmarking.developer-claimed", requestId });
}

/** One person's word that the claim is so; with the second one the developer is told. */
export async function confirmDeveloper(services: Services, { actor, requestId, claimId }: { readonly actor: Actor; readonly requestId: string; readonly claimId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if (!(await lockRequest(tx, requestId))) throw notFound();
    const row = await lockDeveloperClaim(tx, claimId, requestId);
    if (!row) throw notFound();
    const others = await listDeveloperClaims(tx, requestId);
    if (others.some(({ sealed_second_word }) => sealed_second_word !== null)) throw new BenchmarkingRefusal("wrong-state", "Whose model this is was confirmed already.");
    const first = openWord(services, row);
    const word: Word = { by: actor.personId, asDirector: await maySignNow(services, tx, actor) };
    const sealedWord = sealRecord(services, "claim-word", recordId(claimId, requestId), word);
    await appendEntry(services, tx, { kind: "benchmarking.developer-confirmed", subject: requestId, by: actor, data: { claimId, word: first ? "second" : "first" } });
    if (!first) return saveFirstWord(tx, { id: claimId, requestId, sealedWord });
    if (first.by === actor.personId) throw new BenchmarkingRefusal("same-person", "You gave the first word; another person gives the second.");
    if (!first.asDirector && !word.asDirector) throw new BenchmarkingRefusal("not-appointed", "One of the two words is the Director's or a delegate's.");
    await saveSecondWord(tx, { id: claimId, requestId, sealedWord });
    await sendBundle(services, tx, `developer-${claimId}-${requestId}.json`, { kind: "developer-confirmed", claimId, requestId, at: services.clock().toISOString() });
  });
}

export async function showClaims(services: Services, actor: Actor, requestId: string): Promise<DeveloperClaim[]> {
  const rows = await listDeveloperClaims(services.db, requestId);
  const isSettled = rows.some(({ sealed_second_word }) => sealed_second_word !== null);
  return rows.map((row) => {
    const { organisationName, claimedAt } = openRecord(services, "claim", recordId(row.id, row.request_id), row.sealed_claim) as Claim;
    const words = row.sealed_second_word !== null ? 2 : row.sealed_first_word !== null ? 1 : 0;
    return { id: row.id, organisationName, claimedAt, words, mayConfirm: !isSettled && openWord(services, row)?.by !== actor.personId };
  });
}

function openWord(services: Services, row: DeveloperClaimRow): Word | undefined {
  return row.sealed_first_word === null ? undefined : (openRecord(services, "claim-word", recordId(row.id, row.request_id), row.sealed_first_word) as Word);
}
