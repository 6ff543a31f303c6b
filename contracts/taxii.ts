/*
 * A TAXII 2.1 server (OASIS Standard, 10 June 2021) with one API root and one collection that anybody may read and nobody may
 * write. All paths are reached from the root of the site, as section 4.1 wants it, and below /api too.
 *   GET    /taxii2/                                                   → taxiiDiscovery
 *   GET    /taxii2/public/                                            → taxiiApiRoot
 *   GET    /taxii2/public/status/{id}/                                404: nothing is ever added from outside
 *   GET    /taxii2/public/collections/                                → taxiiCollections
 *   GET    /taxii2/public/collections/{collection}/                   → taxiiCollection; by its id or its alias
 *   GET    /taxii2/public/collections/{collection}/manifest/          → taxiiManifest
 *   GET    /taxii2/public/collections/{collection}/objects/           → taxiiEnvelope
 *   POST   /taxii2/public/collections/{collection}/objects/           403
 *   GET    /taxii2/public/collections/{collection}/objects/{id}/      → taxiiEnvelope
 *   DELETE /taxii2/public/collections/{collection}/objects/{id}/      403
 *   GET    /taxii2/public/collections/{collection}/objects/{id}/versions/  → taxiiVersions
 */
import { z } from "zod";

/** Whether the calendar has it, and the database a place for it: the 30th of February is a day to `Date`. */
export function isInstant(text: string): boolean {
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.getUTCFullYear() > 0 && at.toISOString().slice(0, 19) === text.slice(0, 19);
}

/** RFC 3339 in UTC; the standard's own are to the microsecond. */
const timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/, "expected an instant in UTC such as 2026-09-01T12:00:00.000000Z").refine(isInstant, "there is no such instant");
/** Words separated by commas, any of which will do (section 3.4.1). */
const anyOf = (word: RegExp, expected: string) =>
  z.string().max(4096).transform((text) => text.split(",")).refine((words) => words.length <= 100 && words.every((one) => word.test(one)), expected);
const VERSION = /^(first|last|all|\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z)$/;

const paging = {
  added_after: timestamp.optional(),
  limit: z.string().regex(/^[1-9]\d{0,8}$/, "expected a whole number from 1 on").transform(Number).optional(),
  next: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "expected the `next` of an earlier answer").optional(),
};
const version = { "match[version]": anyOf(VERSION, "expected first, last, all or instants").refine((words) => words.every((one) => !one.includes("T") || isInstant(one)), "there is no such instant").optional() };
const specVersion = { "match[spec_version]": anyOf(/^\d\.\d$/, "expected versions such as 2.1").optional() };
const STIX_ID = /^[a-z][a-z0-9-]{1,100}--[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const taxiiVersionsQuery = z.object({ ...paging, ...specVersion });
export const taxiiObjectQuery = z.object({ ...paging, ...version, ...specVersion });
export const taxiiObjectsQuery = z.object({
  ...paging, ...version, ...specVersion,
  "match[id]": anyOf(STIX_ID, "expected ids of STIX objects").optional(),
  "match[type]": anyOf(/^[a-z0-9-]{1,100}$/, "expected types of STIX objects").optional(),
});
export type TaxiiQuery = z.infer<typeof taxiiObjectsQuery>;

export const taxiiCollectionParams = z.object({ collection: z.string().max(100) });
export const taxiiObjectParams = taxiiCollectionParams.extend({ id: z.string().max(200) });
export const taxiiStatusParams = z.object({ id: z.string().max(100) });

export const taxiiDiscovery = z.strictObject({ title: z.string(), description: z.string(), default: z.url(), api_roots: z.array(z.url()).min(1) });
export const taxiiApiRoot = z.strictObject({ title: z.string(), description: z.string(), versions: z.array(z.string()).min(1), max_content_length: z.number().int().positive() });
export const taxiiCollection = z.strictObject({
  id: z.uuidv4(), title: z.string(), description: z.string(), alias: z.string(), can_read: z.boolean(), can_write: z.boolean(), media_types: z.array(z.string()).min(1),
});
export const taxiiCollections = z.strictObject({ collections: z.array(taxiiCollection).min(1) });

/** `next` stands with `more`; a list that would be empty is left out (section 2). */
const page = { more: z.boolean(), next: z.string().optional() };
export const taxiiEnvelope = z.strictObject({ ...page, objects: z.array(z.record(z.string(), z.unknown())).min(1).optional() });
export const taxiiManifest = z.strictObject({ ...page, objects: z.array(z.strictObject({ id: z.string(), date_added: timestamp, version: timestamp, media_type: z.string() })).min(1).optional() });
export const taxiiVersions = z.strictObject({ ...page, versions: z.array(timestamp).min(1).optional() });
export const taxiiError = z.strictObject({ title: z.string(), description: z.string(), error_code: z.string(), http_status: z.string().regex(/^\d{3}$/) });
