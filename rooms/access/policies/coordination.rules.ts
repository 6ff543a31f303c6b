import type { Role } from "#contracts/access";

/** Maintainers come by a mailed link and need no role here. */
export const COORDINATION_POLICY = {
  "coordination:open-project": ["clearinghouse-analyst"],
  "coordination:list": ["clearinghouse-analyst", "clearinghouse-director"],
  "coordination:read": ["clearinghouse-analyst"],
  "coordination:coordinate": ["clearinghouse-analyst"],
} as const satisfies Record<string, readonly Role[]>;
