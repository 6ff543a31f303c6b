import type { Role } from "#contracts/access";

/** Operators see their own; everyone else sees counts. A delegate acts for those who named it, which is still to come. */
export const DISTRIBUTION_POLICY = {
  "distribution:take-part": ["operator", "state-local-authority"],
  "distribution:read-counts": ["clearinghouse-analyst", "clearinghouse-director"],
} as const satisfies Record<string, readonly Role[]>;
