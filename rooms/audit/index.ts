/**
 * Audit: the append-only ledger of acts, each written in the act's own transaction.
 *
 * Words: *act* (something somebody did), *entry* (the act as it stands in the ledger), *checkpoint* (the signed head of
 * the log), *receipt* (proof, for one party, that an entry is in the log).
 */
import type { Room } from "#rooms/platform";
import { auditJobs } from "./audit.jobs.ts";
import { auditRoutes } from "./audit.routes.ts";

export { appendEntry, type Act } from "./append-entry.ts";
export { listActsNaming } from "./read-acts.ts";
export { checkpointSize, exportLedger, getReceipt, listReceipts, proveConsistency, sealLedger, type ExportedLedger, type SealedLedger } from "./seal-ledger.ts";

export const auditRoom: Room = { name: "audit", routes: auditRoutes, jobs: auditJobs };
