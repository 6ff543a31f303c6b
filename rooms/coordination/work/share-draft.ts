import type { z } from "zod";
import type { draftList, writeDraft as writeDraftBody } from "#contracts/cases";
import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { acknowledgeDraft, findLastDraft, insertDraft, listDrafts, listShares, type DraftRow } from "./case-work.store.ts";
import { mailParticipant } from "../mail/mail-participant.ts";
import { requireParticipant } from "../participants/require-participant.ts";
import { requireOpenCase } from "./threads.ts";

export interface WriteDraft extends z.infer<typeof writeDraftBody> {
  readonly actor: Actor;
  readonly caseId: string;
}

/** A draft of an advisory, or its next version, for the participants named; earlier versions stay as they were shared. */
export async function writeDraft(services: Services, { actor, caseId, draftId, title, text, participantIds }: WriteDraft): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await requireOpenCase(tx, caseId);
    const last = draftId === undefined ? undefined : await findLastDraft(tx, draftId);
    if (draftId !== undefined && last?.case_id !== caseId) throw notFound();
    const id = draftId ?? newId("draft");
    const version = (last?.version ?? 0) + 1;
    const sharedWith = [...new Set(participantIds)];
    const participants = await Promise.all(sharedWith.map((participantId) => requireParticipant(tx, { caseId, participantId })));
    await insertDraft(tx, { id, version, caseId, personId: actor.personId, sealed: services.keys.seal("case-draft", `${id}.${version}`, JSON.stringify({ title, text })), at: services.clock(), sharedWith });
    await appendEntry(services, tx, { kind: "coordination.draft-shared", subject: caseId, by: actor, data: { draftId: id, version, participants: sharedWith.length } });
    for (const participant of participants) await mailParticipant(services, tx, { participant, kind: "coordination.participant-draft" });
  });
}

/** A participant's word that they have read this version. */
export async function acknowledge(services: Services, tx: Transaction, { caseId, participantId, draftId, version, by }: { readonly caseId: string; readonly participantId: string; readonly draftId: string; readonly version: number; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  if ((await acknowledgeDraft(tx, { draftId, version, participantId, at: services.clock() })) === 0) throw notFound();
  await appendEntry(services, tx, { kind: "coordination.draft-acknowledged", subject: caseId, by, data: { draftId, version, participantId } });
}

export function openDraft(services: Services, { id, version, sealed }: Pick<DraftRow, "id" | "version" | "sealed">): { readonly title: string; readonly text: string } {
  return JSON.parse(services.keys.open("case-draft", `${id}.${version}`, sealed).toString("utf8")) as { title: string; text: string };
}

export async function showDrafts(services: Services, caseId: string): Promise<z.infer<typeof draftList>> {
  const rows = await listDrafts(services.db, caseId);
  const shares = await listShares(services.db, [...new Set(rows.map(({ id }) => id))]);
  const drafts = rows.map(async (row) => ({
    id: row.id, version: row.version, content: openDraft(services, row), byName: (await findPersonCard(services.db, row.person_id))?.name ?? "", at: row.at,
    shares: shares.filter(({ draft_id, version }) => draft_id === row.id && version === row.version).map(({ participant_id, acknowledged_at }) => ({ participantId: participant_id, acknowledgedAt: acknowledged_at })),
  }));
  return { drafts: await Promise.all(drafts) };
}
