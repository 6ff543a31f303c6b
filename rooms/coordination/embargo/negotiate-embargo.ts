import type { z } from "zod";
import type { embargoDetail } from "#contracts/cases";
import { newId, notFound, type Actor, type Services } from "#rooms/platform";
import { appendEntry } from "#rooms/audit";
import { standingParticipants, type CaseEvent } from "../case/case.rules.ts";
import { findFirstOffer, findSituation, listParticipants } from "../case/case.store.ts";
import { consentOf } from "./consent.rules.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { findCase, findProject, listRegister, lockCase } from "../coordination.store.ts";
import { findDetailHold } from "./embargo-policy.ts";
import { getPolicyOf } from "./embargo-policy.store.ts";
import { findActive } from "./embargo.rules.ts";
import { getEmbargo } from "./keep-embargo.ts";
import { mailParticipant } from "../mail/mail-participant.ts";
import { moveCase, toLatestEnd } from "../case/move-case.ts";
import { fileMessage } from "../maintainer/write-message.ts";

/*
 * What the case's owner, its coordinators, do with its embargo: offer another end, put an offer in force or take it back, end
 * it for all. Nobody else ends it for anybody but themselves.
 */
interface OnCase {
  readonly actor: Actor;
  readonly caseId: string;
}

/** Offers an embargo with this end, as a revision where one is in force. Everybody who was told is asked. */
export async function offerEmbargo(services: Services, { actor, caseId, endsAt }: OnCase & { readonly endsAt: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockCase(tx, caseId);
    const situation = await findSituation(tx, caseId);
    if (!situation) throw notFound();
    const embargo = newId("emb");
    const { finder, coordinator } = standingParticipants(caseId);
    const asked = situation.participants.filter(({ id, rm, hasLeft }) => rm !== "START" && !hasLeft && id !== finder && id !== coordinator);
    const normal = new Date(endsAt).toISOString();
    const events: readonly CaseEvent[] = [
      { on: "propose", embargo, endsAt: normal, replaces: findActive(situation.register)?.id ?? null },
      ...[coordinator, finder].map((participant) => ({ on: "agree", participant, embargo }) as const),
      ...asked.map(({ id }) => ({ on: "invite", participant: id, embargo }) as const),
    ];
    await moveCase(services, tx, { caseId, by: actor, kind: "coordination.embargo-proposed", events, data: { embargoId: embargo, endsAt: normal }, refuseAs: { code: "case-rule-broken", field: "endsAt" } });
    const told = new Set(asked.map(({ id }) => id));
    for (const participant of await listParticipants(tx, caseId)) if (told.has(participant.id)) await mailParticipant(services, tx, { participant, kind: "coordination.participant-invited", params: { endsAt: normal } });
  });
}

/** Puts an offer in force, or takes it back. A later end asks again those who had not agreed to it: until then they are not bound. */
export async function decideEmbargo(services: Services, { actor, caseId, embargoId, decision }: OnCase & { readonly embargoId: string; readonly decision: "activate" | "reject" }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    await lockCase(tx, caseId);
    const situation = await findSituation(tx, caseId);
    if (!situation) throw notFound();
    const entry = situation.register.find(({ id }) => id === embargoId);
    if (!entry) throw notFound();
    const { coordinator } = standingParticipants(caseId);
    const agreed = consentOf(situation.consents, coordinator, embargoId) === "AGREED";
    const events: readonly CaseEvent[] = decision === "reject" ? [{ on: "reject", embargo: embargoId }] : [...(agreed ? [] : [{ on: "agree", participant: coordinator, embargo: embargoId } as const]), { on: "activate", embargo: embargoId }];
    await moveCase(services, tx, { caseId, by: actor, kind: decision === "activate" ? "coordination.embargo-begun" : "coordination.embargo-rejected", events, data: { embargoId, endsAt: entry.endsAt }, refuseAs: { code: "case-rule-broken", field: "embargoId" } });
  });
}

/** Ends the embargo for all, before its end; with the reason in the case's thread. */
export async function endEmbargoEarly(services: Services, { actor, caseId, reason }: OnCase & { readonly reason: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, caseId);
    if (!row) throw notFound();
    const active = findActive(await listRegister(tx, caseId));
    if (!active) throw new CoordinationRefusal("nothing-on-offer", "There is no embargo in force to end.");
    await moveCase(services, tx, { caseId, by: actor, kind: "coordination.embargo-ended", events: [{ on: "terminate", reason: "ended-by-coordinator" }], data: { embargoId: active.id, reason: "ended-by-coordinator", endsAt: active.endsAt } });
    await fileMessage(services, tx, { caseId, from: "coordinator", channel: "page", sender: actor.personId, text: reason });
    await appendEntry(services, tx, { kind: "coordination.message-filed", subject: caseId, by: actor, data: { from: "coordinator", channel: "page" } });
    for (const participant of await listParticipants(tx, caseId)) await mailParticipant(services, tx, { participant, kind: "coordination.participant-embargo-ended" });
  });
}

export async function showEmbargo(services: Services, caseId: string): Promise<z.infer<typeof embargoDetail>> {
  const { db } = services;
  const row = await findCase(db, caseId);
  if (!row || !(await findProject(db, row.project_id))) throw notFound();
  const policy = await getPolicyOf(db, caseId);
  const first = await findFirstOffer(db, caseId);
  return {
    embargo: await getEmbargo(services, db, caseId),
    register: await listRegister(db, caseId),
    policy,
    latestEnd: first === undefined ? null : toLatestEnd(first, policy),
    mayPublishDetailAt: findDetailHold({ fixReadyAt: row.fix_ready_at, exploitPublic: row.flags.exploitPublic, policy }),
  };
}
