import type { Role } from "#contracts/access";

/** Advisories and feeds are everyone's. Before an embargo ends, operators and patch distributors see pre-notices only. */
export const PUBLICATION_POLICY = {
  "publication:publish": ["clearinghouse-analyst"],
  "publication:read-pre-notices": ["operator", "operator-delegate", "state-local-authority", "patch-distributor", "clearinghouse-analyst"],
} as const satisfies Record<string, readonly Role[]>;
