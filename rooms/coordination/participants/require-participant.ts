import { notFound, type Queryable } from "#rooms/platform";
import { findParticipant, type ParticipantRow } from "../case/case.store.ts";

/** Somebody who takes part in this very case; of another one they look absent. */
export async function requireParticipant(db: Queryable, { caseId, participantId }: { readonly caseId: string; readonly participantId: string }): Promise<ParticipantRow> {
  const participant = await findParticipant(db, participantId);
  if (participant?.case_id !== caseId) throw notFound();
  return participant;
}
