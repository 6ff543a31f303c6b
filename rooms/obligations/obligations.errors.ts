import { Refusal, type RefusalStatus } from "#rooms/platform";

/** What taskings, their trackers and the milestones of other installations refuse. */
export type ObligationsRefusalCode =
  | "unknown-paragraph"
  | "date-in-future"
  | "before-signing"
  | "archived-before-published"
  | "already-recorded"
  | "already-struck"
  | "unknown-programme"
  | "unknown-pathway"
  | "name-taken"
  | "quarter-not-begun"
  | "key-not-usable"
  | "own-installation"
  | "already-pinned"
  | "nothing-waits"
  | "not-signed-by-a-pinned-key"
  | "not-a-milestone"
  | "not-its-paragraph"
  | "milestone-contradicts-itself"
  | "milestone-not-newer";

const STATUS = {
  "unknown-paragraph": 404,
  "date-in-future": 422,
  "before-signing": 422,
  "archived-before-published": 422,
  "already-recorded": 409,
  "already-struck": 409,
  "unknown-programme": 404,
  "unknown-pathway": 404,
  "name-taken": 409,
  "quarter-not-begun": 422,
  "key-not-usable": 422,
  "own-installation": 422,
  "already-pinned": 409,
  "nothing-waits": 409,
  "not-signed-by-a-pinned-key": 422,
  "not-a-milestone": 422,
  "not-its-paragraph": 422,
  "milestone-contradicts-itself": 422,
  "milestone-not-newer": 409,
} satisfies Record<ObligationsRefusalCode, RefusalStatus>;

export class ObligationsRefusal extends Refusal {
  declare readonly code: ObligationsRefusalCode;

  constructor(code: ObligationsRefusalCode, message: string, field?: string, cause?: unknown) {
    super(code, STATUS[code], message, { ...(field === undefined ? {} : { field }), cause });
  }
}
