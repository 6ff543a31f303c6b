/** HTTP statuses a refusal may carry. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 406 | 409 | 410 | 413 | 415 | 421 | 422 | 429 | 503;

/**
 * An expected "no". Each room derives its own class with a closed union of codes and a code → status table; the HTTP
 * edge turns it into a reply in one place, and a job that meets one ends without a retry.
 */
export abstract class Refusal extends Error {
  readonly code: string;
  readonly status: RefusalStatus;
  readonly field: string | undefined;
  /** When it is worth asking again, for a refusal that time alone ends. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, status: RefusalStatus, message: string, options?: { readonly field?: string; readonly retryAfterSeconds?: number; readonly cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.field = options?.field;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

export type PlatformRefusalCode = "not-found" | "invalid-input" | "too-large" | "unsupported-media-type" | "too-many-requests" | "conflict" | "cross-site" | "misdirected" | "changed-outside";

const STATUS = {
  "not-found": 404,
  "invalid-input": 400,
  "too-large": 413,
  "unsupported-media-type": 415,
  "too-many-requests": 429,
  conflict: 409,
  "cross-site": 403,
  misdirected: 421,
  "changed-outside": 409,
} satisfies Record<PlatformRefusalCode, RefusalStatus>;

/** The refusals any room may need. `not-found` is also the answer to "exists, but not for you" (INV-8). */
export class PlatformRefusal extends Refusal {
  declare readonly code: PlatformRefusalCode;

  constructor(code: PlatformRefusalCode, message: string, options?: { readonly field?: string; readonly retryAfterSeconds?: number; readonly cause?: unknown }) {
    super(code, STATUS[code], message, options);
  }
}

/** The one answer to absent and forbidden alike, so that nothing is learnt from the difference. */
export function notFound(): PlatformRefusal {
  return new PlatformRefusal("not-found", "There is nothing here that you may see.");
}

/** For whoever owned a record that somebody changed in the database, past all rules. */
export function changedOutside(): PlatformRefusal {
  return new PlatformRefusal("changed-outside", "This record was changed outside of Breakwater. It is shown to nobody and nothing is done with it; oversight was told. Ask your administrator to restore it.");
}
