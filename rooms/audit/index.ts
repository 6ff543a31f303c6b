/**
 * Audit: the append-only ledger of acts, each written in the act's own transaction.
 *
 * Words: *act* (something somebody did), *entry* (the act as it stands in the ledger), *leaf* (the entry's place in the
 * log, given by the sequencer), *checkpoint* or *head* (the signed state of the log), *published head* (the one that the
 * public is shown for an hour), *witness* (somebody independent who cosigns heads), *receipt* (proof, for one party, that
 * an entry is in the log).
 */
import type { Room } from "#rooms/platform";
import messages from "./messages.en.json" with { type: "json" };
import { auditJobs } from "./audit.jobs.ts";
import { auditRoutes } from "./audit.routes.ts";
import { publicLogRoutes } from "./public-log.routes.ts";
import { pushHeadJob } from "./push-head.ts";
import { witnessPushRoutes } from "./witness-push.routes.ts";

export { listWitnessStandings } from "./cosign.ts";
export { appendEntries, appendEntry, type Act } from "./append-entry.ts";
export { exportLedger, type ExportedLedger } from "./export-ledger.ts";
export { getReceipt, listReceipts } from "./issue-receipts.ts";
export { checkpointSize, findHead, hasHead, proveConsistency, proveInclusion } from "./prove.ts";
export { publishHead } from "./publish-head.ts";
export { listActsNaming, readActs, readFirstAct } from "./read-acts.ts";
export { sealLedger, type SealedLedger } from "./seal-ledger.ts";

/** For a side that calls nobody: its witnesses come and fetch its heads. */
export const auditRoomWithoutPush: Room = { name: "audit", routes: [...auditRoutes, ...publicLogRoutes], jobs: auditJobs, messages };

export const auditRoom: Room = { ...auditRoomWithoutPush, routes: [...(auditRoomWithoutPush.routes ?? []), ...witnessPushRoutes], jobs: [...auditJobs, pushHeadJob] };
