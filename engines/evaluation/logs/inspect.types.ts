/*
 * Inspect AI's log, as far as we write it (schema version 2, inspect-openapi.json). Wire spelling; what we read of other logs is
 * looked at field by field and has no type.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

export interface InspectUsage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly input_tokens_cache_read: number;
  readonly input_tokens_cache_write: number;
  readonly reasoning_tokens: number;
  /** US dollars; left out where a price was not known. */
  readonly total_cost?: number;
}

export interface InspectScore {
  readonly value: number;
  readonly answer: string | null;
  readonly explanation: string;
  readonly metadata: JsonObject;
  readonly history: readonly never[];
}

export interface InspectMessage {
  readonly id: string;
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly content: Json;
  readonly [field: string]: Json;
}

export interface InspectEvent {
  readonly event: string;
  readonly uuid: string;
  readonly timestamp: string;
  readonly working_start: number;
  readonly [field: string]: unknown;
}

/** What a sample comes to in the figures of the whole log. */
export interface SampleFigures {
  readonly taskId: string;
  readonly id: string;
  readonly epoch: number;
  /** Null where it says nothing of the model. */
  readonly score: number | null;
  readonly completed: boolean;
  readonly usage: InspectUsage;
}

export interface RenderedSample {
  /** The content of `samples/<id>_epoch_<n>.json`. */
  readonly sample: object;
  /** Its line in `summaries.json`. */
  readonly summary: object;
  readonly figures: SampleFigures;
}
