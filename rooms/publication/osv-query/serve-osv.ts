import { osvBatch, osvBatchResults, osvQuery, osvVulnerabilities } from "#contracts/osv-query";
import { notFound, readJson, type FileReply, type Services } from "#rooms/platform";
import type { z } from "zod";
import { listRecords, type OsvRecord } from "./index-records.ts";
import { OsvRefusal } from "./osv-query.errors.ts";
import { queryRecords } from "./query-records.ts";
import { zipFiles } from "./zip-files.ts";

const JSON_TYPE = "application/json";

export async function answerQuery(services: Services, body: Uint8Array): Promise<FileReply> {
  const { records, nextPageToken } = await queryRecords(services, readBody(osvQuery, body));
  const vulns: Record<string, unknown>[] = [];
  for (const { digest } of records) vulns.push(JSON.parse((await services.artefacts.get(digest)).toString("utf8")) as Record<string, unknown>);
  return reply(osvVulnerabilities.parse({ ...(vulns.length > 0 ? { vulns } : {}), ...(nextPageToken === null ? {} : { next_page_token: nextPageToken }) }));
}

export async function answerBatch(services: Services, body: Uint8Array): Promise<FileReply> {
  const results: z.infer<typeof osvBatchResults>["results"] = [];
  for (const [place, query] of readBody(osvBatch, body).queries.entries()) {
    const { records, nextPageToken } = await queryRecords(services, query, `queries.${place}`);
    results.push({ ...(records.length > 0 ? { vulns: records.map(({ id, modified }) => ({ id, modified })) } : {}), ...(nextPageToken === null ? {} : { next_page_token: nextPageToken }) });
  }
  return reply(osvBatchResults.parse({ results }));
}

/** One record, exactly as it was signed. */
export async function serveRecord(services: Services, id: string): Promise<FileReply> {
  const record = (await listRecords(services)).find((one) => one.id === id);
  if (!record) throw notFound();
  return { bytes: await services.artefacts.get(record.digest), mediaType: JSON_TYPE };
}

/** A file of the dump, for one ecosystem or, without, for all. */
export async function serveDump(services: Services, { ecosystem, file }: { readonly ecosystem?: string; readonly file: string }): Promise<FileReply> {
  const all = await listRecords(services);
  const records = ecosystem === undefined ? all : all.filter((record) => foldersOf(record).includes(ecosystem));
  if (ecosystem !== undefined && records.length === 0) throw notFound();
  if (file === "all.zip") return { bytes: await zipRecords(services, records), mediaType: "application/zip", cache: "minute" };
  if (file === "modified_id.csv") return { bytes: listModified(records, ecosystem), mediaType: "text/csv; charset=utf-8", cache: "minute" };
  if (file === "ecosystems.txt" && ecosystem === undefined) return { bytes: listEcosystems(all).map((one) => `${one}\n`).join(""), mediaType: "text/plain; charset=utf-8", cache: "minute" };
  const record = ecosystem === undefined ? undefined : records.find(({ id }) => file === `${id}.json`);
  if (!record) throw notFound();
  return { bytes: await services.artefacts.get(record.digest), mediaType: JSON_TYPE };
}

/** Paths below `/api/feeds` of all files of the dump that are not published one by one already. */
export async function listDumpFiles(services: Services): Promise<readonly string[]> {
  const lists = ["all.zip", "modified_id.csv"];
  return [...lists, "ecosystems.txt", ...listEcosystems(await listRecords(services)).flatMap((ecosystem) => lists.map((file) => `${encodeURIComponent(ecosystem)}/${file}`))].map((path) => `osv/${path}`);
}

async function zipRecords({ artefacts }: Services, records: readonly OsvRecord[]): Promise<Buffer> {
  const files = [];
  for (const { id, digest } of records) files.push({ name: `${id}.json`, bytes: await artefacts.get(digest) });
  return zipFiles(files);
}

/** The latest first. Over all ecosystems a record stands once for each of its folders, and as it is where it has none. */
function listModified(records: readonly OsvRecord[], ecosystem: string | undefined): string {
  return records
    .toSorted((a, b) => (a.modified < b.modified ? 1 : -1))
    .flatMap((record) => {
      const folders = foldersOf(record);
      return ecosystem !== undefined || folders.length === 0 ? [`${record.modified},${record.id}\n`] : folders.map((folder) => `${record.modified},${folder}/${record.id}\n`);
    })
    .join("");
}

function listEcosystems(records: readonly OsvRecord[]): readonly string[] {
  return [...new Set(records.flatMap(foldersOf))].toSorted();
}

/** Ecosystems without their release: `Debian:12` lies in `Debian`. */
function foldersOf({ packages }: OsvRecord): readonly string[] {
  return [...new Set(packages.flatMap(({ ecosystem }) => (ecosystem === null ? [] : [ecosystem.split(":")[0] ?? ecosystem])))];
}

/** Whatever its media type says: the examples of osv.dev itself send none that is right. */
function readBody<Body>(schema: z.ZodType<Body>, bytes: Uint8Array): Body {
  let given: unknown;
  try {
    given = readJson(bytes);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw new OsvRefusal("body", "not valid JSON in UTF-8; send an object with a package");
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new OsvRefusal(issue?.path.join(".") || "body", issue?.message ?? "not valid");
}

function reply(body: object): FileReply {
  return { bytes: JSON.stringify(body), mediaType: JSON_TYPE };
}
