import { signStatement } from "#engines/ledger";
import { appendEntry } from "#rooms/audit";
import { SYSTEM_ACTOR, type Services, type Transaction } from "#rooms/platform";
import { RemediationRefusal } from "./remediation.errors.ts";
import { maySign } from "./remediation.rules.ts";
import { listAttempts, lockPatch, updateSigned, type PatchRow } from "./remediation.store.ts";
import { useSigningKey } from "./signing-keys.ts";

export const PATCH_PAYLOAD_TYPE = "application/vnd.breakwater.patch+json";

/** Signs a patch as soon as it is verified and somebody else than its author stands behind it; otherwise does nothing. */
export async function signWhenReady(services: Services, tx: Transaction, patchId: string): Promise<void> {
  const row = await lockPatch(tx, patchId);
  if (row && (await askSignature(tx, row)) === "may") await signPatch(services, tx, row);
}

/**
 * Signs the patch's digest and what is known of it as a DSSE statement.
 * @throws a refusal for anything not both verified and confirmed (INV-18)
 */
export async function signPatch(services: Services, tx: Transaction, row: PatchRow): Promise<void> {
  const answer = await askSignature(tx, row);
  if (answer === "not-verified") throw new RemediationRefusal("not-verified", `Patch ${row.id} is ${row.state}: only a patch that was verified in the sandbox is signed.`);
  if (answer === "not-confirmed") throw new RemediationRefusal("not-confirmed", `Nobody besides its author stands behind patch ${row.id} yet.`);
  const at = services.clock();
  const { keyId, privateKeyPem } = await useSigningKey(services, tx);
  const payload = {
    schema: "breakwater-patch/1",
    patchId: row.id,
    caseId: row.case_id,
    sha256: row.digest,
    author: { party: row.author_party, name: row.author_name },
    aiGenerated: row.ai_generated,
    model: row.model,
    // Only one that the sandbox saw fail before the patch and pass with it.
    regressionTest: row.regression_holds === true ? { path: row.regression_path, sha256: row.regression_digest } : null,
    confirmedAt: row.confirmed_at,
    signedAt: at.toISOString(),
  };
  await updateSigned(tx, row.id, { keyId, envelope: signStatement({ payloadType: PATCH_PAYLOAD_TYPE, payload }, privateKeyPem), at });
  await appendEntry(services, tx, { kind: "remediation.patch-signed", subject: row.id, by: SYSTEM_ACTOR, data: { digest: row.digest, keyId } });
}

async function askSignature(tx: Transaction, row: PatchRow) {
  const verdicts = (await listAttempts(tx, row.id)).map(({ verdict }) => verdict);
  return maySign({ state: row.state, verdicts, confirmed: row.confirmed_at !== null });
}
