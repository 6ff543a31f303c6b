import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { FindingsRefusal } from "../findings.errors.ts";
import { judgeValidator } from "../findings.rules.ts";
import { findFinding, findLastRun, insertValidation, updateRejection } from "../findings.store.ts";
import { restoreSubsumed } from "../duplicates/link-findings.ts";
import { moveFinding, requireFinding, requireStep } from "../move-finding.ts";
import { freeFinding } from "../reproduction/reproduction-queue.ts";
import { openRun, openSummary, sealReason } from "../sealed-records.ts";
import { tellAssigned, tellFinder } from "../tell-people.ts";

export { requireFinding, requireStep };

export interface ValidateFinding {
  readonly actor: Actor;
  readonly findingId: string;
  readonly decision: "validated" | "rejected";
  readonly reason: string;
  readonly assistedByModel: string | null;
}

/** A person's decision on the evidence. Without it nothing goes to a vendor (INV-12). */
export async function validateFinding(services: Services, { actor, findingId, decision, reason, assistedByModel }: ValidateFinding): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireFinding(tx, findingId);
    const { provenance } = openSummary(services, row);
    const answer = judgeValidator({ validator: actor, assistedByModel, finder: { personId: row.person_id, organisationId: row.organisation_id, model: provenance.model } });
    if (answer === "own-finding") throw new FindingsRefusal("own-finding", "A finding is validated by somebody of another organisation than its finder's.");
    if (answer === "same-model") throw new FindingsRefusal("same-model", "assistedByModel: the model that found it cannot help to validate it; decide without it or with another.", { field: "assistedByModel" });
    const step = decision === "validated" ? "validate" : "reject";
    requireStep(row, step);
    if (decision === "validated") await requireVendorNotice(services, tx, findingId);

    const id = newId("val");
    await insertValidation(tx, { id, findingId, decision, sealedReason: sealReason(services, id, reason), personId: actor.personId, organisationId: actor.organisationId, assistedByModel, at: services.clock() });
    await moveFinding(services, tx, row, { step }, { by: actor, data: { validationId: id } });
    if (decision === "rejected") {
      await updateRejection(tx, findingId, { cause: "person", sealed: sealReason(services, findingId, reason) });
      await restoreSubsumed(services, tx, findingId);
      await tellFinder(services, tx, row, "findings.rejected");
      return;
    }
    await tellFinder(services, tx, row, "findings.confirmed");
    await tellAssigned(services, tx, { findingId, role: "analyst", kind: "findings.validated" });
  });
}

/** What shows only that a harness misuses the project gives its maintainer nothing to mend, whoever holds it for real. */
async function requireVendorNotice(services: Services, tx: Transaction, findingId: string): Promise<void> {
  const run = await findLastRun(tx, findingId);
  const notice = run && openRun(services, run).vendorNotice;
  if (notice && !notice.allowed && run.outcome === "reproduced") throw new FindingsRefusal("no-vendor-notice", `decision: this goes to no maintainer: ${notice.reason}. Reject it with that reason; a bundle that shows it in the project's own code can take it up again.`, { field: "decision" });
}

/** Runs a reproduction again that was halted because the sandbox did not hold; what waits behind it goes on too. */
export async function runAgain(services: Services, { actor, findingId }: { readonly actor: Actor; readonly findingId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    // Not locked: the job that this asks for looks again and is safe to run twice.
    const row = await findFinding(tx, findingId);
    if (!row) throw notFound();
    requireStep(row, "begin-reproduction");
    await appendEntry(services, tx, { kind: "findings.reproduction-asked-again", subject: findingId, by: actor, data: {}, visibleTo: [row.organisation_id] });
    await freeFinding(services, tx, findingId);
  });
}
