import type { Role } from "#contracts/access";

/** Who takes requests for help up. */
export const HELPERS: readonly Role[] = ["directive-officer", "partner-security-lead"];
