import type { Operations } from "../api.ts";
import { readChoice, readChoices, readInstant, readList, readOptionalText, readText } from "../parts/form-values.ts";

/** What the developer's forms say, as the API takes it. */

type OpenEngagement = Operations["POST /engagements"]["body"];
type AccessMode = NonNullable<OpenEngagement["model"]["accessMode"]>;
type Draft = Operations["POST /engagements/{id}/draft"]["body"];
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
      reducedEndpointModel: readOptionalText(form, "model.reducedEndpointModel"),
      lineage: readLineage(form),
      accessMode: readChoice<AccessMode>(form, "model.accessMode"),
      credential: readText(form, "model.credential"),
    },
    ...readConsent(form),
    partnerReleaseAt: readInstant(form, "partnerReleaseAt"),
    publicReleaseAt: readInstant(form, "publicReleaseAt"),
  };
}

function readLineage(form: FormData): OpenEngagement["model"]["lineage"] {
  const descendsFrom = readText(form, "model.lineage.descendsFrom").toLowerCase();
  return descendsFrom === "" ? null : { descendsFrom, materiallyNew: readChoices(form, "materiallyNew").length > 0 };
}

export function isKeptAsDraft(form: FormData): boolean {
  return form.get("draft") === "draft";
}

/** An empty credential keeps the one that the draft has. */
export function readDraft(form: FormData): Draft {
  const { model, ...rest } = readOpenEngagement(form);
  return { ...rest, model: { ...model, credential: model.credential === "" ? null : model.credential } };
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
    nondisclosure: readOptionalText(form, "nondisclosure"),
    evaluators: [...readList(form, "evaluators").map((email) => ({ email })), ...readOwnTerms(form)],
  };
}

/** People of whom something else is said than of all; a row without an address is none. */
function readOwnTerms(form: FormData): Offer["evaluators"] {
  return form.getAll("own").map(String).flatMap((row) => {
    const email = readText(form, `own.${row}.email`);
    if (email === "") return [];
    const purpose = readText(form, `own.${row}.purpose`) as Offer["purpose"] | "";
    const variant = readText(form, `own.${row}.variant`) as Offer["variant"] | "";
    const until = readInstant(form, `own.${row}.until`);
    return [{ email, until, ...(purpose === "" ? {} : { purpose }), ...(variant === "" ? {} : { variant }) }];
  });
}
