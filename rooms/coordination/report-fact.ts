import { revokeLinksTo } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { closeFinding } from "#rooms/findings";
import { notFound, SYSTEM_ACTOR, type Actor, type Services, type Transaction } from "#rooms/platform";
import { turnOn, type CaseFact } from "./case-flags.rules.ts";
import { CoordinationRefusal } from "./coordination.errors.ts";
import { lockCase, updateCaseState, updateFlags, updateLinkEnd, updateRm, type CaseRow } from "./coordination.store.ts";
import { isInForce } from "./embargo.rules.ts";
import { exitOnFacts, getEmbargo } from "./keep-embargo.ts";
import { CASE_AUDIENCE, mailMaintainer } from "./mail-maintainer.ts";
import { notifyMaintainer, notifyNext } from "./open-case.ts";
import { walkAnswer } from "./report-state.rules.ts";
import { fileMessage } from "./write-message.ts";

const FACTS = { public: "P", "exploit-public": "X", "attacks-seen": "A", "fix-deployed": "D" } as const satisfies Record<string, CaseFact>;

/** Turns a fact on that somebody saw in the world, with what shows it filed to the thread. */
export async function reportFact(services: Services, { actor, caseId, fact, evidence }: { readonly actor: Actor; readonly caseId: string; readonly fact: keyof typeof FACTS; readonly evidence: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireCase(tx, caseId);
    if (row.state === "closed") throw new CoordinationRefusal("case-not-open", "The case is closed.");
    await turnFactOn(services, tx, { row, fact: FACTS[fact], by: actor });
    await fileMessage(services, tx, { caseId, from: "coordinator", channel: "page", sender: actor.personId, text: `${services.messages.text(`coordination.fact.${fact}`)} ${evidence}` });
    const after = await requireCase(tx, caseId);
    // What the world knows, its maintainer must not learn last: a case that waits is told at once, whatever the pace.
    if (after.state === "waiting" && after.flags.publicAware) await notifyMaintainer(services, tx, after);
  });
}

/** Records that the weakness was made public, by us or by others; ends the embargo. For the room that publishes. */
export async function markPublic(services: Services, tx: Transaction, caseId: string): Promise<void> {
  await turnFactOn(services, tx, { row: await requireCase(tx, caseId), fact: "P", by: SYSTEM_ACTOR });
}

/** Records that a fix is ready, which frees the case's place in the maintainer's pace. For the room that releases it. */
export async function markFixReady(services: Services, tx: Transaction, caseId: string): Promise<void> {
  const row = await requireCase(tx, caseId);
  await turnFactOn(services, tx, { row, fact: "F", by: SYSTEM_ACTOR });
  await services.jobs.enqueue(tx, notifyNext, { projectId: row.project_id });
}

async function turnFactOn(services: Services, tx: Transaction, { row, fact, by }: { readonly row: CaseRow; readonly fact: CaseFact; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
  const turned = turnOn(row.flags, fact);
  if (!turned) throw new CoordinationRefusal("fact-not-possible", "fact: this cannot be so yet; a fix is deployed after it is ready, and ready after its vendor knows.", { field: "fact" });
  if (turned.steps.length === 0) return;
  await updateFlags(tx, row.id, turned.flags);
  await appendEntry(services, tx, { kind: "coordination.fact-turned-on", subject: row.id, by, data: { facts: turned.steps } });
  await exitOnFacts(services, tx, { caseId: row.id, facts: turned.steps, by });
}

/** Closes a case that no embargo holds any more, and its finding with it. */
export async function closeCase(services: Services, { actor, caseId }: { readonly actor: Actor; readonly caseId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await requireCase(tx, caseId);
    if (row.state === "closed") throw new CoordinationRefusal("case-not-open", "The case is closed already.");
    if (isInForce(await getEmbargo(services, tx, caseId))) throw new CoordinationRefusal("embargo-in-force", "The embargo is in force; a case closes after it has ended.");
    const rm = walkAnswer(row.vendor_rm, "close");
    if (!rm) throw new CoordinationRefusal("case-not-open", "The maintainer's side of the case is closed already.");
    await updateRm(tx, caseId, "CLOSED");
    await updateCaseState(tx, caseId, "closed");
    await closeFinding(services, tx, row.finding_id);
    await endLinks(services, tx, caseId);
    await appendEntry(services, tx, { kind: "coordination.case-closed", subject: caseId, by: actor, data: { rm } });
    await services.jobs.enqueue(tx, notifyNext, { projectId: row.project_id });
  });
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
