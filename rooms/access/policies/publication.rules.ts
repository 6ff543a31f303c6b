import type { Role } from "#contracts/access";

export const PUBLICATION_POLICY = {} as const satisfies Record<string, readonly Role[]>;
