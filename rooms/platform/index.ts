/**
 * Platform: database, jobs, clock, HTTP, mail, notifications, artefacts, keys, configuration. It knows no room.
 *
 * Words: *services* (the world handed to every workflow), *transaction* (what happens together), *refusal* (an expected
 * no), *route* (an API operation as data), *job* (work that may run again), *event* (what a lower room tells upper ones).
 */
import messages from "./messages.en.json" with { type: "json" };
import { forgetNotices, sendMail } from "./notify.ts";
import { forgetRateBuckets } from "./rate-limits.ts";
import { job, type Room } from "./room.ts";

export { NOBODY, SYSTEM_ACTOR, type Actor } from "./actor.ts";
export { createArtefactStore, type ArtefactStore } from "./artefacts.ts";
export { runBaseBackup } from "./base-backup.ts";
export { BUNDLE_BYTES, FILES_AT_ONCE, readBundleFile, readNewBundles, writeBundleFile, type BundleFile } from "./bundle-files.ts";
export { systemClock, type Clock } from "./clock.ts";
export { readConfiguration, type Configuration } from "./configuration.ts";
export { isUniqueViolation, openDatabase, type Database, type Queryable, type Transaction } from "./database.ts";
export { asNobodyInNamespace, socketDirectoryOf, startCluster, type Cluster, type RunAs } from "./embedded-postgres.ts";
export { requireRecord, type Gatekeeper, type Identified, type Presented } from "./gatekeeper.ts";
export { dropControls, escapeControls } from "./hostile-text.rules.ts";
export { createApi } from "./http.ts";
export { inTurn } from "./in-turn.ts";
export { watchStanding } from "./watch-standing.ts";
export { describeApi } from "./openapi.ts";
export { newId, newSecret } from "./ids.ts";
export { createKeyService, equalSecrets, type KeyService } from "./keys.ts";
export { type KeyEncryption } from "./key-encryption.ts";
export { rewrapSealed, type Rewrapped } from "./rewrap-sealed.ts";
export { createLog, type Log } from "./log.ts";
export { listenForMail, type IncomingMail } from "./mail-in.ts";
export { createMessages, type MessageFile, type Messages } from "./messages.ts";
export { APPLICATION_ROLE, migrate } from "./migrate.ts";
export { listInbox, markRead, type InboxEntry } from "./inbox.ts";
export { createOwnerKeeper, ownedTable, ownerMark, sealOwner, type ChangedRow, type OwnedTable } from "./ownership.ts";
export { sealOwnedRows } from "./seal-owned-rows.ts";
export { notify, type Notice, type Recipient } from "./notify.ts";
export { OF_MAILS, OF_PROOFS, type RateLimit } from "./rate-limits.ts";
export { readJson, TrapInJson } from "./read-json.ts";
export { changedOutside, notFound, PlatformRefusal, Refusal, type RefusalStatus } from "./refusal.ts";
export { route, type EntityReference, type Exchange, type Fact, type Facts, type FileReply, type ResourceKind, type Route, type RouteDefinition, type RouteResource, type StreamReply } from "./route.ts";
export { endWhenBroken, runUntilStopped } from "./run-until-stopped.ts";
export { findAddressFault, OutboundError, type GuardedFetch, type GuardedInit } from "./safe-fetch.ts";
export { generateSealingKey, openSealed, sealTo, type SealingKey } from "./sealed-box.ts";
export { listen, serveWeb, type Listener } from "./serve.ts";
export type { Job, Jobs, Services, Subscription } from "./services.ts";
export { closest, listLeaves } from "./labels.ts";
export { markFile, type Marking } from "./watermark.ts";
export { json, prepared, sql, type Statement } from "./sql.ts";
export { closeServices, composeServices, type Composition } from "./compose.ts";
export { job, type Mailbox, type Room } from "./room.ts";

export const platformRoom: Room = { name: "platform", jobs: [job(sendMail), job(forgetNotices), job(forgetRateBuckets)], messages };
