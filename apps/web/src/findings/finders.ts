import type { Role } from "#contracts/access";

/** Who may claim targets and submit findings. */
export const FINDERS: readonly Role[] = ["finder", "developer-security-lead", "developer-release-lead", "partner-security-lead"];
