import type { CaseFlags } from "#contracts/coordination";
import { getFindingFacts, listToTell } from "#rooms/findings";
import { newId, notify, SYSTEM_ACTOR, type Actor, type Job, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { z } from "zod";
import { standingParticipants, type CaseEvent } from "../case/case.rules.ts";
import { findConsent, findSituation } from "../case/case.store.ts";
import { consentOf } from "./consent.rules.ts";
import { findCase, listRegister, lockCase, type CaseRow } from "../coordination.store.ts";
import { getPolicyOf } from "./embargo-policy.store.ts";
import { chooseProposal, deriveEmbargo, findActive, isInForce, mayNegotiate, type EmbargoNow } from "./embargo.rules.ts";
import { DEADLINES, moveCase } from "../case/move-case.ts";

/*
 * The embargo of a case through its life. All its figures are the policy's (embargo-policy.ts), in the version that the case
 * began with.
 */
const DAY_MS = 86_400_000;

type By = Pick<Actor, "personId" | "organisationId">;

/** The embargo as it stands now. Ask again at every use: its end does not wait for a job. */
export async function getEmbargo(services: Services, db: Queryable, caseId: string): Promise<EmbargoNow> {
  return deriveEmbargo(await listRegister(db, caseId), services.clock().toISOString());
}

/** How long: shorter where it is known to be exploited already. */
async function findSpans(services: Services, db: Queryable, caseId: string): Promise<{ readonly days: number; readonly extensionDays: number }> {
  const policy = await getPolicyOf(db, caseId);
  const row = await findCase(db, caseId);
  const facts = row && (await getFindingFacts(services, db, row.finding_id));
  return facts?.priority?.inputs.inKev === true ? { days: policy.exploitedDays, extensionDays: policy.exploitedExtensionDays } : policy;
}

/**
 * Offers the policy's embargo to the project's maintainer, who is told now; none once it is public anyway. Finder and
 * coordinator are bound by it from the start: the one by the terms of submitting, the other as who offers it.
 */
export async function proposeEmbargo(services: Services, tx: Transaction, row: { readonly id: string; readonly flags: CaseFlags }): Promise<Date | undefined> {
  const { vendor, finder, coordinator } = standingParticipants(row.id);
  if (!mayNegotiate(row.flags)) return undefined;
  const { days } = await findSpans(services, tx, row.id);
  const endsAt = new Date(services.clock().getTime() + days * DAY_MS);
  const embargo = newId("emb");
  const events: readonly CaseEvent[] = [
    { on: "propose", embargo, endsAt: endsAt.toISOString(), replaces: null },
    ...[coordinator, finder].map((participant) => ({ on: "agree", participant, embargo }) as const),
    { on: "invite", participant: vendor, embargo },
  ];
  await moveCase(services, tx, { caseId: row.id, by: SYSTEM_ACTOR, kind: "coordination.embargo-proposed", events, data: { embargoId: embargo, endsAt: endsAt.toISOString() } });
  return endsAt;
}

/**
 * A participant's yes to what is on offer or in force. The first yes of somebody else than who offered it begins the embargo:
 * it counts from then to the end that was proposed. False when there is nothing left to agree to.
 */
export async function agreeToEmbargo(services: Services, tx: Transaction, { caseId, participant, by }: { readonly caseId: string; readonly participant: string; readonly by: By }): Promise<boolean> {
  const situation = await findSituation(tx, caseId);
  const now = services.clock().toISOString();
  if (!situation || !mayNegotiate(situation)) return false;
  const active = findActive(situation.register);
  if (active && active.endsAt > now) {
    if (consentOf(situation.consents, participant, active.id) !== "AGREED") await moveCase(services, tx, { caseId, by, kind: "coordination.embargo-agreed", events: [{ on: "agree", participant, embargo: active.id }], data: { embargoId: active.id } });
    return true;
  }
  const offered = active ? undefined : chooseProposal(situation.register, now);
  if (!offered) return false;
  await moveCase(services, tx, {
    caseId, by, kind: "coordination.embargo-begun",
    events: [{ on: "agree", participant, embargo: offered.id }, { on: "activate", embargo: offered.id }],
    data: { embargoId: offered.id, endsAt: offered.endsAt },
  });
  return true;
}

/** The same for the project's maintainer. */
export function acceptEmbargo(services: Services, tx: Transaction, { row, by }: { readonly row: Pick<CaseRow, "id">; readonly by: By }): Promise<boolean> {
  return agreeToEmbargo(services, tx, { caseId: row.id, participant: standingParticipants(row.id).vendor, by });
}

/** Moves the end out by the one extension there is; the caller has decided that it may. Whoever has not asked for it is asked anew. */
export async function extendEmbargo(services: Services, tx: Transaction, { row, by }: { readonly row: Pick<CaseRow, "id">; readonly by: By }): Promise<void> {
  const situation = await findSituation(tx, row.id);
  const active = situation && findActive(situation.register);
  if (!active) throw new Error(`Case ${row.id} has no active embargo to extend`);
  const { extensionDays } = await findSpans(services, tx, row.id);
  const endsAt = new Date(Date.parse(active.endsAt) + extensionDays * DAY_MS).toISOString();
  const embargo = newId("emb");
  const { vendor, finder, coordinator } = standingParticipants(row.id);
  const agreeing = [coordinator, finder, vendor];
  const others = situation.participants.filter(({ id, hasLeft }) => !hasLeft && !agreeing.includes(id) && consentOf(situation.consents, id, active.id) === "AGREED");
  const events: readonly CaseEvent[] = [
    { on: "propose", embargo, endsAt, replaces: active.id },
    ...agreeing.map((participant) => ({ on: "agree", participant, embargo }) as const),
    { on: "activate", embargo },
    ...others.map(({ id }) => ({ on: "invite", participant: id, embargo }) as const),
  ];
  await moveCase(services, tx, { caseId: row.id, by, kind: "coordination.embargo-extended", events, data: { embargoId: embargo, replaces: active.id, endsAt } });
}

const endPayload = z.object({ caseId: z.string(), embargoId: z.string() });

/** The end of an embargo, as a row in the queue. It finds nothing to do when the end was moved or came early. */
export const endEmbargo: Job<z.infer<typeof endPayload>> = {
  name: DEADLINES.embargoEnd.name,
  payload: endPayload,
  run: (services, { caseId, embargoId }) =>
    services.db.inTransaction(async (tx) => {
      const row = await lockCase(tx, caseId);
      if (!row) return;
      const entry = (await listRegister(tx, caseId)).find(({ id }) => id === embargoId);
      if (entry?.state !== "ACTIVE" || entry.endsAt > services.clock().toISOString()) return;
      await moveCase(services, tx, { caseId, by: SYSTEM_ACTOR, kind: "coordination.embargo-ended", events: [{ on: "terminate", reason: "end-reached" }], data: { embargoId, reason: "end-reached", endsAt: entry.endsAt } });
      for (const analyst of await listToTell(tx, row.finding_id)) {
        await notify(services, tx, { to: { personId: analyst.id, email: analyst.email }, kind: "coordination.embargo-ended", params: { id: caseId }, link: `/clearinghouse/cases/${caseId}` });
      }
    }),
};

const invitationPayload = z.object({ caseId: z.string(), participantId: z.string(), embargoId: z.string() });

/** An invitation that nobody answered in time: silence, and no refusal. A later yes still counts. */
export const endInvitation: Job<z.infer<typeof invitationPayload>> = {
  name: DEADLINES.invitationEnd.name,
  payload: invitationPayload,
  run: (services, { caseId, participantId, embargoId }) =>
    services.db.inTransaction(async (tx) => {
      if (!(await lockCase(tx, caseId))) return;
      const consent = await findConsent(tx, participantId, embargoId);
      const entry = (await listRegister(tx, caseId)).find(({ id }) => id === embargoId);
      const isLive = entry?.state === "ACTIVE" || entry?.state === "PROPOSED";
      if (!isLive || consent?.state !== "INVITED" || (consent.replyBy ?? "") > services.clock().toISOString()) return;
      const situation = await findSituation(tx, caseId);
      if (situation?.participants.find(({ id }) => id === participantId)?.hasLeft) return;
      await moveCase(services, tx, { caseId, by: SYSTEM_ACTOR, kind: "coordination.invitation-timed-out", events: [{ on: "time-out", participant: participantId, embargo: embargoId }], data: { participantId, embargoId } });
    }),
};

/** Whether an embargo binds the case now. */
export async function isEmbargoed(services: Services, db: Queryable, caseId: string): Promise<boolean> {
  return isInForce(await getEmbargo(services, db, caseId));
}
