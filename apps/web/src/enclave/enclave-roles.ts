import type { Role } from "#contracts/access";

export const ENCLAVE_ROLES: readonly Role[] = ["benchmark-analyst", "nsa-director", "consultee"];
export const STANDARD_ROLES: readonly Role[] = ["benchmark-analyst", "nsa-director"];
export const STATUS_ROLES: readonly Role[] = ["benchmark-analyst", "nsa-director", "administrator"];
