import { createHash } from "node:crypto";
import type { AccessPurpose } from "#contracts/engagement";
import { recordRead, requireGrant } from "#rooms/access";
import { appendEntry } from "#rooms/audit";
import { newId, Refusal, type Actor, type Services } from "#rooms/platform";
import { EngagementRefusal } from "./engagement.errors.ts";
import { findHandle } from "./engagement.store.ts";
import { finishModelCall, insertModelCall } from "./model-use.store.ts";
import { SAME_READ_MS } from "./same-read.ts";
import { openEndpoint, type ModelEndpoint } from "./open-endpoint.ts";
import { refuseAccess, requireStandingAccess } from "./standing-access.ts";
import type { WindowTerms } from "./window-terms.ts";

/*
 * The life of one call of a model, the same from the page and from a program: it stands in the developer's list before the
 * model is asked; while the model speaks the access is asked for again and again, whatever jobs run or do not; and when the
 * access is over, so is the call, in the middle of a word.
 *
 *   under-way → answered | failed (the endpoint) | cut-off (the access ended, or the caller hung up)
 */

/** How long after an end a call may still run: asked anew this often, with a clock of this process and nobody's job. */
const LOOK_MS = 1000;

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

export interface ModelCallUnderWay {
  readonly id: string;
  readonly terms: WindowTerms;
  readonly endpoint: ModelEndpoint;
  /** Aborts with the refusal when the access is over. */
  readonly signal: AbortSignal;
  /** Throws the refusal when the access is over at this moment. */
  requireAccess(): Promise<void>;
  /** Says how it ended, once; what comes after the first is not heard. */
  end(outcome: "answered" | "failed" | "cut-off", answer?: { readonly bytes: number; readonly digest: string }): Promise<void>;
}

/** Begins a call: throws unless the access stands for this purpose and these tools. The caller ends it in every case. */
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
  const requireAccess = async () => {
    await requireStandingAccess(services, services.db, { actor, engagementId, keyId });
    await requireGrant(services, services.db, { actor, subject: engagementId, purpose });
  };
  const watch = watchAccess(requireAccess);
  let isOver = false;
  const call: Omit<ModelCallUnderWay, "endpoint"> = {
    id, terms, requireAccess,
    signal: watch.signal,
    end: async (outcome, answer) => {
      watch.stop();
      if (isOver) return;
      isOver = true;
      const answerDigest = terms.logging === "calls-and-digests" ? (answer?.digest ?? null) : null;
      await finishModelCall(services.db, id, { outcome, at: services.clock(), answerBytes: answer?.bytes ?? 0, answerDigest });
    },
  };
  if (!endpoint) {
    await call.end("failed");
    throw refuseAccess();
  }
  return { ...call, endpoint };
}

/** Runs a call to its end; what it throws is how it failed, or the refusal of an access that ended meanwhile. */
export async function withinCall<Result>(call: ModelCallUnderWay, work: () => Promise<{ readonly result: Result; readonly spoken: string }>): Promise<Result> {
  try {
    const { result, spoken } = await work();
    // A withdrawal while the model was thinking holds for its answer too.
    await call.requireAccess();
    await call.end("answered", digestAnswer(spoken));
    return result;
  } catch (error) {
    const cutOff = call.signal.aborted || (error instanceof Refusal && error.code !== "model-did-not-answer");
    await call.end(cutOff ? "cut-off" : "failed");
    throw call.signal.aborted ? call.signal.reason : error;
  }
}

export function digestAnswer(spoken: string): { readonly bytes: number; readonly digest: string } {
  return { bytes: Buffer.byteLength(spoken), digest: createHash("sha256").update(spoken).digest("hex") };
}

function requireTools(terms: WindowTerms, tools: readonly string[]): void {
  const foreign = tools.find((tool) => !terms.tools.includes(tool));
  if (foreign === undefined) return;
  throw new EngagementRefusal("tool-outside-terms", `tools: "${foreign}" is not among the tools that the terms name; leave it away, or ask the developer for other terms`, { field: "tools" });
}

interface Watch {
  readonly signal: AbortSignal;
  stop(): void;
}

/** Any failure to find the access standing ends it: a database that does not answer opens nothing. */
function watchAccess(requireAccess: () => Promise<void>): Watch {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    timer = setTimeout(() => {
      requireAccess().then(() => {
        if (!controller.signal.aborted && timer) look();
      }, (refusal: unknown) => controller.abort(refusal));
    }, LOOK_MS);
    timer.unref();
  };
  look();
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
