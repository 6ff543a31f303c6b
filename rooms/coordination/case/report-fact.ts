import { revokeLinksTo } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { closeFinding } from "#rooms/findings";
import { notFound, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import type { RmState } from "#contracts/coordination";
import type { CaseFact } from "./case-flags.rules.ts";
import { standingParticipants, type CaseEvent } from "./case.rules.ts";
import { findParticipant, listParticipants, updateHeard } from "./case.store.ts";
import { CoordinationRefusal } from "../coordination.errors.ts";
import { lockCase, updateLinkEnd, type CaseRow } from "../coordination.store.ts";
import { isEmbargoed } from "../embargo/keep-embargo.ts";
import { CASE_AUDIENCE, mailMaintainer } from "../mail/mail-maintainer.ts";
import { moveCase } from "./move-case.ts";
import { notifyMaintainer, notifyNext } from "./open-case.ts";
import { endParticipantLinks } from "../mail/mail-participant.ts";
import { walkAnswer } from "./report-state.rules.ts";
import { fileMessage } from "../maintainer/write-message.ts";

const FACTS = { public: "P", "exploit-public": "X", "attacks-seen": "A", "fix-ready": "F", "fix-deployed": "D" } as const satisfies Record<string, CaseFact>;

type By = Pick<Actor, "personId" | "organisationId">;

export interface ReportFact {
  readonly actor: Actor;
  readonly caseId: string;
  readonly fact: keyof typeof FACTS;
  readonly evidence: string;
  /** Whose fix or deployment it is; without it the maintainer's, and everybody's out there. */
  readonly participantId?: string | undefined;
}

/** Turns a fact on that somebody saw in the world, with what shows it filed to the thread. */
export async function reportFact(services: Services, { actor, caseId, fact, evidence, participantId }: ReportFact): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireCase(tx, caseId);
    if (row.state === "closed") throw new CoordinationRefusal("case-not-open", "The case is closed.");
    await turnFactOn(services, tx, { caseId, fact: FACTS[fact], by: actor, participantId });
    await fileMessage(services, tx, { caseId, from: "coordinator", channel: "page", sender: actor.personId, text: `${services.messages.text(`coordination.fact.${fact}`)} ${evidence}` });
    const after = await requireCase(tx, caseId);
    // What the world knows, its maintainer must not learn last: a case that waits is told at once, whatever the pace.
    if (after.state === "waiting" && after.flags.publicAware) await notifyMaintainer(services, tx, after);
  });
}

/** Records that the weakness was made public, by us or by others; ends the embargo. For the room that publishes. */
export async function markPublic(services: Services, tx: Transaction, caseId: string): Promise<void> {
  await turnFactOn(services, tx, { caseId, fact: "P", by: SYSTEM_ACTOR });
}

const TOOK_IT_ON: readonly RmState[] = ["ACCEPTED", "DEFERRED", "CLOSED"];

/**
 * Records that a fix is ready, which frees the case's place in the maintainer's pace. For the room that releases it. It is the
 * maintainer's where they took the report on; where they did not, silence stays silence: whoever released it joins as a vendor of
 * their own, who did.
 */
export async function markFixReady(services: Services, tx: Transaction, caseId: string): Promise<void> {
  const row = await requireCase(tx, caseId);
  const { vendor, mender } = standingParticipants(caseId);
  const fixedBy = TOOK_IT_ON.includes(row.vendor_rm) ? vendor : mender;
  const isThere = (await findParticipant(tx, fixedBy)) !== undefined;
  const takenOn = (["receive", "validate", "accept"] as const).map((event) => ({ on: "report", participant: mender, event }) as const);
  const events: readonly CaseEvent[] = [...(isThere ? [] : [{ on: "join", participant: mender, roles: ["vendor"] } as const, ...takenOn]), { on: "fact", fact: "F", participant: fixedBy }];
  await moveCase(services, tx, { caseId, by: SYSTEM_ACTOR, kind: "coordination.fact-turned-on", events, data: { facts: ["F"] } });
  if (!isThere) await updateHeard(tx, mender, services.clock());
  await services.jobs.enqueue(tx, notifyNext, { projectId: row.project_id });
}

/** Turns a fact of a case on, with all that follows from it. */
export async function turnFactOn(services: Services, tx: Transaction, { caseId, fact, by, participantId }: { readonly caseId: string; readonly fact: CaseFact; readonly by: By; readonly participantId?: string | undefined }): Promise<void> {
  if (participantId !== undefined && (await findParticipant(tx, participantId))?.case_id !== caseId) throw notFound();
  await moveCase(services, tx, { caseId, by, kind: "coordination.fact-turned-on", events: await toEvents(tx, { caseId, fact, participantId }), data: { facts: [fact] }, refuseAs: { code: "fact-not-possible", field: "fact" } });
}

/** Operators out there are nobody in particular: they join as one when the first of them is seen to have the fix. */
async function toEvents(tx: Transaction, { caseId, fact, participantId }: { readonly caseId: string; readonly fact: CaseFact; readonly participantId?: string | undefined }): Promise<readonly CaseEvent[]> {
  if (fact === "P" || fact === "X" || fact === "A") return [{ on: "fact", fact }];
  if (participantId !== undefined) return [{ on: "fact", fact, participant: participantId }];
  if (fact !== "D") return [{ on: "fact", fact, participant: standingParticipants(caseId).vendor }];
  const { field } = standingParticipants(caseId);
  const isThere = (await findParticipant(tx, field)) !== undefined;
  return [...(isThere ? [] : [{ on: "join", participant: field, roles: ["deployer"] } as const]), { on: "fact", fact, participant: field }];
}

/** Closes a case that no embargo holds any more, and its finding with it. */
export async function closeCase(services: Services, { actor, caseId }: { readonly actor: Actor; readonly caseId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireCase(tx, caseId);
    if (row.state === "closed") throw new CoordinationRefusal("case-not-open", "The case is closed already.");
    if (await isEmbargoed(services, tx, caseId)) throw new CoordinationRefusal("embargo-in-force", "The embargo is in force; a case closes after it has ended.");
    await closeMoved(services, tx, { row, by: actor });
  });
}

/** Closes a case whose reasons the caller has looked at: everybody's report, every link, and the finding. */
export async function closeMoved(services: Services, tx: Transaction, { row, by }: { readonly row: Pick<CaseRow, "id" | "finding_id" | "project_id" | "vendor_rm">; readonly by: By }): Promise<void> {
  await moveCase(services, tx, { caseId: row.id, by, kind: "coordination.case-closed", events: [{ on: "close" }], data: { rm: walkAnswer(row.vendor_rm, "close") ?? [] } });
  await closeFinding(services, tx, row.finding_id);
  await endLinks(services, tx, row.id);
  for (const participant of await listParticipants(tx, row.id)) await endParticipantLinks(services, tx, participant);
  await services.jobs.enqueue(tx, notifyNext, { projectId: row.project_id });
}

/** Ends every link to the case, and mails a new one if wished. */
export async function renewLink(services: Services, { actor, caseId, mailNew }: { readonly actor: Actor; readonly caseId: string; readonly mailNew: boolean }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireCase(tx, caseId);
    if (row.state !== "open") throw new CoordinationRefusal("case-not-open", "The case is not open; its maintainer has no link.");
    await endLinks(services, tx, caseId);
    if (mailNew) await mailMaintainer(services, tx, { row, kind: "coordination.new-link" });
    await appendEntry(services, tx, { kind: mailNew ? "coordination.link-renewed" : "coordination.links-revoked", subject: caseId, by: actor, data: {} });
  });
}

async function endLinks(services: Services, tx: Transaction, caseId: string): Promise<void> {
  await revokeLinksTo(services, tx, CASE_AUDIENCE, caseId);
  await updateLinkEnd(tx, caseId, null);
}

async function requireCase(tx: Transaction, caseId: string): Promise<CaseRow> {
  const row = await lockCase(tx, caseId);
  if (!row) throw notFound();
  return row;
}
