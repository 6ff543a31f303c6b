import { z } from "zod";
import { readAdvisory, type AffectedProduct } from "#engines/exposure";
import type { Services } from "#rooms/platform";
import { countOsvFiles, listOsvFiles } from "./osv-query.store.ts";

/** A published OSV record, as far as queries look at it. */
export interface OsvRecord {
  readonly id: string;
  readonly modified: string;
  /** Where its bytes are, exactly as they were signed. */
  readonly digest: string;
  readonly withdrawn: boolean;
  readonly packages: readonly { readonly ecosystem: string | null; readonly name: string; readonly product: AffectedProduct }[];
}

interface Index {
  readonly files: number;
  /** By id. */
  readonly records: readonly OsvRecord[];
  readonly byDigest: ReadonlyMap<string, OsvRecord>;
}

const EMPTY: Index = { files: 0, records: [], byDigest: new Map() };
// One for each installation in this process; a document is read once, since what its digest names never changes.
const indexes = new WeakMap<Services["artefacts"], Index>();

const ownRecord = z.object({
  id: z.string(),
  modified: z.string(),
  withdrawn: z.string().optional(),
  affected: z.array(z.looseObject({ package: z.object({ ecosystem: z.string(), name: z.string() }).optional() })).default([]),
});

/** Every OSV record in its newest revision, ordered by id. */
export async function listRecords({ db, artefacts }: Pick<Services, "db" | "artefacts">): Promise<readonly OsvRecord[]> {
  const known = indexes.get(artefacts) ?? EMPTY;
  const files = await countOsvFiles(db);
  if (files === known.files) return known.records;
  const records: OsvRecord[] = [];
  for (const { digest } of await listOsvFiles(db)) records.push(known.byDigest.get(digest) ?? readRecord(digest, await artefacts.get(digest)));
  records.sort((a, b) => (a.id < b.id ? -1 : 1));
  indexes.set(artefacts, { files, records, byDigest: new Map(records.map((record) => [record.digest, record])) });
  return records;
}

function readRecord(digest: string, bytes: Buffer): OsvRecord {
  const { id, modified, withdrawn, affected } = ownRecord.parse(JSON.parse(bytes.toString("utf8")));
  const packages = affected.flatMap((entry) => {
    const [product] = readAdvisory({ id, affected: [entry] }).affected;
    return product ? [{ ecosystem: entry.package?.ecosystem ?? null, name: entry.package?.name ?? product.product, product }] : [];
  });
  return { id, modified, digest, withdrawn: withdrawn !== undefined, packages };
}
