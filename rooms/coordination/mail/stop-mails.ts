import type { z } from "zod";
import type { stopPage } from "#contracts/maintainer";
import { appendEntry } from "#rooms/audit";
import { newId, NOBODY, notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { findParticipant, type ParticipantRow } from "../case/case.store.ts";
import { findCase, findProject, lockCase, type CaseRow } from "../coordination.store.ts";
import { chooseAddress } from "../maintainer/contact-book.ts";
import { tellCoordinators } from "../tell-coordinators.ts";
import { openCard } from "./mail-participant.ts";
import { checkStopTicket, type StopTicket } from "./mail-tickets.ts";
import { findWishes, insertWish, updateMailsStopped } from "./mail.store.ts";

export type MailWish = "send" | "stop-case" | "stop-all";

type By = Pick<Actor, "personId" | "organisationId">;

/** What a maintainer wants of our mails, by the page, by mail or by the mail program's button. The coordinators are told. */
export async function wishMails(services: Services, tx: Transaction, { row, mails, by }: { readonly row: CaseRow; readonly mails: MailWish; readonly by: By }): Promise<void> {
  if ((await readWish(tx, row)) === mails) return;
  const at = services.clock();
  const write = (caseId: string | null, stopped: boolean) => insertWish(tx, { id: newId("wish"), projectId: row.project_id, caseId, stopped, at });
  if (mails !== "stop-case") await write(null, mails === "stop-all");
  if (mails !== "stop-all") await write(row.id, mails === "stop-case");
  await appendEntry(services, tx, { kind: "coordination.mails-wished", subject: row.id, by, data: { mails } });
  await tellCoordinators(services, tx, { row, kind: mails === "send" ? "coordination.mails-resumed" : "coordination.mails-stopped" });
  // What waited while nobody was to be written to is looked at again.
  if (mails === "send") await services.jobs.enqueue(tx, { name: "coordination.notify-next" }, { projectId: row.project_id });
}

export async function readWish(db: Queryable, row: Pick<CaseRow, "id" | "project_id">): Promise<MailWish> {
  const { all, one } = await findWishes(db, { projectId: row.project_id, caseId: row.id });
  return all ? "stop-all" : one ? "stop-case" : "send";
}

/** The same for another participant, whose mails are all about this one case. */
export async function wishParticipantMails(services: Services, tx: Transaction, { row, participant, mails, by }: { readonly row: CaseRow; readonly participant: ParticipantRow; readonly mails: "send" | "stop"; readonly by: By }): Promise<void> {
  if ((participant.mails_stopped_at === null) === (mails === "send")) return;
  await updateMailsStopped(tx, participant.id, mails === "stop" ? services.clock() : null);
  await appendEntry(services, tx, { kind: "coordination.mails-wished", subject: row.id, by, data: { mails, participantId: participant.id } });
  await tellCoordinators(services, tx, { row, kind: mails === "send" ? "coordination.participant-mails-resumed" : "coordination.participant-mails-stopped" });
}

interface StopDesk {
  readonly services: Services;
  readonly tx: Transaction;
  readonly row: CaseRow;
  readonly participant: ParticipantRow | undefined;
  readonly by: By;
}

/** Whoever has a mail's button acts for its receiver, and only on whether mails come. */
async function byTicket<Result>(anybody: Services, ticket: string, act: (desk: StopDesk) => Promise<Result>): Promise<Result> {
  const found: StopTicket | undefined = checkStopTicket(anybody, ticket);
  if (!found) throw notFound();
  const services = anybody.as({ ...NOBODY, personId: found.ticketId, subject: found.of });
  return services.db.inTransaction(async (tx) => {
    const participant = found.isParticipant ? await findParticipant(tx, found.of) : undefined;
    const row = await lockCase(tx, participant?.case_id ?? found.of);
    if (!row) throw notFound();
    return act({ services, tx, row, participant, by: { personId: found.ticketId, organisationId: found.isParticipant ? "participant" : "maintainer" } });
  });
}

/** A mail program's one click (RFC 8058), and the page's one button: it can stop the mails of this case and do nothing else. */
export function unsubscribe(anybody: Services, ticket: string): Promise<void> {
  return byTicket(anybody, ticket, async ({ services, tx, row, participant, by }) => {
    if (participant) await wishParticipantMails(services, tx, { row, participant, mails: "stop", by });
    else if ((await readWish(tx, row)) === "send") await wishMails(services, tx, { row, mails: "stop-case", by });
  });
}

/** What a mail's button would stop, and whether that has happened; looking stops nothing. */
export function showStop(anybody: Services, ticket: string): Promise<z.infer<typeof stopPage>> {
  return byTicket(anybody, ticket, async ({ services, tx, row, participant }) => {
    const card = participant && openCard(services, participant);
    if (participant && card) return { product: card.product ?? card.name, for: "participant", mails: participant.mails_stopped_at === null ? "send" : "stop-case" };
    return { product: (await findProject(tx, row.project_id))?.product ?? "", for: "maintainer", mails: await readWish(tx, row) };
  });
}

/** How mails go to a case's maintainer, and how they stop. */
export async function showMail(services: Services, db: Queryable, caseId: string) {
  const row = await findCase(db, caseId);
  const project = row && (await findProject(db, row.project_id));
  if (!row || !project) throw notFound();
  const contact = await chooseAddress(services, db, project);
  return { mails: await readWish(db, row), address: contact.address, addressVerifiedAt: contact.verifiedAt, how: services.messages.text("coordination.stop-mails") };
}
