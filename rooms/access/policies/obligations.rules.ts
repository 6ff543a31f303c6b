import type { Role } from "#contracts/access";

export const OBLIGATIONS_POLICY = {} as const satisfies Record<string, readonly Role[]>;
