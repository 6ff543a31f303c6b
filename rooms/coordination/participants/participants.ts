import type { CaseParticipant } from "#contracts/cases";
import type { z } from "zod";
import type { addParticipant as addParticipantBody, participantList } from "#contracts/cases";
import { appendEntry } from "#rooms/audit";
import { getFindingFacts } from "#rooms/findings";
import { newId, notFound, type Actor, type Services, type Transaction } from "#rooms/platform";
import { mayReadContent, NOTHING, pecOf, type CaseEvent, type Situation } from "../case/case.rules.ts";
import { countParticipants, findSituation, listConsents, listParticipantsPage, toParticipantNow, updateCard, type ParticipantRow } from "../case/case.store.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { listRegister, lockCase } from "../coordination.store.ts";
import { chooseProposal, findActive, type RegisterEntry } from "../embargo/embargo.rules.ts";
import { endParticipantLinks, mailParticipant, sealCard } from "../mail/mail-participant.ts";
import { moveCase } from "../case/move-case.ts";
import { nameParticipants } from "./name-participants.ts";
import { requireParticipant } from "./require-participant.ts";
import { startThread } from "../work/threads.ts";
import { insertStatus, listStatuses, type StatusRow } from "./vendor-status.store.ts";

/*
 * Who takes part in a case besides its finder, its coordinator and the maintainer of its project: vendors of other products,
 * deployers, others. Each has their own report, facts, consent, threads and link. Whoever is added is offered the embargo
 * first; what the report says opens to them when they have accepted it.
 */
export type Newcomer = z.infer<typeof addParticipantBody>;

interface OnCase {
  readonly actor: Actor;
  readonly caseId: string;
}

/** Adds one, or a list of them in one step: all or, where one does not fit, none. */
export async function addParticipants(services: Services, { actor, caseId, newcomers }: OnCase & { readonly newcomers: readonly Newcomer[] }): Promise<void> {
  const joining = newcomers.map((newcomer) => ({ ...newcomer, id: newId("part") }));
  await services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, caseId);
    const situation = row && (await findSituation(tx, caseId));
    if (!row || !situation) throw notFound();
    if (row.state !== "open") throw new CoordinationRefusal("case-not-open", "The case is not open: nobody is added before its maintainer was told, or after its end.");
    await requireValidation(services, tx, row.finding_id);
    const offered = findOffered(services, situation);
    // Whoever waits until the same instant is asked in one move.
    for (const [replyBy, together] of Map.groupBy(joining, (one) => one.replyBy ?? null)) {
      const events = together.flatMap(({ id, roles }): readonly CaseEvent[] => [
        { on: "join", participant: id, roles: [...new Set(roles)] },
        { on: "report", participant: id, event: "receive" },
        ...(offered ? [{ on: "invite", participant: id, embargo: offered.id } as const] : []),
      ]);
      await moveCase(services, tx, { caseId, by: actor, kind: "coordination.participant-added", events, data: { participantIds: together.map(({ id }) => id) }, replyBy });
    }
    for (const newcomer of joining) await welcome(services, tx, { caseId, newcomer, offered });
  });
}

/** What somebody is asked to agree to now: what is in force, else the shortest on offer. */
function findOffered(services: Services, { register }: Situation): RegisterEntry | undefined {
  const now = services.clock().toISOString();
  const active = findActive(register);
  return active && active.endsAt > now ? active : chooseProposal(register, now);
}

async function welcome(services: Services, tx: Transaction, { caseId, newcomer: { id, name, product, email }, offered }: { readonly caseId: string; readonly newcomer: Newcomer & { readonly id: string }; readonly offered: RegisterEntry | undefined }): Promise<void> {
  await updateCard(tx, id, sealCard(services, id, { name, product: product ?? null, email }));
  const threadId = await startThread(services, tx, { caseId, title: product ?? name, members: [id] });
  await invite(services, tx, { participant: await requireParticipant(tx, { caseId, participantId: id }), offered, threadId });
}

function invite(services: Services, tx: Transaction, { participant, offered, threadId }: { readonly participant: ParticipantRow; readonly offered: RegisterEntry | undefined; readonly threadId?: string }): Promise<void> {
  return mailParticipant(services, tx, { participant, kind: offered ? "coordination.participant-invited" : "coordination.participant-told", params: offered ? { endsAt: offered.endsAt } : {}, ...(threadId === undefined ? {} : { threadId }) });
}

/** Asks again whoever declined, let the time pass, or agreed to an earlier end only. */
export async function inviteAgain(services: Services, { actor, caseId, participantId, replyBy }: OnCase & { readonly participantId: string; readonly replyBy?: string | undefined }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const participant = await requireOwnLink(tx, { caseId, participantId });
    const situation = await findSituation(tx, caseId);
    const offered = situation && findOffered(services, situation);
    if (!offered) throw new CoordinationRefusal("nothing-on-offer", "No embargo is in force or on offer that they could be asked to agree to.");
    await moveCase(services, tx, { caseId, by: actor, kind: "coordination.participant-invited-again", events: [{ on: "invite", participant: participantId, embargo: offered.id }], data: { participantId, embargoId: offered.id }, replyBy: replyBy ?? null, refuseAs: { code: "case-rule-broken", field: "participantId" } });
    await invite(services, tx, { participant, offered });
  });
}

/** Nothing of a finding leaves without a person's validation, to whomever (INV-12). */
async function requireValidation(services: Services, tx: Transaction, findingId: string): Promise<void> {
  if (!(await getFindingFacts(services, tx, findingId))?.validation) throw new CoordinationRefusal("not-validated", `Finding ${findingId} has no person's validation; nothing of it leaves.`);
}

/** Ends a participant's links and mails a new one. */
export async function renewParticipantLink(services: Services, { actor, caseId, participantId }: { readonly actor: Actor; readonly caseId: string; readonly participantId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const participant = await requireOwnLink(tx, { caseId, participantId });
    await endParticipantLinks(services, tx, participant);
    await mailParticipant(services, tx, { participant, kind: "coordination.participant-link" });
    await appendEntry(services, tx, { kind: "coordination.link-renewed", subject: caseId, by: actor, data: { participantId } });
  });
}

/** Ends somebody's part in a case: their link, their consent, their report. The embargo of the others stands. */
export async function removeParticipant(services: Services, { actor, caseId, participantId }: { readonly actor: Actor; readonly caseId: string; readonly participantId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const participant = await requireOwnLink(tx, { caseId, participantId });
    await leaveCase(services, tx, { participant, by: actor });
  });
}

export async function leaveCase(services: Services, tx: Transaction, { participant, by }: { readonly participant: ParticipantRow; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  await moveCase(services, tx, { caseId: participant.case_id, by, kind: "coordination.participant-left", events: [{ on: "leave", participant: participant.id }], data: { participantId: participant.id } });
  await endParticipantLinks(services, tx, participant);
}

/** Finder, coordinator and the project's maintainer are there with the case, and leave with it. */
async function requireOwnLink(tx: Transaction, { caseId, participantId }: { readonly caseId: string; readonly participantId: string }): Promise<ParticipantRow> {
  await lockCase(tx, caseId);
  const participant = await requireParticipant(tx, { caseId, participantId });
  if (participant.sealed_card === null || participant.left_at !== null) throw new CoordinationRefusal("case-rule-broken", "participantId: only somebody who was added, and has not left, has a link of their own and can be removed", { field: "participantId" });
  return participant;
}

export interface GiveStatus {
  readonly caseId: string;
  readonly participantId: string;
  readonly vulnerability: string;
  readonly status: StatusRow["status"];
  readonly statement?: string | undefined;
  readonly givenBy: StatusRow["given_by"];
  readonly by: Pick<Actor, "personId" | "organisationId">;
}

/** What a vendor says of one vulnerability; the words before it stay. */
export async function giveStatus(services: Services, tx: Transaction, { caseId, participantId, vulnerability, status, statement, givenBy, by }: GiveStatus): Promise<void> {
  const participant = await requireParticipant(tx, { caseId, participantId });
  if (!participant.roles.includes("vendor")) throw new CoordinationRefusal("case-rule-broken", "participantId: only a vendor has products that can be affected", { field: "participantId" });
  const id = newId("vst");
  await insertStatus(tx, { id, caseId, participantId, vulnerability, status, sealedStatement: statement === undefined ? null : services.keys.seal("vendor-status", id, statement), givenBy, at: services.clock() });
  await appendEntry(services, tx, { kind: "coordination.status-given", subject: caseId, by, data: { participantId, status, givenBy } });
}

const PARTICIPANTS_A_PAGE = 50;

/** Whoever has not answered first. The number of statements does not grow with the number of participants. */
export async function showParticipants(services: Services, caseId: string, cursor?: string): Promise<z.infer<typeof participantList>> {
  const { db } = services;
  const { total, unanswered } = await countParticipants(db, caseId);
  if (total === 0) throw notFound();
  const after = cursor === undefined ? undefined : { isAnswered: cursor.startsWith("1"), id: cursor.slice(2) };
  const found = await listParticipantsPage(db, { caseId, after, limit: PARTICIPANTS_A_PAGE + 1 });
  const rows = found.slice(0, PARTICIPANTS_A_PAGE);
  const names = await nameParticipants(services, db, caseId, rows);
  const ids = rows.map(({ id }) => id);
  const consents = await listConsents(db, caseId, ids);
  const situation: Situation = { ...NOTHING, register: await listRegister(db, caseId), consents, participants: rows.map(toParticipantNow) };
  const statuses = Map.groupBy(await listStatuses(db, caseId, ids), ({ participant_id }) => participant_id);
  const replies = new Map(consents.filter(({ replyBy }) => replyBy !== null).map((row) => [row.participant, row.replyBy]));
  const now = services.clock().toISOString();
  const last = rows.at(-1);
  return {
    participants: rows.map((row) => describe(services, { row, situation, now, name: names.get(row.id) ?? { name: "", product: null }, replyBy: replies.get(row.id) ?? null, statuses: statuses.get(row.id) ?? [] })),
    total, unanswered,
    next: found.length > rows.length && last ? `${answerOf(last) === "none-yet" ? "0" : "1"}_${last.id}` : null,
  };
}

function answerOf({ left_at, told_at, heard_at }: ParticipantRow): CaseParticipant["answer"] {
  return left_at !== null ? "left" : told_at === null ? "not-told" : heard_at === null ? "none-yet" : "heard";
}

interface Described {
  readonly row: ParticipantRow;
  readonly situation: Situation;
  readonly now: string;
  readonly name: { readonly name: string; readonly product: string | null };
  readonly replyBy: string | null;
  readonly statuses: readonly StatusRow[];
}

function describe(services: Services, { row, situation, now, name, replyBy, statuses }: Described): CaseParticipant {
  const standing = situation.participants.find(({ id }) => id === row.id);
  return {
    id: row.id, name: name.name, product: name.product, roles: [...row.roles], isMaintainer: row.is_maintainer, rm: row.rm,
    consent: standing ? pecOf(situation, standing) : "UNBOUND", replyBy,
    vendorAware: row.vendor_aware, fixReady: row.fix_ready, fixDeployed: row.fix_deployed,
    joinedAt: row.joined_at, toldAt: row.told_at, heardAt: row.heard_at, linkExpiresAt: row.link_expires_at,
    answer: answerOf(row),
    mayReadContent: standing !== undefined && mayReadContent(situation, standing, now),
    statuses: statuses.map((one) => openStatus(services, one)),
  };
}

export function openStatus(services: Services, { id, vulnerability, status, sealed_statement, given_by, at }: StatusRow): CaseParticipant["statuses"][number] {
  return { vulnerability, status, statement: sealed_statement === null ? null : services.keys.open("vendor-status", id, sealed_statement).toString("utf8"), by: given_by, at };
}
