import { createHash } from "node:crypto";
import { z } from "zod";
import { AdvisoryError, readAdvisory, toInertText, type Advisory } from "#engines/exposure";
import { readJson } from "#rooms/platform";

const web = z.url({ protocol: /^https?$/ }).max(2000);
const instant = z.iso.datetime({ offset: true });

/** What makes a CSAF 2.x document one that can be kept: whose it is, what it is called, and which version of it. */
const csaf = z.object({
  document: z.object({
    title: z.string().min(1),
    csaf_version: z.enum(["2.0", "2.1"]),
    publisher: z.object({ name: z.string().min(1), namespace: web }),
    tracking: z.object({ id: z.string().min(1).max(200), version: z.string().min(1).max(100), status: z.enum(["draft", "interim", "final"]), current_release_date: instant }),
    distribution: z.object({ tlp: z.object({ label: z.string() }).nullish() }).nullish(),
    references: z.array(z.object({ category: z.string().nullish(), url: z.string() })).nullish().catch(null),
  }),
});
const osv = z.object({
  id: z.string().min(1).max(200),
  modified: instant,
  summary: z.string().nullish(),
  references: z.array(z.object({ type: z.string().nullish(), url: z.string() })).nullish().catch(null),
});

const TITLE_LENGTH = 300;
const MOST_VULNERABILITIES = 500;

/** An advisory of somebody else, as far as it is shown and found again. Its texts are a stranger's, made inert and bounded. */
export interface ReadDocument {
  readonly format: "csaf" | "osv";
  readonly publisher: string;
  readonly trackingId: string;
  readonly version: string | null;
  readonly releasedAt: Date;
  readonly title: string;
  readonly url: string | null;
  readonly advisory: Advisory;
  readonly vulnerabilities: readonly string[];
  /** SHA-256 of the bytes, hex. */
  readonly digest: string;
  readonly bytes: Uint8Array;
}

/** Why a document is not taken, as a sentence that says what to do. */
export class UnfitDocument extends Error {}

/** Reads one CSAF 2.x document or OSV record. @throws {UnfitDocument} */
export function readDocument(bytes: Uint8Array): ReadDocument {
  const document = parse(bytes);
  const parts = typeof document === "object" && document !== null && "document" in document ? readCsafParts(document) : readOsvParts(document);
  const advisory = readMatchable(document);
  const vulnerabilities = [...new Set(advisory.affected.flatMap((product) => product.vulnerabilities.map(({ id }) => id)))];
  return { ...parts, advisory, vulnerabilities: vulnerabilities.slice(0, MOST_VULNERABILITIES), digest: createHash("sha256").update(bytes).digest("hex"), bytes };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return readJson(bytes);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
    throw new UnfitDocument("It is not JSON in UTF-8; give the document as its publisher has it.", { cause });
  }
}

function readMatchable(document: unknown): Advisory {
  try {
    return readAdvisory(document);
  } catch (cause) {
    if (!(cause instanceof AdvisoryError)) throw cause;
    throw new UnfitDocument(cause.message, { cause });
  }
}

type Parts = Omit<ReadDocument, "advisory" | "vulnerabilities" | "digest" | "bytes">;

function readCsafParts(document: unknown): Parts {
  const { title, publisher, tracking, distribution, references } = checked(csaf, document, "a CSAF 2.0 or 2.1 document").document;
  if (tracking.status === "draft") throw new UnfitDocument("document.tracking.status: it is a draft; wait until its publisher has released it.");
  const label = distribution?.tlp?.label ?? "CLEAR";
  // FIRST, Traffic Light Protocol 2.0: only CLEAR (WHITE in 1.0) is for everybody, and every operator sees this.
  if (!["CLEAR", "WHITE"].includes(label)) throw new UnfitDocument(`document.distribution.tlp: it is marked TLP:${toInertText(label, 20)} and not for everybody; import only what is TLP:CLEAR.`);
  return {
    format: "csaf",
    publisher: toInertText(publisher.namespace, 500),
    trackingId: toInertText(tracking.id, 200),
    version: toInertText(tracking.version, 100),
    releasedAt: new Date(tracking.current_release_date),
    title: toInertText(title, TITLE_LENGTH),
    url: pickUrl((references ?? []).toSorted((a, b) => Number(b.category === "self") - Number(a.category === "self")).map(({ url }) => url)),
  };
}

function readOsvParts(document: unknown): Parts {
  const { id, modified, summary, references } = checked(osv, document, "an OSV record");
  return {
    format: "osv",
    // An OSV id begins with the name of the database that keeps it (OSV schema, field `id`).
    publisher: `osv:${toInertText(id.split("-")[0] ?? id, 40)}`,
    trackingId: toInertText(id, 200),
    version: null,
    releasedAt: new Date(modified),
    title: toInertText(summary || id, TITLE_LENGTH),
    url: pickUrl((references ?? []).toSorted((a, b) => Number(b.type === "ADVISORY") - Number(a.type === "ADVISORY")).map(({ url }) => url)),
  };
}

/** A page for people before the document itself. */
function pickUrl(urls: readonly string[]): string | null {
  const usable = urls.filter((url) => web.safeParse(url).success && url.startsWith("https:"));
  return usable.find((url) => !url.endsWith(".json")) ?? usable[0] ?? null;
}

function checked<Parsed>(schema: z.ZodType<Parsed>, document: unknown, what: string): Parsed {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UnfitDocument(`It is not ${what}: ${issue?.path.join(".") || "document"}: ${issue?.message ?? "is malformed"}.`);
}
