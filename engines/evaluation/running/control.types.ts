import type { TaskLimits } from "../sets/set.types.ts";

/** Limits by name, of which null takes one away again; the set's own hold where nothing is said. */
export type LimitChanges = { readonly [Name in keyof TaskLimits]?: TaskLimits[Name] | null };

export type ControlCommand =
  | { readonly command: "pause" | "continue" | "cancel" }
  /** `cancel-sample` ends the sample for good; `requeue` begins it again from nothing, whether it runs or has ended (`failed`: all that the endpoint failed). */
  | { readonly command: "cancel-sample" | "requeue"; readonly sample: string }
  | { readonly command: "limit"; readonly limits: LimitChanges };

export interface GivenCommand {
  /** Null for a file that holds no command. */
  readonly command: ControlCommand | null;
  /** Takes it away, when it has been followed. */
  done(): Promise<void>;
}
