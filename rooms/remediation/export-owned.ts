import { listMaintainedCaseIds } from "#rooms/coordination";
import type { Services } from "#rooms/platform";
import { listOwnedPatches, listVerificationsOf, type OwnedPatch } from "./remediation-export.store.ts";

/**
 * The patches that an organisation's people wrote, and what the sandbox said of them. A coordinator's diff and its trials
 * show a weakness that is open to those assigned to it alone, so that they stay out of the clearinghouse's own file.
 */
export async function exportOwned(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  const { db, keys } = services;
  const owned = await listOwnedPatches(db, organisationId, await listMaintainedCaseIds(db, organisationId));
  const patches: object[] = [];
  for (const row of owned) patches.push(await describePatch(services, row));
  const shown = owned.filter(({ authorParty }) => authorParty !== "coordinator").map(({ id }) => id);
  return {
    patches,
    verifications: (await listVerificationsOf(db, shown)).map(({ id, sealed, ...row }) => ({
      ...row, reason: (JSON.parse(keys.open("patch-verification", id, sealed).toString("utf8")) as { readonly reason: string }).reason,
    })),
  };
}

async function describePatch({ artefacts, keys }: Services, { sealedWithdrawal, ...row }: OwnedPatch): Promise<object> {
  return {
    ...row,
    diff: row.authorParty === "coordinator" ? null : (await artefacts.get(row.digest)).toString("utf8"),
    withdrawalReason: sealedWithdrawal === null ? null : keys.open("patch-withdrawal", row.id, sealedWithdrawal).toString("utf8"),
  };
}
