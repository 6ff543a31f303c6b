import { DETERMINATION_SCHEMA, verifyDeterminationBundle, type ConsistencyStep, type DeterminationBundle, type DeterminationVerdict, type Envelope, type Receipt } from "#engines/ledger";
import { checkpointSize, getReceipt, proveConsistency, sealLedger } from "#rooms/audit";
import type { Services } from "#rooms/platform";
import type { EnclaveRow, SealingRow, StandardRow } from "./determination.store.ts";

export interface BundleParts {
  readonly envelope: Envelope;
  readonly enclave: EnclaveRow;
  readonly standard: StandardRow;
  readonly sealing: SealingRow;
}

/** Puts a signed determination and its three receipts together, and checks the whole as its developer will. */
export async function composeBundle(services: Services, { envelope, enclave, standard, sealing }: BundleParts): Promise<{ readonly bundle: DeterminationBundle; readonly verdict: DeterminationVerdict }> {
  const { verifierKey } = await sealLedger(services);
  const standardReceipt = await getReceipt(services, standard.entry_id);
  const resultsReceipt = await getReceipt(services, sealing.entry_id);
  const keyReceipt = await getReceipt(services, enclave.key_entry_id);
  const bundle: DeterminationBundle = {
    schema: DETERMINATION_SCHEMA,
    determination: envelope,
    standardReceipt,
    resultsReceipt,
    directorKey: { keyId: enclave.director_key_id, publicKey: enclave.director_key },
    keyReceipt,
    consistency: await proveOneLog(services, [standardReceipt, resultsReceipt, keyReceipt]),
  };
  return { bundle, verdict: verifyDeterminationBundle(bundle, { trustedVerifierKeys: [verifierKey] }) };
}

/** The log may grow between two receipts, so their checkpoints may differ. */
async function proveOneLog(services: Services, receipts: readonly Receipt[]): Promise<readonly ConsistencyStep[]> {
  const sizes = [...new Set(receipts.map((receipt) => checkpointSize(services, receipt.checkpoint)))].toSorted((a, b) => a - b);
  const steps: ConsistencyStep[] = [];
  for (const [place, secondSize] of sizes.entries()) {
    const firstSize = sizes[place - 1];
    if (firstSize !== undefined) steps.push({ firstSize, secondSize, proof: await proveConsistency(services, firstSize, secondSize) });
  }
  return steps;
}
