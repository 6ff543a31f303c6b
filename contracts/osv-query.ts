/*
 * What osv.dev's API answers about packages (https://google.github.io/osv.dev/api/), of our own advisories. Reached from the
 * root of the site, so that a client needs another host name only, and below /api/osv too.
 *   POST /v1/query          osvQuery → osvVulnerabilities
 *   POST /v1/querybatch     osvBatch → osvBatchResults; ids and instants only
 *   GET  /v1/vulns/{id}     → the record, exactly as it was signed
 * And the layout of osv.dev's data dumps:
 *   GET  /feeds/osv/all.zip, /feeds/osv/modified_id.csv, /feeds/osv/ecosystems.txt
 *   GET  /feeds/osv/{ecosystem}/all.zip, /feeds/osv/{ecosystem}/modified_id.csv, /feeds/osv/{ecosystem}/{id}.json
 */
import { z } from "zod";

export const MOST_IN_BATCH = 1000;
export const MAX_BATCH_BYTES = 1024 * 1024;

const word = z.string().max(500);

/** The body of a query; what is neither a purl nor a package with its ecosystem is refused with a sentence. */
export const osvQuery = z.object({
  commit: word.optional(),
  version: word.optional(),
  package: z.object({ name: word.optional(), ecosystem: word.optional(), purl: word.optional() }).optional(),
  page_token: word.optional(),
});
export type OsvQuery = z.infer<typeof osvQuery>;
export const osvBatch = z.object({ queries: z.array(osvQuery).max(MOST_IN_BATCH, `at most ${MOST_IN_BATCH} queries at once`) });

export const osvVulnerabilities = z.strictObject({ vulns: z.array(z.record(z.string(), z.unknown())).min(1).optional(), next_page_token: z.string().optional() });
export const osvBatchResults = z.strictObject({
  results: z.array(z.strictObject({ vulns: z.array(z.strictObject({ id: z.string(), modified: z.string() })).min(1).optional(), next_page_token: z.string().optional() })),
});
export const osvRecordParams = z.object({ id: z.string().max(120) });
export const osvDumpParams = z.object({ ecosystem: z.string().max(100), file: z.string().max(120) });
/** As osv.dev words a refusal: a number of gRPC and a sentence. */
export const osvError = z.strictObject({ code: z.number().int(), message: z.string() });
