import { offerAccess as offerAccessBody } from "#contracts/engagement";
import { awaitSecondLead, findOrganisationCard, findPersonCardByEmail, giveSecondLeadsWord, takeBackLending, type PersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notify, type Actor, type Queryable, type Services, type Transaction } from "#rooms/platform";
import type { z } from "zod";
import { EngagementRefusal } from "./engagement.errors.ts";
import { isReleased, lockModel, type EngagementRow } from "./engagement.store.ts";
import { applyEvent, holdEngagement, requireMove } from "./hold-engagement.ts";
import { requireWindowMove } from "./move-window.ts";
import { requireConsent } from "./set-consent.ts";
import { askForSignatures } from "./write-nondisclosure.ts";
import { digestTerms, takesSecondLead, type WindowTerms } from "./window-terms.ts";
import { findLiveWindow, insertEvaluator, insertWindow, markEnded } from "./window.store.ts";

export type AccessOffer = z.output<typeof offerAccessBody>;

interface Offered {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly offer: AccessOffer;
}

/**
 * Offers a window to named evaluators. Nobody can reach the model by it: they accept first, then the developer opens.
 * Reduced safeguards, and weights that government holds, wait for the developer's second lead, and until then no
 * evaluator is told.
 */
export async function offerAccess(services: Services, input: Offered): Promise<void> {
  const { actor, engagementId, offer } = input;
  await services.db.inTransaction(async (tx) => {
    const found = await requireOfferable(tx, input);
    if (listTerms(offer).some(takesSecondLead) && (await awaitSecondLead(services, tx, actor, { subject: engagementId, terms: offer }))) return;
    await makeOffer(services, tx, { ...input, ...found });
  });
}

/** Gives the second lead's word to a waiting offer, which is made by it. What may have changed meanwhile is asked anew. */
export async function confirmOffer(services: Services, input: Omit<Offered, "offer"> & { readonly offerId: string }): Promise<void> {
  const { actor, engagementId, offerId } = input;
  await services.db.inTransaction(async (tx) => {
    const offer = offerAccessBody.parse(await giveSecondLeadsWord(services, tx, actor, { subject: engagementId, proposalId: offerId }));
    await makeOffer(services, tx, { ...input, offer, ...(await requireOfferable(tx, { engagementId, offer })) });
  });
}

/** Takes a waiting offer back: either lead, alone. */
export async function takeBackOffer(services: Services, { actor, engagementId, offerId }: Omit<Offered, "offer"> & { readonly offerId: string }): Promise<void> {
  await services.db.inTransaction((tx) => takeBackLending(services, tx, actor, { subject: engagementId, proposalId: offerId }));
}

interface NamedPerson {
  readonly person: PersonCard;
  readonly named: AccessOffer["evaluators"][number];
}

interface Offerable {
  readonly engagement: EngagementRow;
  readonly evaluators: readonly NamedPerson[];
}

async function requireOfferable(tx: Transaction, { engagementId, offer }: Omit<Offered, "actor">): Promise<Offerable> {
  const engagement = await holdEngagement(tx, engagementId);
  requireConsent(engagement, "government-access");
  requireMove(engagement, "offer-access", "developer");
  const { partner_access_at } = await lockModel(tx, engagement.model_id);
  if (partner_access_at !== null || (await isReleased(tx, engagement.model_id))) throw refuseAfterPartners();
  return { engagement, evaluators: await findEvaluators(tx, offer.evaluators) };
}

async function makeOffer(services: Services, tx: Transaction, { actor, engagementId, offer, engagement, evaluators }: Offered & Offerable): Promise<void> {
  const at = services.clock();
  await applyEvent(tx, engagement, "offer-access", "developer");
  // A new offer takes the place of one that was not opened.
  const earlier = await findLiveWindow(tx, engagementId);
  if (earlier) {
    requireWindowMove(earlier, "developer-ended", "developer");
    await markEnded(tx, earlier.id, { at, reason: "developer-ended" });
  }
  const { evaluators: _named, ...terms } = offer;
  const id = newId("win");
  const termsDigest = digestTerms(engagementId, terms);
  await insertWindow(tx, { id, engagementId, modelId: engagement.model_id, terms, termsDigest, at });
  for (const { person, named } of evaluators) {
    const own = termsFor(offer, named);
    const digest = digestTerms(engagementId, own, named.until);
    const differs = digest !== termsDigest;
    await insertEvaluator(tx, { windowId: id, personId: person.id, terms: differs ? own : null, termsDigest: differs ? digest : null, until: named.until });
    await notify(services, tx, { to: { personId: person.id, email: person.email }, kind: "engagement.access-offered", link: `/evaluator/engagements/${engagementId}` });
  }
  await askForSignatures(services, tx, { engagement, digest: terms.nondisclosure, people: evaluators.map(({ person }) => person) });
  await appendEntry(services, tx, {
    kind: "engagement.access-offered", subject: engagementId, by: actor,
    data: { windowId: id, purpose: terms.purpose, variant: terms.variant, weights: terms.weights, termsDigest, evaluators: evaluators.map(({ person }) => person.id) },
    visibleTo: evaluators.map(({ person }) => person.organisationId),
  });
}

export function refuseAfterPartners(): EngagementRefusal {
  return new EngagementRefusal("partners-active", "The model is with partners or released already; a window is for the time before that.");
}

/** The terms of one named person: those of the offer, but for what is said of this person alone. */
function termsFor(offer: AccessOffer, named: AccessOffer["evaluators"][number]): WindowTerms {
  const { evaluators: _others, ...terms } = offer;
  return {
    ...terms,
    purpose: named.purpose ?? terms.purpose, variant: named.variant ?? terms.variant, tools: named.tools ?? terms.tools, logging: named.logging ?? terms.logging, retentionDays: named.retentionDays ?? terms.retentionDays,
  };
}

function listTerms(offer: AccessOffer): readonly WindowTerms[] {
  return offer.evaluators.map((named) => termsFor(offer, named));
}

/** Evaluators of government only: a person of another laboratory is not found, whatever their role. */
async function findEvaluators(db: Queryable, evaluators: AccessOffer["evaluators"]): Promise<readonly NamedPerson[]> {
  const found = new Map<string, NamedPerson>();
  for (const [index, named] of evaluators.entries()) {
    const person = await findPersonCardByEmail(db, named.email);
    const organisation = person && (await findOrganisationCard(db, person.organisationId));
    if (!person?.roles.includes("agency-evaluator") || organisation?.kind !== "government") {
      const field = `evaluators.${index}.email`;
      throw new EngagementRefusal("evaluator-not-known", `${field}: no evaluator of government can be named by this address; ask the person for the one they sign in with`, { field });
    }
    found.set(person.id, { person, named });
  }
  return [...found.values()];
}
