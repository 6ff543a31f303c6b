import type { AdvisoryFeed, OutsideAdvisory, OutsideAdvisoryList } from "#contracts/outside-advisories";
import { appendEntry } from "#rooms/audit";
import { findAddressFault, newId, notFound, type Actor, type Services } from "#rooms/platform";
import { DistributionRefusal } from "../distribution.errors.ts";
import { checkFeedJob } from "./check-feed.ts";
import { countOutside, findFeed, insertFeed, listFeeds, listOutside, stopFeed, type FeedRow, type OutsideRow } from "./outside-advisories.store.ts";

const PAGE = 100;
/** Feeds are asked four times a day. */
const STALE_AFTER_MS = 2 * 86_400_000;

/** Adds a feed and has it fetched at once. */
export async function addFeed(services: Services, { actor, url }: { readonly actor: Actor; readonly url: string }): Promise<AdvisoryFeed> {
  const fault = findAddressFault(new URL(url), services.configuration.outboundAllow);
  if (fault !== undefined) throw new DistributionRefusal("feed-refused", `url: ${fault}; give the address of a provider-metadata.json or a ROLIE feed`, { field: "url" });
  const id = newId("feed");
  return services.db.inTransaction(async (tx) => {
    if ((await insertFeed(tx, { id, url, personId: actor.personId, at: services.clock() })) === 0) throw new DistributionRefusal("feed-refused", "url: this feed is fetched already", { field: "url" });
    await appendEntry(services, tx, { kind: "distribution.feed-added", subject: id, by: actor, data: {} });
    await services.jobs.enqueue(tx, checkFeedJob, { feedId: id }, { singletonKey: id });
    return toFeed((await findFeed(tx, id)) as FeedRow, services.clock());
  });
}

export async function checkFeedNow(services: Services, id: string): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await findFeed(tx, id))?.state !== "active") throw notFound();
    await services.jobs.enqueue(tx, checkFeedJob, { feedId: id }, { singletonKey: id });
  });
}

/** Fetches nothing more from it; what came from it stays. */
export async function endFeed(services: Services, { actor, id }: { readonly actor: Actor; readonly id: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await stopFeed(tx, id)) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "distribution.feed-stopped", subject: id, by: actor, data: {} });
  });
}

export async function showAdvisoryFeeds(services: Services): Promise<readonly AdvisoryFeed[]> {
  return (await listFeeds(services.db)).map((row) => toFeed(row, services.clock()));
}

export async function showOutside(services: Services, after: string | undefined): Promise<OutsideAdvisoryList> {
  const rows = await listOutside(services.db, after, PAGE + 1);
  const advisories = rows.slice(0, PAGE).map(toOutside);
  return { advisories, total: await countOutside(services.db), next: rows.length > PAGE ? (advisories.at(-1)?.id ?? null) : null };
}

function toFeed(row: FeedRow, now: Date): AdvisoryFeed {
  const { id, url, publisher, state, added_at: addedAt, checked_at: checkedAt, succeeded_at: succeededAt, fault, documents } = row;
  return { id, url, publisher, state, addedAt, checkedAt, succeededAt, isStale: state === "active" && now.getTime() - Date.parse(succeededAt ?? addedAt) > STALE_AFTER_MS, fault, documents };
}

function toOutside(row: OutsideRow): OutsideAdvisory {
  const { id, format, publisher, tracking_id: trackingId, version, released_at: releasedAt, title, url, state, digest, proof, products, vulnerabilities, imported_at: importedAt } = row;
  return { id, format, publisher, trackingId, version, releasedAt, title, url, state, digest, proof, products, vulnerabilities: [...vulnerabilities], importedAt };
}
