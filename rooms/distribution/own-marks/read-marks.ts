import type { AssetSetting } from "#contracts/distribution";
import { findPurlIdentity, type Asset } from "#engines/exposure";
import type { Queryable, Services } from "#rooms/platform";
import { listMarks } from "./own-marks.store.ts";

/** What the operator says of a thing, over what its list says; what it did not say is undefined. */
export interface OwnMark {
  readonly exposed?: Asset["exposed"] | undefined;
  readonly vital?: boolean | undefined;
  readonly setting?: AssetSetting | undefined;
}

/** What a thing is, without its version and its place in a file: the same one on a later list has the same. */
export function markKey(services: Pick<Services, "keys">, organisationId: string, { vendor, product, model, purl, cpe, serial, location }: Asset): string {
  const identity = [vendor, product, model ?? null, purl === null ? null : (findPurlIdentity(purl) ?? purl), cpe?.split(":").slice(0, 5).join(":") ?? null, serial, location];
  return services.keys.keyedHash("distribution-mark", `${organisationId}\n${JSON.stringify(identity)}`);
}

/** Under which a mark is sealed. */
export const MARK_PURPOSE = "distribution-mark";

/** All marks of an operator, by what they are of. */
export async function readMarks(services: Services, db: Queryable, organisationId: string): Promise<ReadonlyMap<string, OwnMark>> {
  return new Map((await listMarks(db, organisationId)).map((row) => [row.asset_key, openMark(services, row)]));
}

export function openMark(services: Services, row: { readonly id: string; readonly content: string }): OwnMark {
  return JSON.parse(services.keys.open(MARK_PURPOSE, row.id, row.content).toString("utf8")) as OwnMark;
}

/** What is known of a thing once its marks are laid over its list. */
export function withMark(exposed: Asset["exposed"], mark: OwnMark | undefined): { readonly exposed: Asset["exposed"]; readonly vital: boolean; readonly setting: AssetSetting } {
  return { exposed: mark?.exposed ?? exposed, vital: mark?.vital ?? false, setting: mark?.setting ?? "office" };
}
