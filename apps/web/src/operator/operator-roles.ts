import type { Role } from "#contracts/access";

/** Who enrols, keeps lists and works through a plan. */
export const TAKING_PART: readonly Role[] = ["operator", "state-local-authority"];

/** Who may ask for help. */
export const ASKING: readonly Role[] = ["operator", "operator-delegate", "state-local-authority"];
