import type { Role } from "#contracts/access";

/** Whose groups a developer may release a preparedness brief to. */
export const BRIEF_READERS: readonly Role[] = ["clearinghouse-analyst", "clearinghouse-director", "directive-officer", "partner-security-lead"];
/** Who is told that there was an incident. */
export const NOTICE_READERS: readonly Role[] = ["clearinghouse-analyst", "clearinghouse-director"];
