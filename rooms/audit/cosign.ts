import { checkCosignatures, LedgerRefusal, parseWitnessKey } from "#engines/ledger";
import { notFound, PlatformRefusal, type Actor, type Services } from "#rooms/platform";
import { appendEntry } from "./append-entry.ts";
import { findPublishedNote, insertCosignature, insertWitness, listNewestCosignatures, listWitnesses } from "./heads.store.ts";

/** From now on this witness's cosignatures are kept with the heads, and so in everybody's receipts. */
export async function nameWitness(services: Services, { actor, verifierKey }: { readonly actor: Actor; readonly verifierKey: string }): Promise<{ readonly name: string; readonly verifierKey: string }> {
  const { name, keyId } = orRefuse("verifierKey", () => parseWitnessKey(verifierKey));
  await services.db.inTransaction(async (tx) => {
    if ((await insertWitness(tx, { verifierKey, name, at: services.clock() })) === 0) throw new PlatformRefusal("conflict", "verifierKey: this witness is named already", { field: "verifierKey" });
    await appendEntry(services, tx, { kind: "audit.witness-named", subject: keyId, by: actor, data: { keyId } });
  });
  return { name, verifierKey };
}

export async function showWitnesses(services: Services) {
  const house = services.db.asSystem("how a witness answered is public, though its address is not");
  return { witnesses: (await listWitnesses(house)).map((row) => ({ name: row.name, verifierKey: row.verifier_key, namedAt: row.named_at, pushed: row.outcome === null || row.pushed_size === null ? null : { size: row.pushed_size, outcome: row.outcome } })) };
}

/** The newest head that each witness has cosigned, and when; null where none is kept. */
export async function listWitnessStandings(services: Services): Promise<readonly { readonly name: string; readonly cosignedSize: number | null; readonly cosignedAt: string | null }[]> {
  return (await listNewestCosignatures(services.db)).map(({ name, size, at }) => ({ name, cosignedSize: size, cosignedAt: at }));
}

/**
 * Keeps what a witness signed of a head that the public was shown. Anybody may bring it: it is the signature that counts.
 * No act, and so no entry: a cosignature that made the log grow would call for the next one.
 */
export async function takeCosignature(services: Services, { size, lines }: { readonly size: number; readonly lines: readonly string[] }): Promise<{ readonly taken: number }> {
  const head = await findPublishedNote(services.db, size);
  if (!head) throw notFound();
  const witnesses = (await listWitnesses(services.db)).map((row) => row.verifier_key);
  const checked = orRefuse("lines", () => checkCosignatures(head.note, lines, witnesses));
  const taken = await services.db.inTransaction(async (tx) => {
    let count = 0;
    for (const { verifier, line } of checked) count += await insertCosignature(tx, { size, verifierKey: verifier.verifierKey, line, at: services.clock() });
    return count;
  });
  return { taken };
}

function orRefuse<Result>(field: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof LedgerRefusal) throw new PlatformRefusal("invalid-input", `${field}: ${error.message}`, { field, cause: error });
    throw error;
  }
}
