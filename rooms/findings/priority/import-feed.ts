import { createHash } from "node:crypto";
import { z } from "zod";
import { feedName, MAX_FEED_BYTES, type FeedFault, type FeedList, type FeedName, type FeedState } from "#contracts/priority";
import { AdvisoryError, readEpss, readKev } from "#engines/advisories";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, newId, OutboundError, SYSTEM_ACTOR, type Actor, type Job, type Services, type Transaction } from "#rooms/platform";
import { CADENCE_HOURS, judgeAge, judgeRelease } from "./feeds.rules.ts";
import { deleteSource, findRefused, findSource, findTaken, insertImport, listSaid, lockFeed, replaceKev, replaceScores, setSource } from "./feeds.store.ts";
import { FindingsRefusal } from "../findings.errors.ts";
import { findChanges } from "./priority.rules.ts";
import { reviewPriority } from "./review-priority.ts";

export interface ImportFeed {
  readonly actor: Pick<Actor, "personId" | "organisationId">;
  readonly feed: FeedName;
  /** Hostile: whoever publishes it, or stands between. */
  readonly bytes: Uint8Array;
  /** Takes what looks older or shrunk all the same, on a person's word. */
  readonly insist: boolean;
}

interface ReadRelease {
  readonly version: string;
  readonly releasedAt: string;
  readonly records: number;
  store(tx: Transaction): Promise<void>;
}

/**
 * Takes a release of KEV or EPSS, and has every open finding decided again of which it says something new. What cannot be
 * read, or looks wrong, is noted and changes nothing: decisions go on standing on the last good one. The same bytes again
 * change nothing. @throws FindingsRefusal `feed-refused`, after it was noted
 */
export async function importFeed(services: Services, { actor, feed, bytes, insist }: ImportFeed): Promise<void> {
  const release = read(feed, bytes);
  const fault = await services.db.inTransaction(async (tx) => {
    await lockFeed(tx, feed);
    const digest = createHash("sha256").update(bytes).digest("hex");
    const last = await findTaken(tx, feed);
    if (last?.digest === digest) return undefined;
    const note = { id: newId("feed"), feed, digest, personId: actor.personId, at: services.clock() };
    if (release instanceof AdvisoryError) return refuse(services, tx, { note, actor, fault: "unreadable", detail: release.message });
    const judged = judgeRelease(feed, { next: { releasedAt: new Date(release.releasedAt), records: release.records }, last: last && { releasedAt: new Date(last.released_at), records: last.records }, now: services.clock() });
    if ("fault" in judged && !insist) return refuse(services, tx, { note, actor, ...judged });

    const missed = "missed" in judged ? judged.missed : 0;
    const before = await listSaid(tx);
    await release.store(tx);
    await insertImport(tx, { ...note, version: release.version, released_at: release.releasedAt, records: release.records, missed, fault: null, fault_detail: null });
    await appendEntry(services, tx, { kind: "findings.feed-taken", subject: note.id, by: actor, data: { feed, digest, records: release.records, missed, insisted: "fault" in judged } });
    await services.jobs.emit(tx, "findings.feed-taken", { feed });
    for (const { findingId, cause, cveId } of findChanges(before, await listSaid(tx))) await services.jobs.enqueue(tx, reviewPriority, { findingId, change: { cause, cveId } });
    return undefined;
  });
  if (fault) throw new FindingsRefusal("feed-refused", `${fault.detail} The last good one goes on standing.`);
}

async function refuse(services: Services, tx: Transaction, { note, actor, fault, detail }: { readonly note: { id: string; feed: FeedName; digest: string; personId: string; at: Date }; readonly actor: ImportFeed["actor"]; readonly fault: FeedFault; readonly detail: string }): Promise<{ readonly detail: string }> {
  await insertImport(tx, { ...note, version: null, released_at: null, records: null, missed: 0, fault, fault_detail: detail.slice(0, 500) });
  await appendEntry(services, tx, { kind: "findings.feed-refused", subject: note.id, by: actor, data: { feed: note.feed, digest: note.digest === "" ? null : note.digest, fault } });
  return { detail };
}

function read(feed: FeedName, bytes: Uint8Array): ReadRelease | AdvisoryError {
  try {
    if (feed === "kev") {
      const { version, releasedAt, entries } = readKev(bytes);
      return { version, releasedAt, records: entries.length, store: (tx) => replaceKev(tx, entries) };
    }
    const { model, scoredAt, scores } = readEpss(bytes);
    return { version: model, releasedAt: scoredAt, records: scores.length, store: (tx) => replaceScores(tx, scores) };
  } catch (error) {
    if (error instanceof AdvisoryError) return error;
    throw error;
  }
}

/** Says where a feed is fetched from each day, or that it comes by file. */
export async function setFeedSource(services: Services, { actor, feed, url }: { readonly actor: Actor; readonly feed: FeedName; readonly url: string | null }): Promise<void> {
  const fault = url === null ? undefined : findAddressFault(new URL(url), services.configuration.outboundAllow);
  if (fault !== undefined) throw new FindingsRefusal("feed-refused", `url: ${fault}`, { field: "url" });
  await services.db.inTransaction(async (tx) => {
    if (url === null) await deleteSource(tx, feed);
    else await setSource(tx, { feed, url, personId: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "findings.feed-source-set", subject: feed, by: actor, data: { isFetched: url !== null } });
  });
}

const FEEDS = feedName.options;

/** Twice a day, so that one failure costs half a day; the same release again changes nothing. */
export const fetchFeeds: Job<Record<string, never>> = {
  name: "findings.fetch-feeds",
  payload: z.object({}),
  concurrency: 1,
  schedule: "11 5,17 * * *",
  run: async (services) => {
    for (const feed of FEEDS) {
      const url = await findSource(services.db, feed);
      if (url !== undefined) await fetchFeed(services, feed, url);
    }
  },
};

async function fetchFeed(services: Services, feed: FeedName, url: string): Promise<void> {
  try {
    const reply = await services.fetch(url, { redirect: "follow", maxBytes: MAX_FEED_BYTES });
    if (!reply.ok) throw new OutboundError("unreachable", `the address answered ${reply.status}`);
    await importFeed(services, { actor: SYSTEM_ACTOR, feed, bytes: new Uint8Array(await reply.arrayBuffer()), insist: false });
  } catch (error) {
    // It is noted already, and one bad feed holds up no other.
    if (error instanceof FindingsRefusal) return;
    if (!(error instanceof OutboundError)) throw error;
    await services.db.inTransaction((tx) => refuse(services, tx, { note: { id: newId("feed"), feed, digest: "", personId: SYSTEM_ACTOR.personId, at: services.clock() }, actor: SYSTEM_ACTOR, fault: "unreachable", detail: `It could not be fetched: ${error.message}.` }));
  }
}

/** How fresh each feed is, on which release decisions stand, and what was wrong with the last file. */
export async function showFeeds(services: Services): Promise<FeedList> {
  return { feeds: await Promise.all(FEEDS.map((feed) => showFeed(services, feed))) };
}

async function showFeed(services: Services, feed: FeedName): Promise<FeedState> {
  const { db } = services;
  const [source, taken, refused] = await Promise.all([findSource(db, feed), findTaken(db, feed), findRefused(db, feed)]);
  const { ageHours, isStale } = judgeAge(feed, { releasedAt: taken ? new Date(taken.released_at) : null, now: services.clock() });
  return {
    feed,
    source: source ?? null,
    taken: taken ? { version: taken.version, releasedAt: taken.released_at, records: taken.records, missed: taken.missed, takenAt: taken.at, ageHours } : null,
    cadenceHours: CADENCE_HOURS[feed],
    isStale,
    refused: refused?.fault ? { fault: refused.fault, detail: refused.fault_detail ?? "", at: refused.at } : null,
  };
}
