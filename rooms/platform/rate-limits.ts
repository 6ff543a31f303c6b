import { z } from "zod";
import { deleteBucketsBefore, takeFromBucket } from "./rate-limits.store.ts";
import { PlatformRefusal } from "./refusal.ts";
import type { Job, Services } from "./services.ts";

/*
 * How often one may ask. A bucket belongs to one identity (a person, a machine client; for those without a session the
 * network they call from) and either to everything it does or to one route. It is asked before anything of a record is
 * looked at, so it is the same for what is absent and what is forbidden, and tells nobody of anybody else.
 */

/** At most `requests` at once, and that many again over `perMs`. */
export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
  /** Kept in the database: for all processes together, and over a restart. */
  readonly durable?: true;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Everything of one identity together: a page of ours asks some ten things at once. */
export const OF_IDENTITY: RateLimit = { requests: 1200, perMs: MINUTE_MS };
export const OF_ROUTE: Readonly<Record<"read" | "change", RateLimit>> = {
  read: { requests: 600, perMs: MINUTE_MS },
  change: { requests: 120, perMs: MINUTE_MS },
};
/** What opens a session: a whole office may come from one address in the morning. */
export const OF_PROOFS: RateLimit = { requests: 300, perMs: 60 * MINUTE_MS, durable: true };
/** What mails somebody who did not ask for it themselves. */
export const OF_MAILS: RateLimit = { requests: 60, perMs: 60 * MINUTE_MS, durable: true };
// Whoever calls from more places than this pushes out the least used ones, which are then full again.
const BUCKETS_KEPT = 50_000;

export interface RateLimiter {
  /** Takes one from the identity's bucket and one from its bucket for this route; throws `too-many-requests`. */
  take(services: Services, request: { readonly identity: string; readonly route: string; readonly isChange: boolean; readonly limit: RateLimit | undefined }): Promise<void>;
}

/** `factor` widens or narrows every limit; 0 means there is none. Buckets that are not durable are this process's own. */
export function createRateLimiter(factor: number): RateLimiter {
  const buckets = new Map<string, { level: number; atMs: number }>();
  const take = (key: string, { requests, perMs }: RateLimit, nowMs: number): boolean => {
    const bucket = buckets.get(key) ?? { level: requests, atMs: nowMs };
    const level = Math.min(requests, bucket.level + (Math.max(0, nowMs - bucket.atMs) * requests) / perMs);
    buckets.delete(key);
    buckets.set(key, { level: level >= 1 ? level - 1 : level, atMs: Math.max(nowMs, bucket.atMs) });
    const oldest = buckets.size > BUCKETS_KEPT ? buckets.keys().next().value : undefined;
    if (oldest !== undefined) buckets.delete(oldest);
    return level >= 1;
  };
  const widen = (limit: RateLimit): RateLimit => ({ ...limit, requests: Math.max(1, limit.requests * factor) });
  return {
    take: async (services, { identity, route, isChange, limit = isChange ? OF_ROUTE.change : OF_ROUTE.read }) => {
      if (factor === 0) return;
      const at = services.clock();
      const ofRoute = widen(limit);
      if (!take(identity, widen(OF_IDENTITY), at.getTime())) throw refuse(widen(OF_IDENTITY));
      const key = `${identity} ${route}`;
      const has = limit.durable
        ? await takeFromBucket(services.db, { key: services.keys.keyedHash("rate-bucket", key), burst: ofRoute.requests, perSecond: (ofRoute.requests * 1000) / ofRoute.perMs, at })
        : take(key, ofRoute, at.getTime());
      if (!has) throw refuse(ofRoute);
    },
  };
}

/** Says when there is one again at the latest, and no more: how full a bucket is, is nobody's business. */
function refuse({ requests, perMs }: RateLimit): PlatformRefusal {
  const retryAfterSeconds = Math.max(1, Math.ceil(perMs / requests / 1000));
  return new PlatformRefusal("too-many-requests", `Too many requests; wait ${retryAfterSeconds === 1 ? "a second" : `${retryAfterSeconds} seconds`} and try again.`, { retryAfterSeconds });
}

/** A bucket that nobody took from for a day is full again, and an address is not kept longer than it is needed. */
export const forgetRateBuckets: Job<Record<string, never>> = {
  name: "platform.forget-rate-buckets",
  payload: z.object({}),
  schedule: "17 * * * *",
  run: async (services) => {
    await deleteBucketsBefore(services.db, new Date(services.clock().getTime() - DAY_MS));
  },
};
