import type { Role } from "#contracts/access";

/** Who volunteers for requests for help. */
export const HELPERS: readonly Role[] = ["directive-officer", "partner-security-lead"];

/** Who enters what was asked by telephone, and what was asked or filled in on paper. */
export const ENTERING: readonly Role[] = ["clearinghouse-analyst", "directive-officer"];

/** Who keeps the public lists. */
export const KEEPERS: readonly Role[] = ["directive-officer", "omb-opm-officer"];

/** Who asks for scans; one's own organisation's, or a principal's. */
export const ASKING: readonly Role[] = ["operator", "operator-delegate", "state-local-authority"];

/** Who runs them. */
export const RUNNING: readonly Role[] = ["partner-security-lead"];
