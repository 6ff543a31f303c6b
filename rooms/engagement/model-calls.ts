import { createHash } from "node:crypto";
import type { AccessPurpose } from "#contracts/engagement";
import { recordRead, requireGrant } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { followCall, type CallOutcome, type ModelCallUnderWay, type SpokenDigest } from "#rooms/model-proxy";
import { newId, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findHandle } from "./engagement.store.ts";
import { finishModelCall, insertModelCall } from "./model-use.store.ts";
import { SAME_READ_MS } from "./same-read.ts";
import { openEndpoint } from "./open-endpoint.ts";
import { refuseAccess, requireStandingAccess } from "./standing-access.ts";
import type { WindowTerms } from "./window-terms.ts";

export interface CallInput {
  readonly actor: Actor;
  readonly engagementId: string;
  readonly purpose: AccessPurpose;
  /** What the developer reads of it, when it comes from the page. */
  readonly what: string;
  /** The question as it goes to the model; its digest is kept where the terms say so. */
  readonly question: string;
  readonly tools: readonly string[];
  readonly keyId: string | null;
}

/** Begins an evaluator's call: throws unless the access stands for this purpose and these tools. It stands in the developer's list before the model is asked. */
export async function beginCall(services: Services, input: CallInput): Promise<ModelCallUnderWay> {
  const { actor, engagementId, purpose, tools, keyId, question } = input;
  const id = newId("call");
  const { terms, endpoint } = await services.db.inTransaction(async (tx) => {
    const { engagement, window, terms: granted } = await requireStandingAccess(services, tx, { actor, engagementId, keyId });
    await requireGrant(services, tx, { actor, subject: engagementId, purpose });
    requireTools(granted, tools);
    const digest = granted.logging === "calls-and-digests" ? createHash("sha256").update(question).digest("hex") : null;
    const read = { actor, ownerOrganisationId: engagement.organisation_id, subject: engagementId, purpose };
    // A program may ask a thousand times: among the reads it stands once in a while, in the list of calls each time.
    if (keyId === null) await recordRead(services, tx, { ...read, what: digest === null ? input.what : `${input.what}; SHA-256 of the question ${digest}` });
    else {
      await recordRead(services, tx, { ...read, what: "A program of theirs asks the model", onceInMs: SAME_READ_MS });
      await appendEntry(services, tx, { kind: "engagement.model-called", subject: engagementId, by: actor, data: { callId: id, purpose, ...(digest === null ? {} : { questionDigest: digest }) }, visibleTo: [engagement.organisation_id] });
    }
    await insertModelCall(tx, { id, engagementId, windowId: window.id, personId: actor.personId, keyId, purpose, tools, at: services.clock(), questionBytes: Buffer.byteLength(question), questionDigest: digest });
    const handle = await findHandle(tx, engagementId);
    return { terms: granted, endpoint: handle && openEndpoint(services, handle, granted.variant) };
  });
  const finish = (outcome: CallOutcome, answer?: SpokenDigest) =>
    finishModelCall(services.db, id, { outcome, at: services.clock(), answerBytes: answer?.bytes ?? 0, answerDigest: terms.logging === "calls-and-digests" ? (answer?.digest ?? null) : null });
  if (!endpoint) {
    await finish("failed");
    throw refuseAccess();
  }
  const requireAccess = async () => {
    await requireStandingAccess(services, services.db, { actor, engagementId, keyId });
    await requireGrant(services, services.db, { actor, subject: engagementId, purpose });
  };
  return followCall({ id, endpoint, requireAccess, refuse: refuseAccess, finish });
}

function requireTools(terms: WindowTerms, tools: readonly string[]): void {
  const foreign = tools.find((tool) => !terms.tools.includes(tool));
  if (foreign === undefined) return;
  throw new EngagementRefusal("tool-outside-terms", `tools: "${foreign}" is not among the tools that the terms name; leave it away, or ask the developer for other terms`, { field: "tools" });
}
