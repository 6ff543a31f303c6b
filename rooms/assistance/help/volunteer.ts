import { findPersonCard } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, notFound, notify, type Actor, type Services } from "#rooms/platform";
import { AssistanceRefusal } from "../assistance.errors.ts";
import { HELP_SEAL, tellAskers } from "./ask-for-help.ts";
import { nextHelpState } from "./help.rules.ts";
import { findOwnOffer, findWaiting, listOffers, lockHelpRequest, putOffer, setOfferState, updateHelpRequest } from "./help.store.ts";

interface OnRequest {
  readonly actor: Actor;
  readonly id: string;
}

/** A helper says that they would help. Until the operator agrees they know of what kind it is, and no more. */
export async function volunteer(services: Services, { actor, id, words }: OnRequest & { readonly words: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await findWaiting(tx, id);
    if (!row) throw notWaiting();
    const offerId = (await findOwnOffer(tx, id, actor.personId))?.id ?? newId("hof");
    await putOffer(tx, { id: offerId, requestId: id, organisationId: row.organisation_id, personId: actor.personId, words: services.keys.seal(HELP_SEAL, offerId, words), at: services.clock() });
    await appendEntry(services, tx, { kind: "assistance.help-offered", subject: id, by: actor, data: {}, visibleTo: [row.organisation_id] });
    await tellAskers(services, tx, row, "assistance.offered");
  });
}

export async function takeOfferBack(services: Services, { actor, id }: OnRequest): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const offer = await findOwnOffer(tx, id, actor.personId);
    if (offer?.state !== "offered") throw new AssistanceRefusal("not-in-that-state", "You have no offer there that waits for the operator.");
    await setOfferState(tx, offer.id, "taken-back");
    await appendEntry(services, tx, { kind: "assistance.help-offer-taken-back", subject: id, by: actor, data: {} });
  });
}

/** The operator agrees to one of those who volunteered: from here on this helper, and nobody else, reads the question. */
export async function agreeToHelper(services: Services, { actor, id, offerId }: OnRequest & { readonly offerId: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    const row = await lockHelpRequest(tx, id);
    if (!row) throw notFound();
    const state = nextHelpState(row.state, "agree");
    if (!state) throw notWaiting();
    const offers = (await listOffers(tx, id)).filter((offer) => offer.state === "offered");
    const chosen = offers.find((offer) => offer.id === offerId);
    const helper = chosen && (await findPersonCard(tx, chosen.person_id));
    if (!helper) throw new AssistanceRefusal("offer-gone", "offerId: this offer was taken back; choose another one", { field: "offerId" });
    for (const offer of offers) await setOfferState(tx, offer.id, offer.id === offerId ? "agreed" : "passed-over");
    await updateHelpRequest(tx, row, { state, takenBy: helper.id });
    await appendEntry(services, tx, { kind: "assistance.help-taken", subject: id, by: actor, data: { helperOrganisationId: helper.organisationId }, visibleTo: [row.organisation_id, helper.organisationId] });
    await notify(services, tx, { to: { personId: helper.id, email: helper.email }, kind: "assistance.agreed", link: "/assistance/requests" });
  });
}

function notWaiting(): AssistanceRefusal {
  return new AssistanceRefusal("not-in-that-state", "The request no longer waits for a helper.");
}
