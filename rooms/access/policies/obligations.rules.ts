import type { Role } from "#contracts/access";

export const OBLIGATIONS_POLICY = {
  "obligations:record-evidence": ["clearinghouse-director", "directive-officer", "omb-opm-officer"],
} as const satisfies Record<string, readonly Role[]>;
