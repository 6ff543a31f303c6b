import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Services } from "#rooms/platform";
import { isMilestoneParagraph } from "../milestones/milestone.rules.ts";
import { stateMilestones } from "../milestones/state-milestones.ts";
import { ObligationsRefusal } from "../obligations.errors.ts";
import { findEvidence, insertRetraction } from "./evidence.store.ts";

/**
 * Strikes evidence that was found wrong: it stays to be seen, with the reason, and counts no more. Whoever recorded it does not
 * strike it (the policies hold this, and the database once more). What was struck by mistake is recorded anew.
 */
export async function strikeEvidence(services: Services, { actor, id, reason }: { readonly actor: Actor; readonly id: string; readonly reason: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await findEvidence(tx, id);
    if (!row) throw notFound();
    const struck = await insertRetraction(tx, { evidenceId: id, reason, by: actor.personId, at: services.clock() });
    if (struck === 0) throw new ObligationsRefusal("already-struck", "This evidence is struck already, with the reason beside it.");
    await appendEntry(services, tx, { kind: "obligations.evidence-struck", subject: id, by: actor, data: { paragraph: row.paragraph, kind: row.kind, digest: row.digest } });
    if (isMilestoneParagraph(row.paragraph)) await services.jobs.enqueue(tx, stateMilestones, {});
  });
}
