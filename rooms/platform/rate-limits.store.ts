import type { Queryable } from "./database.ts";
import { sql } from "./sql.ts";

/** Takes one from a bucket that holds `burst` and regains `perSecond`; false when there is not one in it. */
export async function takeFromBucket(db: Queryable, bucket: { readonly key: string; readonly burst: number; readonly perSecond: number; readonly at: Date }): Promise<boolean> {
  const { key, burst, perSecond, at } = bucket;
  const regained = sql`least(${burst}::float8, kept.level + greatest(0, extract(epoch FROM ${at}::timestamptz - kept.at)) * ${perSecond}::float8)`;
  const taken = await db.execute(sql`INSERT INTO platform.rate_bucket AS kept (key, level, at) VALUES (${key}, ${burst}::float8 - 1, ${at})
    ON CONFLICT (key) DO UPDATE SET level = ${regained} - 1, at = greatest(kept.at, ${at}::timestamptz) WHERE ${regained} >= 1`);
  return taken > 0;
}

export function deleteBucketsBefore(db: Queryable, at: Date): Promise<number> {
  return db.execute(sql`DELETE FROM platform.rate_bucket WHERE at < ${at}`);
}
