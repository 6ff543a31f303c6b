import { findPersonCard, grantAccess } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { notify, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal, refuseMove } from "./engagement.errors.ts";
import { isReleased, lockModel } from "./engagement.store.ts";
import { applyEvent, holdEngagement } from "./hold-engagement.ts";
import { END_WINDOW } from "./end-access.ts";
import { requireWindowMove } from "./move-window.ts";
import { refuseAfterPartners } from "./offer-access.ts";
import { requireConsent } from "./set-consent.ts";
import { readDates, readPeriods } from "./window-clock.ts";
import { digestOf, termsOf } from "./window-terms.ts";
import { planAccess } from "./window.rules.ts";
import { findLiveWindow, listEvaluators, markOpened } from "./window.store.ts";

/** Opens the agreed window now: named grants are made, and its end is a row in the job queue from this moment. */
export async function openWindow(services: Services, input: { readonly actor: Actor; readonly engagementId: string }): Promise<void> {
  const { actor, engagementId } = input;
  const at = services.clock();
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    requireConsent(engagement, "government-access");
    await applyEvent(tx, engagement, "open-window", "developer");
    const model = await lockModel(tx, engagement.model_id);
    if (model.partner_access_at !== null || (await isReleased(tx, engagement.model_id))) throw refuseAfterPartners();
    const window = await findLiveWindow(tx, engagementId);
    if (!window) throw refuseMove("no-offer");
    requireWindowMove(window, "open", "developer");
    const plan = planAccess(at.getTime(), await readPeriods(tx, engagement.model_id), readDates(engagement));
    if (!plan.ok) throw refusePlan(plan.code);
    const [opensAt, endsAt] = [new Date(plan.opensAt), new Date(plan.endsAt)];
    const warnings = plan.opensEarly ? ["opened-earlier-than-30-days-before-release"] : [];
    await markOpened(tx, window.id, { at: opensAt, endsAt, warnings });
    await services.jobs.enqueue(tx, END_WINDOW, { windowId: window.id }, { startAfter: endsAt });
    await appendEntry(services, tx, { kind: "engagement.window-opened", subject: engagementId, by: actor, data: { windowId: window.id, endsAt: endsAt.toISOString(), termsDigest: window.terms_digest } });
    for (const evaluator of await listEvaluators(tx, window.id)) {
      const { purpose, variant, tools, logging, retentionDays } = termsOf(window, evaluator);
      const until = evaluator.until === null ? endsAt : new Date(Math.min(endsAt.getTime(), Date.parse(evaluator.until)));
      // Whose own time went by before the window opened has none.
      if (until <= at) continue;
      await grantAccess(services, tx, actor, { subject: engagementId, personId: evaluator.person_id, purpose, conditions: { windowId: window.id, variant, tools: [...tools], logging, retentionDays, termsDigest: digestOf(window, evaluator) }, expiresAt: until });
      const person = await findPersonCard(tx, evaluator.person_id);
      if (person) await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "engagement.window-opened", params: { endsAt: until.toISOString() }, link: `/evaluator/engagements/${engagementId}` });
    }
  });
}

export function refusePlan(code: "no-days-left" | "release-date-passed"): EngagementRefusal {
  return code === "no-days-left"
    ? new EngagementRefusal(code, "The 30 days of this model are used up. Nobody can add any.")
    : new EngagementRefusal(code, "The planned release lies in the past. Set the dates anew, or declare the release.");
}
