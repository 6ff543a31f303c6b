import { z } from "zod";
import type { Instant, Publisher } from "../advisories.types.ts";
import type { CsafVersion } from "../csaf/read-document.ts";
import type { JsonObject } from "../document-bytes.ts";
import { toDocument } from "../document-bytes.ts";

const line = z.string().min(1).max(300);
const web = z.url({ protocol: /^https?$/ }).max(2048);

/** What a provider says of itself (`provider-metadata.json`), as far as a list of providers repeats it. */
const provider = z.object({
  canonical_url: web.regex(/\/provider-metadata\.json$/, "must end with /provider-metadata.json"),
  last_updated: z.iso.datetime({ offset: true }),
  list_on_CSAF_aggregators: z.boolean(),
  metadata_version: z.enum(["2.0", "2.1"]),
  publisher: z.object({ category: z.enum(["coordinator", "discoverer", "multiplier", "other", "translator", "user", "vendor"]), name: line, namespace: web }),
  role: z.enum(["csaf_publisher", "csaf_provider", "csaf_trusted_provider"]),
});
export type ListedProvider = z.infer<typeof provider>;

/** Reads a `provider-metadata.json` from outside; null where it is none. Attacker-controlled: nothing of it but these fields is kept. */
export function parseProviderMetadata(document: unknown): ListedProvider | { readonly problem: string } {
  const parsed = provider.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join(".") || "metadata"}: ${issue?.message ?? "is malformed"}` };
}

export interface CsafAggregator {
  /** Address of this document. */
  readonly url: string;
  readonly publisher: Publisher;
  readonly contact: string;
  readonly lastUpdated: Instant;
}

/** `aggregator.json` of a lister (section 7.1.21): where the documents of others are, too. It mirrors nothing. */
export function aggregatorDocument(version: CsafVersion, { url, publisher, contact, lastUpdated }: CsafAggregator, providers: readonly ListedProvider[]): JsonObject {
  return toDocument({
    $schema: version === "2.1" ? "https://docs.oasis-open.org/csaf/csaf/v2.1/schema/aggregator.json" : undefined,
    aggregator: { category: "lister", contact_details: contact, name: publisher.name, namespace: publisher.namespace },
    aggregator_version: version,
    canonical_url: url,
    csaf_providers: providers.map((one) => ({ metadata: { last_updated: one.last_updated, publisher: one.publisher, role: one.role, url: one.canonical_url } })),
    last_updated: lastUpdated,
  });
}
