import type { Role } from "#contracts/access";

/** Who enrols, keeps lists and works through a plan. */
export const TAKING_PART: readonly Role[] = ["operator", "state-local-authority"];

/** Who may do that for an organisation that named theirs. */
export const ACTING_FOR_OTHERS: Role = "operator-delegate";

/** Who may ask for help. */
export const ASKING: readonly Role[] = [...TAKING_PART, ACTING_FOR_OTHERS];

/** Who says which organisation acts for their own. */
export const NAMING_DELEGATES: readonly Role[] = [...TAKING_PART, "organisation-manager"];
