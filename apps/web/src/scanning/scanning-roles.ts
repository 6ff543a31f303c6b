import type { Role } from "#contracts/access";
import { FINDERS } from "../findings/finders.ts";

/** Who opens campaigns and invites to them. */
export const RUNNERS: readonly Role[] = ["clearinghouse-analyst", "clearinghouse-director"];

export const CAMPAIGN_READERS: readonly Role[] = [...FINDERS, ...RUNNERS];

/** Who speaks for an organisation that finds weaknesses, or is to be told of them. */
export const JOINING: readonly Role[] = [...FINDERS, "operator", "organisation-manager"];
