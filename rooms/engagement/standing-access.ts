import { isKeyLive } from "#rooms/model-proxy";
import type { Actor, Queryable, Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findEngagement, type EngagementRow } from "./engagement.store.ts";
import { findModelKey } from "./model-use.store.ts";
import { isNothingLeftToSign } from "./nondisclosure.store.ts";
import { openedPeriod } from "./window-clock.ts";
import { isClockBehind, isStanding } from "./window.rules.ts";
import { termsOf, type WindowTerms } from "./window-terms.ts";
import { findEvaluator, findNewestWindowFor, noteTime, type WindowEvaluatorRow, type WindowRow } from "./window.store.ts";

export interface StandingAccess {
  readonly engagement: EngagementRow;
  readonly window: WindowRow;
  readonly evaluator: WindowEvaluatorRow;
  /** This person's own. */
  readonly terms: WindowTerms;
}

/**
 * The engagement and window of a named evaluator whose access stands at this moment, whatever jobs have or have not run:
 * once more what the policies judged, because what they judged may have ended since. A clock that runs back opens nothing
 * that was once found over.
 */
export async function requireStandingAccess(services: Services, db: Queryable, input: { readonly actor: Actor; readonly engagementId: string; readonly keyId?: string | null }): Promise<StandingAccess> {
  const { actor, engagementId, keyId = null } = input;
  const now = services.clock().getTime();
  const window = await findNewestWindowFor(db, engagementId, actor.personId);
  const engagement = window && (await findEngagement(db, engagementId));
  const evaluator = window && (await findEvaluator(db, window.id, actor.personId));
  const period = window && openedPeriod(window);
  if (!engagement || window?.state !== "open" || !period || !evaluator) throw refuseAccess();
  const latest = await noteTime(db, engagementId, new Date(now));
  const isOpen = period.openedAt <= now && isStanding(period, latest.getTime()) && !isClockBehind(now, latest.getTime());
  const isTheirs = evaluator.accepted_at !== null && evaluator.finished_at === null && evaluator.ended_at === null;
  if (!isOpen || !isTheirs || (keyId !== null && !isKeyLive(await findModelKey(db, keyId), now))) throw refuseAccess();
  if (!(await isNothingLeftToSign(db, window.id, actor.personId))) {
    throw new EngagementRefusal("nondisclosure-not-signed", "The terms of this access ask for nondisclosure terms to be signed first: by you, and where they say so for your agency. Look at your undertakings.");
  }
  return { engagement, window, evaluator, terms: termsOf(window, evaluator) };
}

export function refuseAccess(): EngagementRefusal {
  return new EngagementRefusal("window-not-open", "There is no open window for you now.");
}
