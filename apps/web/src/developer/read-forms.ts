import type { Operations } from "../api.ts";
import { readChoice, readChoices, readInstant, readList, readOptionalText, readText } from "../parts/form-values.ts";

/** What the developer's forms say, as the API takes it. */

type OpenEngagement = Operations["POST /engagements"]["body"];
type ReleaseDates = Operations["POST /engagements/{id}/dates"]["body"];
type Consent = Operations["POST /engagements/{id}/consent"]["body"];
type Offer = Operations["POST /engagements/{id}/offer"]["body"];

export function readOpenEngagement(form: FormData): OpenEngagement {
  return {
    model: {
      name: readText(form, "model.name"),
      digest: readText(form, "model.digest").toLowerCase(),
      endpoint: readText(form, "model.endpoint"),
      endpointModel: readText(form, "model.endpointModel"),
      credential: readText(form, "model.credential"),
    },
    ...readConsent(form),
    partnerReleaseAt: readInstant(form, "partnerReleaseAt"),
    publicReleaseAt: readInstant(form, "publicReleaseAt"),
  };
}

export function readReleaseDates(form: FormData): ReleaseDates {
  return {
    partnerReleaseAt: readInstant(form, "partnerReleaseAt"),
    publicReleaseAt: readInstant(form, "publicReleaseAt"),
    reason: readText(form, "reason"),
  };
}

export function readConsent(form: FormData): Consent {
  return {
    signatory: { name: readText(form, "signatory.name"), title: readText(form, "signatory.title") },
    consentScope: readChoices(form, "consentScope"),
  };
}

export function readOffer(form: FormData): Offer {
  return {
    purpose: readChoice<Offer["purpose"]>(form, "purpose"),
    variant: readChoice<Offer["variant"]>(form, "variant"),
    weights: readChoice<NonNullable<Offer["weights"]>>(form, "weights"),
    tools: readList(form, "tools"),
    logging: readChoice<Offer["logging"]>(form, "logging"),
    retentionDays: Number(readText(form, "retentionDays")),
    text: readOptionalText(form, "text"),
    evaluators: readList(form, "evaluators").map((email) => ({ email })),
  };
}
