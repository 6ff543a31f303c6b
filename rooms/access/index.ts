/**
 * Access: organisations, people, sessions, mailed links, purpose-bound named grants, policies.
 *
 * Words: *person* (never "user"), *role* (what somebody is), *permission* (an action a route names), *grant* (one named
 * person, one subject, one purpose, one end), *link* (a mailed secret with one audience), *read* (a logged look at
 * another organisation's record, shown to its owner).
 */
import type { Gatekeeper, Room } from "#rooms/platform";
import { accessRoutes } from "./access.routes.ts";
import messages from "./messages.en.json" with { type: "json" };
import { requirePermission } from "./permission.ts";
import { identify } from "./sessions.ts";

export { AccessRefusal } from "./access.errors.ts";
export { grantAccess, listGrants, listReadsOf, recordRead, requireGrant, revokeGrants, shortenGrants, type Grant, type GrantTerms } from "./grants.ts";
export { issueLink, openLink, redeemLink, revokeLinksTo, type LinkTerms, type OpenedLink } from "./links.ts";
export { addOrganisation, addPerson, findOrganisationCard, findPersonCard, findPersonCardByEmail, listHolders, type OrganisationCard, type PersonCard } from "./people.ts";
export { requireOwn, requirePermission } from "./permission.ts";
export { decideAdmission, isKnownPermission, listPolicies, PUBLIC, SIGNED_IN } from "./policy.rules.ts";
export { firstAdministratorLink, isSignedIn } from "./sessions.ts";

/** What the HTTP edge asks of this room. */
export const gatekeeper: Gatekeeper = { identify, admit: requirePermission };

export const accessRoom: Room = { name: "access", routes: accessRoutes, messages };
