import { findPersonCard } from "#rooms/access";
import { notify, type Services, type Transaction } from "#rooms/platform";
import { lockEngagement } from "./engagement.store.ts";
import { tellDeveloper } from "./hold-engagement.ts";
import { findEvaluator, findWindow, listEvaluators, setCleanupDue, takeReminder, type WindowRow } from "./window.store.ts";

/** Reminds one evaluator of a clean-up that is still owed; safe to run early, late and twice. */
export const REMIND_OF_CLEANUP = { name: "engagement.remind-of-cleanup" };

const REMIND_BEFORE_MS = 2 * 86_400_000;

/**
 * From here on those who accepted owe the developer a word on what they kept: everybody of a window, or one person whose
 * access ended alone. They are told now, reminded two days before it is due, and when it is overdue, of which the developer
 * hears too. It is never more than a reminder.
 */
export async function oweCleanup(services: Services, tx: Transaction, window: WindowRow, { endedAt, personId }: { readonly endedAt: Date; readonly personId: string | null }): Promise<void> {
  await setCleanupDue(tx, window.id, { endedAt, retentionDays: window.terms.retentionDays, personId });
  for (const evaluator of await listEvaluators(tx, window.id)) {
    const { person_id, cleanup_due_at: dueAt } = evaluator;
    if (dueAt === null || evaluator.cleanup_attested_at !== null || (personId !== null && person_id !== personId)) continue;
    const due = new Date(dueAt);
    for (const startAfter of [new Date(Math.max(endedAt.getTime(), due.getTime() - REMIND_BEFORE_MS)), due]) {
      await services.jobs.enqueue(tx, REMIND_OF_CLEANUP, { windowId: window.id, personId: person_id }, { startAfter });
    }
    await tell(services, tx, { kind: "engagement.window-ended", engagementId: window.engagement_id, personId: person_id, dueAt });
  }
}

export async function remindOfCleanup(services: Services, { windowId, personId }: { readonly windowId: string; readonly personId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const window = await findWindow(tx, windowId);
    const engagement = window && (await lockEngagement(tx, window.engagement_id));
    const evaluator = window && (await findEvaluator(tx, windowId, personId));
    const dueAt = evaluator?.cleanup_due_at;
    const at = services.clock();
    if (!engagement || !dueAt || at.getTime() < Date.parse(dueAt) - REMIND_BEFORE_MS) return;
    const which = at.getTime() < Date.parse(dueAt) ? "due" : "overdue";
    if (!(await takeReminder(tx, windowId, personId, { which, at }))) return;
    await tell(services, tx, { kind: `engagement.cleanup-${which}`, engagementId: engagement.id, personId, dueAt });
    if (which === "overdue") await tellDeveloper(services, tx, engagement, "engagement.cleanup-overdue-developer");
  });
}

async function tell(services: Services, tx: Transaction, { kind, engagementId, personId, dueAt }: { readonly kind: string; readonly engagementId: string; readonly personId: string; readonly dueAt: string }): Promise<void> {
  const person = await findPersonCard(tx, personId);
  if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind, params: { dueAt }, link: `/evaluator/engagements/${engagementId}` });
}
