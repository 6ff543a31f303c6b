import { DETERMINATION_SCHEMA, verifyDeterminationBundle, type Authority, type ConsistencyStep, type DeterminationBundle, type DeterminationVerdict, type Envelope, type Receipt } from "#engines/ledger";
import { checkpointSize, getReceipt, proveConsistency, sealLedger } from "#rooms/audit";
import type { Services } from "#rooms/platform";
import type { SealingRow, StandardRow } from "./determination.store.ts";
import type { ProofRow } from "./proof.store.ts";
import type { Signer } from "./signers.ts";

export interface BundleParts {
  readonly envelope: Envelope;
  readonly signer: Signer;
  readonly standard: StandardRow;
  readonly sealing: SealingRow;
  /** As it was verified when it came in. */
  readonly proof?: ProofRow | undefined;
}

/** Puts a signed determination and its receipts together, and checks the whole as its developer will. */
export async function composeBundle(services: Services, { envelope, signer, standard, sealing, proof }: BundleParts): Promise<{ readonly bundle: DeterminationBundle; readonly verdict: DeterminationVerdict }> {
  const { verifierKey } = await sealLedger(services);
  const standardReceipt = await getReceipt(services, standard.entry_id);
  const resultsReceipt = await getReceipt(services, sealing.entry_id);
  const keyReceipt = await getReceipt(services, signer.directorKey.entry_id);
  const authority = await gatherAuthority(services, signer);
  const bundle: DeterminationBundle = {
    schema: DETERMINATION_SCHEMA,
    determination: envelope,
    standardReceipt,
    resultsReceipt,
    directorKey: { keyId: signer.directorKey.key_id, publicKey: signer.directorKey.public_key },
    keyReceipt,
    consistency: await proveOneLog(services, [standardReceipt, resultsReceipt, keyReceipt, ...receiptsOf(authority)]),
    ...(authority ? { authority } : {}),
    ...(proof ? { decisionProof: { circuit: proof.circuit, proof: proof.proof } } : {}),
  };
  return { bundle, verdict: verifyDeterminationBundle(bundle, { trustedVerifierKeys: [verifierKey] }) };
}

/** How the signing key came to be the one; nothing where it is the first Director's own. */
async function gatherAuthority(services: Services, { keys, delegation }: Signer): Promise<Authority | undefined> {
  if (keys.length === 1 && !delegation) return undefined;
  const keyHistory: Authority["keyHistory"][number][] = [];
  for (const [place, { key_id: keyId, public_key: publicKey, entry_id }] of keys.slice(0, -1).entries()) {
    keyHistory.push({ keyId, publicKey, receipt: await getReceipt(services, entry_id), handover: keys[place + 1]?.handover ?? null });
  }
  if (!delegation) return { keyHistory, delegation: null };
  const { statement, entry_id, end_statement, end_entry_id } = delegation;
  const end = end_statement && end_entry_id ? { statement: end_statement, receipt: await getReceipt(services, end_entry_id) } : null;
  return { keyHistory, delegation: { statement, receipt: await getReceipt(services, entry_id), end } };
}

function receiptsOf(authority: Authority | undefined): readonly Receipt[] {
  const delegation = authority?.delegation;
  return [...(authority?.keyHistory ?? []).map(({ receipt }) => receipt), ...(delegation ? [delegation.receipt] : []), ...(delegation?.end ? [delegation.end.receipt] : [])];
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
