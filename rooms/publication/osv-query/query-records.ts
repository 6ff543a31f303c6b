import type { OsvQuery } from "#contracts/osv-query";
import { canonicalPurl, findPackageKey, parsePurl, versionMembership, type AffectedProduct } from "#engines/exposure";
import type { Services } from "#rooms/platform";
import { listRecords, type OsvRecord } from "./index-records.ts";
import { OsvRefusal } from "./osv-query.errors.ts";

const RECORDS_IN_PAGE = 100;

export interface Answer {
  readonly records: readonly OsvRecord[];
  /** The id after which the next page begins. */
  readonly nextPageToken: string | null;
}

/**
 * Which records are about this package, and this version of it. A version that cannot be compared with a record's bounds is
 * answered with the record: silence would be read as safety. Of commits we publish nothing, so none is ever found.
 * @param field names the query in what is refused
 */
export async function queryRecords(services: Pick<Services, "db" | "artefacts">, query: OsvQuery, field = "query"): Promise<Answer> {
  const wanted = readWanted(query, field);
  const found = wanted === null ? [] : (await listRecords(services)).filter((record) => !record.withdrawn && record.packages.some((one) => wanted.isOf(one) && isIn(one.product, wanted.version)));
  const after = found.filter(({ id }) => query.page_token === undefined || id > query.page_token);
  const records = after.slice(0, RECORDS_IN_PAGE);
  return { records, nextPageToken: after.length > records.length ? (records.at(-1)?.id ?? null) : null };
}

interface Wanted {
  readonly version: string | undefined;
  isOf(one: OsvRecord["packages"][number]): boolean;
}

/** Null for a query that is about a commit. */
function readWanted({ commit, version, package: named }: OsvQuery, field: string): Wanted | null {
  if (commit !== undefined) {
    if (version !== undefined) throw new OsvRefusal(`${field}.version`, "stands beside a commit; give one of them");
    return null;
  }
  if (named?.purl !== undefined) return readPurl(named.purl, { version, isNamed: named.name !== undefined || named.ecosystem !== undefined, field });
  const { name, ecosystem } = named ?? {};
  if (!name) throw new OsvRefusal(`${field}.package`, "name a package by its purl, or by name and ecosystem");
  if (!ecosystem) throw new OsvRefusal(`${field}.package.ecosystem`, "is missing; the same name means another package elsewhere");
  return {
    version: version || undefined,
    isOf: (one) => (one.ecosystem === ecosystem || one.ecosystem?.startsWith(`${ecosystem}:`) === true) && plainName(one.name, ecosystem) === plainName(name, ecosystem),
  };
}

function readPurl(text: string, { version, isNamed, field }: { readonly version: string | undefined; readonly isNamed: boolean; readonly field: string }): Wanted {
  if (isNamed) throw new OsvRefusal(`${field}.package`, "a purl stands beside a name or an ecosystem; give one of them");
  const identity = findPackageKey(text);
  if (identity === null) throw new OsvRefusal(`${field}.package.purl`, "is no package URL; write it as pkg:type/namespace/name@version");
  const own = parsePurl(canonicalPurl(text)).version;
  if (own !== null && version) throw new OsvRefusal(`${field}.version`, "the purl names a version already; give one of them");
  return { version: own ?? (version || undefined), isOf: ({ product }) => product.purl === identity };
}

/** PyPI takes every spelling of a name as the same (PEP 503). */
function plainName(name: string, ecosystem: string): string {
  return ecosystem === "PyPI" ? name.toLowerCase().replaceAll(/[-_.]+/g, "-") : name;
}

function isIn(product: AffectedProduct, version: string | undefined): boolean {
  return version === undefined || versionMembership(product, version) !== "out";
}
