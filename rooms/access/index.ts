/**
 * Access: organisations, people, sessions, mailed links, purpose-bound named grants, policies.
 *
 * Words: *person* (never "user"), *role* (what somebody is), *permission* (an action a route names), *grant* (one named
 * person, one subject, one purpose, one end), *link* (a mailed secret with one audience), *read* (a logged look at
 * another organisation's record, shown to its owner).
 */
import { job, type Gatekeeper, type Room } from "#rooms/platform";
import { accessRoutes } from "./access.routes.ts";
import messages from "./messages.en.json" with { type: "json" };
import { accessFigures } from "./access.figures.ts";
import { exportAccess } from "./export-organisation.ts";
import { noteExport } from "./exports.ts";
import { forgetSpentProofs } from "./forget-spent-proofs.ts";
import { clears, refusalFor } from "./permission.ts";
import { readWatchJobs, readWatchRoutes } from "./read-watch.routes.ts";
import { admit } from "./require-in-person.ts";
import { beginRecovery } from "./recover-account.ts";
import { rewrapAll } from "./rotate-key.ts";
import { mailSignInLink } from "./sessions.ts";
import { tellOfChangedRow } from "./tell-of-changed-row.ts";
import { identify } from "./identify.ts";

export { AccessRefusal } from "./access.errors.ts";
export { listOwnDelegations, listPeopleActingFor } from "./delegations.ts";
export { endClientsFor } from "./end-clients.ts";
export { grantAccess, listGrants, listReadsOf, recordRead, requireGrant, revokeGrants, shortenGrants, type Grant, type GrantTerms, type Read } from "./grants.ts";
export { enterByLink, issueLink, openLink, redeemLink, revokeLinksTo, type LinkTerms, type OpenedLink } from "./links.ts";
export { listLinkHolders, revokeLinkPasskeys } from "./link-passkeys.ts";
export { addOrganisation, addPerson, enterOrganisation, enterPerson, findOrganisationCard, findPersonCard, findPersonCardByEmail, forgetOrganisation, listHolders, listHoldersOf, tellHolders, type OrganisationCard, type PersonCard } from "./people.ts";
export { type FilterColumns } from "./list-filter.store.ts";
export { authorise, filterFor, isAllowed, isKnownPermission, isSignedIn, mayEver, PUBLIC, requireOwn, requirePermission, SIGNED_IN } from "./permission.ts";
export { adoptOwnedRows } from "./adopt-owned-rows.ts";
export { adoptUnsealedRows, sealRow } from "./row-seals.ts";
export { listActions, listResourceTypes } from "./policy-engine.ts";
export { publishCounts, type RoomCount } from "./publish-counts.ts";
export { awaitSecondLead, giveSecondLeadsWord, listLendingsOn, takeBackLending } from "./second-lead.ts";
export { firstAdministratorLink } from "./sessions.ts";
export { settle, showBand, showBesideTotal, showTogether, SMALL_CELL } from "./small-cells.rules.ts";
export { summariseReads } from "./summarise-reads.ts";

/** What the HTTP edge asks of this room. */
export const gatekeeper: Gatekeeper = { identify, admit, judge: refusalFor, clears, noteExport };

export const accessRoom: Room = { name: "access", figures: accessFigures, routes: [...accessRoutes, ...readWatchRoutes], jobs: [job(mailSignInLink), job(beginRecovery), job(forgetSpentProofs), job(rewrapAll), job(tellOfChangedRow), ...readWatchJobs], subscriptions: [{ event: "platform.row-changed-outside", job: tellOfChangedRow.name }], exportOwned: exportAccess, messages };
