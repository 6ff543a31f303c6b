import {
  acceptTerms as acceptTermsBody, askModel as askModelBody, attestCleanup as attestCleanupBody, declareRelease as declareReleaseBody, engagement, engagementList,
  evaluatorEngagement, evaluatorEngagementList, giveAdvice as giveAdviceBody, modelAnswer, offerAccess as offerAccessBody, openEngagement as openEngagementBody,
  rewriteDraft as rewriteDraftBody, setConsent as setConsentBody, setReleaseDates as setReleaseDatesBody, waitingOffer,
} from "#contracts/engagement";
import { idParams } from "#contracts/access";
import { route, type Route } from "#rooms/platform";
import { acceptTerms } from "./accept-terms.ts";
import { askModel } from "./ask-model.ts";
import { attestCleanup } from "./attest-cleanup.ts";
import { closeEngagement } from "./close-engagement.ts";
import { declareRelease } from "./declare-release.ts";
import { endWindowNow } from "./end-access.ts";
import { engagementResource, evaluatedResource } from "./engagement.resources.ts";
import { finishEvaluation } from "./finish-evaluation.ts";
import { giveAdvice } from "./give-advice.ts";
import { confirmOffer, offerAccess, takeBackOffer } from "./offer-access.ts";
import { draftEngagement, openDraft, openEngagement, rewriteDraft } from "./open-engagement.ts";
import { openWindow } from "./open-window.ts";
import { pauseWindow } from "./pause-window.ts";
import { setConsent } from "./set-consent.ts";
import { setReleaseDates } from "./set-release-dates.ts";
import { listEngagements, listEvaluatorEngagements, showEngagement, showEvaluatorEngagement } from "./show-engagement.ts";
import { withdrawEngagement } from "./withdraw-engagement.ts";

const ROOM = "engagement";
const ENGAGEMENT = { kind: engagementResource, param: "id" };
const EVALUATED = { kind: evaluatedResource, param: "id" };

const developerRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "post", path: "/engagements", summary: "Open an engagement for a model under development", permission: "engagement:open", body: openEngagementBody, reply: engagement, status: 201,
    run: async ({ services, actor, body }) => showEngagement(services, actor, await openEngagement(services, { actor, terms: body })),
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/drafts", summary: "Keep an engagement as a draft, which nobody else learns of", permission: "engagement:open", body: openEngagementBody, reply: engagement, status: 201,
    run: async ({ services, actor, body }) => showEngagement(services, actor, await draftEngagement(services, { actor, terms: body })),
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/draft", summary: "Write a draft anew", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: rewriteDraftBody, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await rewriteDraft(services, { actor, engagementId: params.id, terms: body });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/opening", summary: "Open the engagement that was drafted", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await openDraft(services, { actor, engagementId: params.id });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "get", path: "/engagements", summary: "Your organisation's engagements", permission: "engagement:read-own", reply: engagementList,
    run: async ({ services, actor }) => ({ engagements: await listEngagements(services, actor) }),
  }),
  route({
    room: ROOM, method: "get", path: "/engagements/{id}", summary: "One of your engagements, with dates, windows, grants and days used", permission: "engagement:read-own", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: ({ services, actor, params }) => showEngagement(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/dates", summary: "Set the planned release dates, with the reason", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: setReleaseDatesBody, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await setReleaseDates(services, { actor, engagementId: params.id, dates: body });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/consent", summary: "Say anew what your organisation takes part in", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: setConsentBody, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await setConsent(services, { actor, engagementId: params.id, ...body });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/offer", summary: "Offer access under terms to named evaluators", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: offerAccessBody, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await offerAccess(services, { actor, engagementId: params.id, offer: body });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/offer/confirmation", summary: "Give the second lead's word to an offer that waits for it", permission: "engagement:second", resource: ENGAGEMENT, params: idParams, body: waitingOffer, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await confirmOffer(services, { actor, engagementId: params.id, offerId: body.offerId });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/offer/withdrawal", summary: "Take an offer back that waits for a second lead", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, body: waitingOffer, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await takeBackOffer(services, { actor, engagementId: params.id, offerId: body.offerId });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/window", summary: "Open the agreed window now", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await openWindow(services, { actor, engagementId: params.id });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/window/end", summary: "End the window, or take back an offer", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await endWindowNow(services, { actor, engagementId: params.id, reason: "developer-ended" });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/window/breach", summary: "End the window because its terms were broken", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await endWindowNow(services, { actor, engagementId: params.id, reason: "terms-breach" });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/window/pause", summary: "Pause the window: nobody has access meanwhile, and its days run on", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await pauseWindow(services, { actor, engagementId: params.id, event: "pause" });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/window/resumption", summary: "Let evaluators in again after a pause; the end stays where it is", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await pauseWindow(services, { actor, engagementId: params.id, event: "resume" });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/releases", summary: "Declare that the model was released; possible in every state", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, body: declareReleaseBody, reply: engagement,
    run: async ({ services, actor, params, body }) => {
      await declareRelease(services, { actor, engagementId: params.id, audience: body.audience });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/close", summary: "Close the engagement", permission: "engagement:manage", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await closeEngagement(services, { actor, engagementId: params.id });
      return showEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/engagements/{id}/withdrawal", summary: "Withdraw: at any time, without a reason; all access ends at once", permission: "engagement:stop", resource: ENGAGEMENT, params: idParams, reply: engagement,
    run: async ({ services, actor, params }) => {
      await withdrawEngagement(services, { actor, engagementId: params.id });
      return showEngagement(services, actor, params.id);
    },
  }),
];

const evaluatorRoutes: readonly Route[] = [
  route({
    room: ROOM, method: "get", path: "/evaluator/engagements", summary: "Engagements that name you as an evaluator", permission: "engagement:evaluate", reply: evaluatorEngagementList,
    run: async ({ services, actor }) => ({ engagements: await listEvaluatorEngagements(services, actor) }),
  }),
  route({
    room: ROOM, method: "get", path: "/evaluator/engagements/{id}", summary: "One engagement that names you", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, reply: evaluatorEngagement,
    run: ({ services, actor, params }) => showEvaluatorEngagement(services, actor, params.id),
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/acceptance", summary: "Accept the terms and state that you have no conflict of interest", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, body: acceptTermsBody, reply: evaluatorEngagement,
    run: async ({ services, actor, params, body }) => {
      await acceptTerms(services, { actor, engagementId: params.id, termsDigest: body.termsDigest });
      return showEvaluatorEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/model/messages", summary: "Ask the model, for the purpose of your grant; the developer sees that you did", permission: "engagement:use-model", resource: EVALUATED,
    // JSON may spell one character in six.
    params: idParams, body: askModelBody, reply: modelAnswer, maxBytes: 1024 * 1024,
    run: ({ services, actor, params, body }) => askModel(services, { actor, engagementId: params.id, ...body }),
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/advice", summary: "Send the developer an observation, a suggested safeguard or an outcome note", permission: "engagement:use-model", resource: EVALUATED, params: idParams, body: giveAdviceBody, reply: evaluatorEngagement,
    run: async ({ services, actor, params, body }) => {
      await giveAdvice(services, { actor, engagementId: params.id, advice: body });
      return showEvaluatorEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/finish", summary: "Say that you are done; with the last evaluator the window ends early", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, reply: evaluatorEngagement,
    run: async ({ services, actor, params }) => {
      await finishEvaluation(services, { actor, engagementId: params.id });
      return showEvaluatorEngagement(services, actor, params.id);
    },
  }),
  route({
    room: ROOM, method: "post", path: "/evaluator/engagements/{id}/cleanup", summary: "State what became of what you kept from the window", permission: "engagement:evaluate", resource: EVALUATED, params: idParams, body: attestCleanupBody, reply: evaluatorEngagement,
    run: async ({ services, actor, params, body }) => {
      await attestCleanup(services, { actor, engagementId: params.id, way: body.way, weights: body.weights });
      return showEvaluatorEngagement(services, actor, params.id);
    },
  }),
];

export const engagementRoutes: readonly Route[] = [...developerRoutes, ...evaluatorRoutes];
