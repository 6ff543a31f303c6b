import type { offerAccess as offerAccessBody } from "#contracts/engagement";
import { findOrganisationCard, findPersonCardByEmail, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, type Actor, type Queryable, type Services } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { isReleased, lockModel } from "./engagement.store.ts";
import { applyEvent, holdEngagement } from "./hold-engagement.ts";
import { requireConsent } from "./set-consent.ts";
import { digestTerms } from "./window-terms.ts";
import { findLiveWindow, insertEvaluator, insertWindow, markEnded } from "./window.store.ts";

export type AccessOffer = z.output<typeof offerAccessBody>;

/** Offers a window to named evaluators. Nobody can reach the model by it: they accept first, then the developer opens. */
export async function offerAccess(services: Services, input: { readonly actor: Actor; readonly engagementId: string; readonly offer: AccessOffer }): Promise<void> {
  const { actor, engagementId, offer } = input;
  const at = services.clock();
  await services.db.inTransaction(async (tx) => {
    const engagement = await holdEngagement(tx, engagementId);
    requireConsent(engagement, "government-access");
    await applyEvent(tx, engagement, "offer-access", "developer");
    const { partner_access_at } = await lockModel(tx, engagement.model_id);
    if (partner_access_at !== null || (await isReleased(tx, engagement.model_id))) throw refuseAfterPartners();
    const evaluators = await findEvaluators(tx, offer.evaluators);
    // A new offer takes the place of one that was not opened.
    const earlier = await findLiveWindow(tx, engagementId);
    if (earlier) await markEnded(tx, earlier.id, { at, reason: "developer-ended" });
    const { evaluators: _named, ...terms } = offer;
    const id = newId("win");
    const termsDigest = digestTerms(engagementId, terms);
    await insertWindow(tx, { id, engagementId, modelId: engagement.model_id, terms, termsDigest, at });
    for (const evaluator of evaluators) {
      await insertEvaluator(tx, id, evaluator.id);
      await notify(services, tx, { to: { personId: evaluator.id, email: evaluator.email }, kind: "engagement.access-offered", link: `/evaluator/engagements/${engagementId}` });
    }
    await appendEntry(services, tx, {
      kind: "engagement.access-offered", subject: engagementId, by: actor,
      data: { windowId: id, purpose: terms.purpose, variant: terms.variant, termsDigest, evaluators: evaluators.map((evaluator) => evaluator.id) },
      visibleTo: evaluators.map((evaluator) => evaluator.organisationId),
    });
  });
}

export function refuseAfterPartners(): EngagementRefusal {
  return new EngagementRefusal("partners-active", "The model is with partners or released already; a window is for the time before that.");
}

/** Evaluators of government only: a person of another laboratory is not found, whatever their role. */
async function findEvaluators(db: Queryable, named: readonly { readonly email: string }[]): Promise<readonly PersonCard[]> {
  const found = new Map<string, PersonCard>();
  for (const [index, { email }] of named.entries()) {
    const person = await findPersonCardByEmail(db, email);
    const organisation = person && (await findOrganisationCard(db, person.organisationId));
    if (!person?.roles.includes("agency-evaluator") || organisation?.kind !== "government") {
      const field = `evaluators.${index}.email`;
      throw new EngagementRefusal("evaluator-not-known", `${field}: no evaluator of government can be named by this address; ask the person for the one they sign in with`, { field });
    }
    found.set(person.id, person);
  }
  return [...found.values()];
}
