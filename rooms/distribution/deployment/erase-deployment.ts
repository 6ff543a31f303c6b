import type { Services, Transaction } from "#rooms/platform";
import { endForms } from "../reminders/mail-operator.ts";
import { deleteMailsOf } from "../reminders/mails.store.ts";
import { deleteNoticesOf, listNotices } from "../notices/notices.store.ts";
import { toOperatorNotice } from "../notices/sealed-notice.ts";
import { readMailWish } from "../reminders/set-mail.ts";
import { readHistory } from "./record-turn.ts";
import { deleteTurnsOf } from "./turns.store.ts";

/** Erases what is kept of an operator between a fix and its being in place, before its steps and the operator itself. */
export async function eraseDeployment(services: Services, tx: Transaction, organisationId: string): Promise<void> {
  await endForms(services, tx, organisationId);
  await deleteTurnsOf(tx, organisationId);
  await deleteNoticesOf(tx, organisationId);
  await deleteMailsOf(tx, organisationId);
}

/** The same for its own file. */
export async function exportDeployment(services: Services, organisationId: string): Promise<Readonly<Record<string, unknown>>> {
  return {
    history: (await readHistory(services, organisationId, null)).turns,
    notices: (await listNotices(services.db, organisationId)).map((row) => toOperatorNotice(services, row)),
    mail: await readMailWish(services.db, organisationId),
  };
}
