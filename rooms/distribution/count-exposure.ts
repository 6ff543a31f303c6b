import { z } from "zod";
import { createMatcher, type Advisory, type AffectedProduct } from "#engines/exposure";
import { listProductKeys, recordExposure, type ProductKey } from "#rooms/findings";
import type { Job, Services, Transaction } from "#rooms/platform";
import { findOperator, listOperatorIds } from "./distribution.store.ts";
import { openInventories } from "./open-inventories.ts";

/*
 * How many enrolled operators run the product of an open finding, pushed down to whoever orders the work on findings. From
 * there come names of products and repositories and nothing of what a finding says; nothing of this is kept here, and no
 * operator is told: the embargo holds.
 */

// Findings are prioritised and lists uploaded in bursts; one count answers them all.
const WAIT_MS = 60_000;
/** A finding names no vendor: the same product name alone comes to 0.665, a part of it to less than 0.5. */
const SAME_NAME = 0.6;

/** Counts every open finding's exposure anew, once for all that ask within a minute. */
export async function askExposure(services: Services, tx: Transaction): Promise<void> {
  await services.jobs.enqueue(tx, countExposureJob, {}, { singletonKey: "all", startAfter: new Date(services.clock().getTime() + WAIT_MS) });
}

/** Somebody's priority asks for it. */
export const askExposureJob: Job<{ readonly findingId: string }> = {
  name: "distribution.ask-exposure",
  payload: z.object({ findingId: z.string() }),
  run: (services) => services.db.inTransaction((tx) => askExposure(services, tx)),
};

export const countExposureJob: Job<Record<string, never>> = {
  name: "distribution.count-exposure",
  payload: z.object({}),
  concurrency: 1,
  schedule: "41 3 * * *",
  expireInSeconds: 3600,
  run: countExposure,
};

async function countExposure(services: Services): Promise<void> {
  const products = await listProductKeys(services);
  if (products.length === 0) return;
  const matcher = createMatcher(products.map(toAdvisory));
  const sectorsOf = new Map(products.map(({ findingId }) => [findingId, new Map<string, number>()]));
  for (const organisationId of await listOperatorIds(services.db)) {
    const operator = await findOperator(services.db, organisationId);
    if (!operator) continue; // It has left meanwhile.
    const affected = new Set<string>();
    for await (const inventory of openInventories(services, services.db, organisationId)) {
      for (const { advisoryId } of matcher.match(inventory, { threshold: SAME_NAME })) affected.add(advisoryId);
    }
    for (const findingId of affected) {
      const sectors = sectorsOf.get(findingId);
      sectors?.set(operator.sector, (sectors.get(operator.sector) ?? 0) + 1);
    }
  }
  for (const [findingId, sectors] of sectorsOf) {
    const table = [...sectors].toSorted(([left], [right]) => left.localeCompare(right));
    await services.db.inTransaction((tx) => recordExposure(services, tx, { findingId, operators: table.reduce((sum, [, count]) => sum + count, 0), sectors: table }));
  }
}

/** A product in every version, as what nobody has published names it. */
function toAdvisory({ findingId, name, repository }: ProductKey): Advisory {
  const product: AffectedProduct = {
    advisoryId: findingId, vendor: null, product: name, purl: null, cpe: null,
    scheme: "generic", ranges: [{}], versions: [], unread: null,
    vulnerabilities: [{ id: findingId, aliases: [], remedies: [] }],
  };
  const purl = repository === null ? undefined : toPurl(repository);
  return { id: findingId, title: "", format: "osv", withdrawn: false, affected: [product, ...(purl === undefined ? [] : [{ ...product, purl }])], notAffected: [], leftOut: 0 };
}

/** package-url/purl-spec, type `github`: owner and name in lower case. */
function toPurl(repository: string): string | undefined {
  const [, owner, name] = /^https?:\/\/github\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/i.exec(repository) ?? [];
  return owner === undefined || name === undefined ? undefined : `pkg:github/${owner.toLowerCase()}/${name.toLowerCase()}`;
}
