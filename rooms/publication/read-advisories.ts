import type { z } from "zod";
import type { PublicAdvisory } from "#engines/advisories";
import type { AdvisorySummary, AdvisoryView, DocumentKind, revisionList } from "#contracts/publication";
import { notFound, type FileReply, type Queryable, type Services } from "#rooms/platform";
import { textsOfHouse } from "./correct-advisory.ts";
import { isOwnReference } from "./publication.rules.ts";
import { findAdvisory, listAdvisories, listAllFiles, listFiles, type AdvisoryRow, type FileRow } from "./publication.store.ts";
import type { PriorityInputs, PublishedPatch } from "./publication.types.ts";
import { feedsUrl, toPublic } from "./write-documents.ts";

const MOST_LISTED = 500;

/** A published advisory as the rooms above see it, with its documents parsed. */
export interface PublishedAdvisory extends AdvisorySummary {
  readonly caseId: string;
  readonly weakness: PublicAdvisory["weakness"];
  readonly references: PublicAdvisory["references"];
  /** Null after a recall. */
  readonly patch: (PublishedPatch & { readonly artefactUrl: string; readonly signatureUrl: string }) | null;
  /** What the decision table needs besides the operator's own answer; null where nobody prioritised the case. */
  readonly priority: PriorityInputs | null;
  readonly documents: { readonly csaf: unknown; readonly osv: unknown };
}

/** One published advisory; an unknown id is a refusal that looks like absence. */
export async function getAdvisory(services: Services, db: Queryable, id: string): Promise<PublishedAdvisory> {
  const row = await findAdvisory(db, id);
  if (!row) throw notFound();
  return toPublished(services, db, row);
}

/** Every published advisory, the latest revised first; at most 500. */
export async function listPublishedAdvisories(services: Services, db: Queryable): Promise<readonly PublishedAdvisory[]> {
  const advisories: PublishedAdvisory[] = [];
  for (const row of await listAdvisories(db, MOST_LISTED)) advisories.push(await toPublished(services, db, row));
  return advisories;
}

/** The short form of every published advisory, for the public list. */
export async function listSummaries(services: Services): Promise<readonly AdvisorySummary[]> {
  return (await listAdvisories(services.db, MOST_LISTED)).map((row) => toSummary(row, toPublic(services, row.content)));
}

/** Everything the public page shows. */
export async function describeAdvisory(services: Services, id: string): Promise<AdvisoryView> {
  const row = await findAdvisory(services.db, id);
  if (!row) throw notFound();
  const advisory = toPublic(services, row.content);
  const [product] = advisory.products;
  const ofHouse = textsOfHouse(services, row.statement?.name);
  return {
    ...toSummary(row, advisory),
    summary: advisory.summary,
    weakness: advisory.weakness,
    affectedVersions: product?.fixedVersion ? services.messages.text("publication.text.before", { version: product.fixedVersion }) : services.messages.text("publication.text.all-versions"),
    severities: advisory.severities.map((severity) => ({ ...severity })),
    credits: advisory.credits.map(({ name, role, ai }) => ({ name, role, aiGenerated: ai !== null, model: ai?.model ?? null })),
    remediations: advisory.remediations.map(({ kind, text, url, ai }) => ({ kind, text, url, aiGenerated: ai !== null })),
    references: advisory.references.map((reference) => ({ ...reference, isOwn: isOwnReference(reference, ofHouse) })),
    revisions: advisory.revisions.map((revision) => ({ ...revision })),
    notice: advisory.notice,
    patch: withUrls(services, row.patch),
    ending: row.ending,
    statement: row.statement,
    documents: (await listFiles(services.db, row.id, row.revision)).map((file) => describeFile(services, file)),
  };
}

function describeFile(services: Services, { path, kind, digest }: FileRow): AdvisoryView["documents"][number] {
  const url = `${feedsUrl(services)}/${path}`;
  return { kind: kind as DocumentKind, url, signatureUrl: `${url}.sig`, openPgpUrl: kind === "csaf" || kind === "csaf-2.1" ? `${url}.asc` : null, sha256: digest };
}

/** Every revision with the files it went out in. */
export async function listRevisions(services: Services, id: string): Promise<z.infer<typeof revisionList>> {
  const row = await findAdvisory(services.db, id);
  if (!row) throw notFound();
  const files = await listAllFiles(services.db, id);
  const revisions = toPublic(services, row.content).revisions.map(({ number, at, summary }) => ({
    number, at, summary,
    documents: files.filter(({ revision }) => revision === number).map(({ path, kind, digest }) => ({
      kind: kind as DocumentKind, name: path.slice(path.lastIndexOf("/") + 1), url: `${services.configuration.publicUrl}/api/advisories/${id}/revisions/${number}/${digest}`, sha256: digest,
    })),
  }));
  return { revisions };
}

/** A document's bytes as one revision of its advisory had them. */
export async function readRevisionFile(services: Services, { id, revision, digest }: { readonly id: string; readonly revision: number; readonly digest: string }): Promise<FileReply> {
  const file = (await listFiles(services.db, id, revision)).find((one) => one.digest === digest);
  if (!file) throw notFound();
  return { bytes: await services.artefacts.get(digest), mediaType: "application/json; charset=utf-8", cache: "immutable" };
}

async function toPublished(services: Services, db: Queryable, row: AdvisoryRow): Promise<PublishedAdvisory> {
  const advisory = toPublic(services, row.content);
  const files = await listFiles(db, row.id, row.revision);
  const read = async (wanted: "csaf" | "osv"): Promise<unknown> => {
    const file = files.find(({ kind }) => kind === wanted);
    if (!file) throw new Error(`${row.tracking_id} revision ${row.revision} has no ${wanted} document`);
    return JSON.parse((await services.artefacts.get(file.digest)).toString("utf8"));
  };
  return {
    ...toSummary(row, advisory),
    caseId: row.case_id,
    weakness: advisory.weakness,
    references: advisory.references,
    patch: withUrls(services, row.patch),
    priority: row.priority,
    documents: { csaf: await read("csaf"), osv: await read("osv") },
  };
}

// The order in which one rating stands for all, where there is room for one only.
const PRECEDENCE = ["maintainer", "cna", "coordinator", "finder"] as const;

/** The short form of one advisory, as lists and webhooks tell it. */
export function toSummary(row: AdvisoryRow, advisory: PublicAdvisory): AdvisorySummary {
  const rating = PRECEDENCE.flatMap((role) => advisory.severities.filter((severity) => severity.role === role).slice(-1))[0]?.rating;
  const [product] = advisory.products;
  return {
    id: row.id,
    trackingId: row.tracking_id,
    cveId: advisory.cve?.id ?? null,
    state: row.state,
    title: advisory.title,
    product: { vendor: product?.vendor ?? "", name: product?.product ?? "" },
    severity: rating ?? null,
    fixedVersion: product?.fixedVersion ?? null,
    revision: row.revision,
    publishedAt: row.published_at,
    revisedAt: row.revised_at,
  };
}

function withUrls(services: Services, patch: PublishedPatch | null): PublishedAdvisory["patch"] {
  const base = `${services.configuration.publicUrl}/api/patches/${patch?.patchId}`;
  return patch && { ...patch, artefactUrl: `${base}/artefact`, signatureUrl: `${base}/signature` };
}
