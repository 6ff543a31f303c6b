import { createHash } from "node:crypto";
import { Refusal, watchStanding } from "#rooms/platform";
import type { ModelEndpoint } from "./model-endpoint.ts";

/*
 * The life of one call of a model, the same from a page and from a program, of an evaluator and of a partner: the room that
 * lets it begin has written it down before the model is asked; while the model speaks the access is asked for again and
 * again, whatever jobs run or do not; and when the access is over, so is the call, in the middle of a word.
 *
 *   under-way → answered | failed (the endpoint) | cut-off (the access ended, or the caller hung up)
 */

/** How long after an end a call may still run: asked anew this often, with a clock of this process and nobody's job. */
const LOOK_MS = 1000;

/** What was under way for longer than any call may last was cut off with its process. */
const LONGEST_CALL_MS = 31 * 60_000;

export interface SpokenDigest {
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly digest: string;
}

/** A call that was written down, as its room begins it. */
export interface BegunCall {
  readonly id: string;
  readonly endpoint: ModelEndpoint;
  /** Throws the room's refusal when the access is over at this moment. */
  requireAccess(): Promise<void>;
  /** The same refusal, for when not even that can be found out. */
  refuse(): Refusal;
  /** Writes down how it ended. */
  finish(outcome: CallOutcome, answer: SpokenDigest | undefined): Promise<void>;
}

export type CallOutcome = "answered" | "failed" | "cut-off";

export interface ModelCallUnderWay extends Pick<BegunCall, "id" | "endpoint" | "requireAccess" | "refuse"> {
  /** Aborts with the refusal when the access is over. */
  readonly signal: AbortSignal;
  /** Says how it ended, once; what comes after the first is not heard. */
  end(outcome: CallOutcome, answer?: SpokenDigest): Promise<void>;
}

/** Watches over a call from now on; whoever asked for it ends it in every case. */
export function followCall({ id, endpoint, requireAccess, refuse, finish }: BegunCall): ModelCallUnderWay {
  const watch = watchStanding(requireAccess, LOOK_MS);
  let isOver = false;
  return {
    id, endpoint, requireAccess, refuse,
    signal: watch.signal,
    end: async (outcome, answer) => {
      watch.stop();
      if (isOver) return;
      isOver = true;
      await finish(outcome, answer);
    },
  };
}

/** Runs a call to its end; what it throws is how it failed, or the refusal of an access that ended meanwhile. */
export async function withinCall<Result>(call: ModelCallUnderWay, work: () => Promise<{ readonly result: Result; readonly spoken: string }>): Promise<Result> {
  try {
    const { result, spoken } = await work();
    // An end while the model was thinking holds for its answer too.
    await call.requireAccess();
    await call.end("answered", digestAnswer(spoken));
    return result;
  } catch (error) {
    const cutOff = call.signal.aborted || (error instanceof Refusal && error.code !== "model-did-not-answer");
    await call.end(cutOff ? "cut-off" : "failed");
    throw call.signal.aborted ? call.signal.reason : error;
  }
}

/** How a call that was written down stands now. */
export function nameOutcome<Outcome extends CallOutcome | "under-way">(call: { readonly outcome: Outcome; readonly asked_at: string }, now: number): Outcome | "cut-off" {
  return call.outcome === "under-way" && now - Date.parse(call.asked_at) > LONGEST_CALL_MS ? "cut-off" : call.outcome;
}

export function digestAnswer(spoken: string): SpokenDigest {
  return { bytes: Buffer.byteLength(spoken), digest: createHash("sha256").update(spoken).digest("hex") };
}
