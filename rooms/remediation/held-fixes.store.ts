import { ownerMark, sql, type Queryable } from "#rooms/platform";
import { OWNED_PATCH } from "./remediation.store.ts";

export interface HeldPatch {
  readonly case_id: string;
  readonly digest: string;
  readonly fixed_version: string;
  readonly held_at: string;
}

const MOST = 1000;

/** Released patches that held when they were checked after their release; the newest. */
export function listHeldPatches(db: Queryable): Promise<HeldPatch[]> {
  return db.query(sql`SELECT p.case_id, p.digest, p.fixed_version, checked.at AS held_at, ${ownerMark(OWNED_PATCH, "p")} FROM remediation.patch p JOIN remediation.release_check checked ON checked.patch_id = p.id AND checked.held
    WHERE p.state = 'released' AND p.fixed_version IS NOT NULL ORDER BY checked.at DESC, p.id LIMIT ${MOST}`);
}
