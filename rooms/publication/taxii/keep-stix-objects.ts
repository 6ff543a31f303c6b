import type { JsonObject } from "#engines/advisories";
import type { Services, Transaction } from "#rooms/platform";
import { hasStixObject, insertStixObject } from "./taxii.store.ts";

/**
 * Adds what a revision's bundle holds to the collection, in the bundle's order: a changed object as a further version, and
 * nothing that is there already. The caller holds the publishing lock.
 */
export async function keepStixObjects(services: Services, tx: Transaction, bundle: JsonObject): Promise<void> {
  const at = services.clock();
  for (const object of (bundle["objects"] ?? []) as readonly (JsonObject & { readonly id: string; readonly modified?: string; readonly created?: string })[]) {
    // Observables and markings without a time of their own have one version for ever (TAXII 2.1 section 3.4.1).
    const version = object.modified ?? object.created;
    if (version === undefined && (await hasStixObject(tx, object.id))) continue;
    await insertStixObject(tx, { object, version: version ?? at.toISOString(), at });
  }
}
