import type { Role } from "#contracts/access";

/** Who keeps what operators get: advisories by others, waves, sectors. */
export const KEEPING: readonly Role[] = ["clearinghouse-analyst", "clearinghouse-director"];

/** Who sees how far fixes have come, as counts. */
export const COUNTING: readonly Role[] = [...KEEPING, "oversight"];

/** Who tells operators that joined on paper and have no account. */
export const TELLING: readonly Role[] = ["clearinghouse-analyst"];

/** Who asks organisations to join. */
export const INVITING: readonly Role[] = ["clearinghouse-analyst"];
