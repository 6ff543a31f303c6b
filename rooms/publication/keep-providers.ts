import { parseProviderMetadata } from "#engines/advisories";
import { appendEntry } from "#rooms/audit";
import { notFound, type Actor, type Queryable, type Services } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { deleteProvider, listProviders, upsertProvider } from "./publication.store.ts";

/** Whom our list of CSAF providers names besides us. */
export async function showProviders(db: Queryable) {
  return (await listProviders(db)).map(({ metadata }) => ({ url: metadata.canonical_url, name: metadata.publisher.name, role: metadata.role, lastUpdated: metadata.last_updated }));
}

/** Lists a provider by what it says of itself, unless it says that it does not want to be listed. */
export async function listProvider(services: Services, { actor, metadata }: { readonly actor: Actor; readonly metadata: unknown }): Promise<void> {
  const read = parseProviderMetadata(metadata);
  if ("problem" in read) throw new PublicationRefusal("not-a-provider", `metadata.${read.problem}; give the provider's own provider-metadata.json`, { field: "metadata" });
  if (!read.list_on_CSAF_aggregators) throw new PublicationRefusal("not-a-provider", "metadata.list_on_CSAF_aggregators: this provider does not want to be listed", { field: "metadata" });
  if (read.publisher.namespace === services.configuration.publicUrl) throw new PublicationRefusal("not-a-provider", "metadata.publisher.namespace: this house is on its list already", { field: "metadata" });
  await services.db.inTransaction(async (tx) => {
    await upsertProvider(tx, { metadata: read, listedBy: actor.personId, at: services.clock() });
    await appendEntry(services, tx, { kind: "publication.provider-listed", subject: actor.organisationId, by: actor, data: {} });
  });
}

export async function unlistProvider(services: Services, { actor, url }: { readonly actor: Actor; readonly url: string }): Promise<void> {
  await services.db.inTransaction(async (tx) => {
    if ((await deleteProvider(tx, url)) === 0) throw notFound();
    await appendEntry(services, tx, { kind: "publication.provider-unlisted", subject: actor.organisationId, by: actor, data: {} });
  });
}
