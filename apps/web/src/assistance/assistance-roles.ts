import type { Role } from "#contracts/access";

/** Who takes requests for help up. */
export const HELPERS: readonly Role[] = ["directive-officer", "partner-security-lead"];

/** Who asks for scans; one's own organisation's, or a principal's. */
export const ASKING: readonly Role[] = ["operator", "operator-delegate", "state-local-authority"];

/** Who runs them. */
export const RUNNING: readonly Role[] = ["partner-security-lead"];
