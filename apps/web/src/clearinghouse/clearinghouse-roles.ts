import type { Role } from "#contracts/access";

/** Who sees the queue, and that a finding is there. */
export const CLEARINGHOUSE: readonly Role[] = ["clearinghouse-analyst", "validator", "clearinghouse-director"];
