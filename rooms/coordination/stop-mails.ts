import { appendEntry } from "#rooms/audit";
import { newId, NOBODY, notFound, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import { chooseAddress } from "./contact-book.ts";
import { findCase, findProject, lockCase, type CaseRow } from "./coordination.store.ts";
import { checkStopTicket } from "./mail-maintainer.ts";
import { findWishes, insertWish } from "./maintainer-mail.store.ts";
import { tellCoordinators } from "./tell-coordinators.ts";

export type MailWish = "send" | "stop-case" | "stop-all";

/** What a maintainer wants of our mails, by the page, by mail or by the mail program's button. The coordinators are told. */
export async function wishMails(services: Services, tx: Transaction, { row, mails, by }: { readonly row: CaseRow; readonly mails: MailWish; readonly by: Pick<Actor, "personId" | "organisationId"> }): Promise<void> {
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

/** A mail program's one click (RFC 8058): it can stop the mails of this case and do nothing else. */
export async function unsubscribe(anybody: Services, ticket: string): Promise<void> {
  const found = checkStopTicket(anybody, ticket);
  if (!found) throw notFound();
  const by = { ...NOBODY, personId: found.ticketId, subject: found.caseId };
  const services = anybody.as(by);
  await services.db.inTransaction(async (tx) => {
    const row = await lockCase(tx, found.caseId);
    if (!row) throw notFound();
    if ((await readWish(tx, row)) === "send") await wishMails(services, tx, { row, mails: "stop-case", by: { personId: by.personId, organisationId: "maintainer" } });
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
