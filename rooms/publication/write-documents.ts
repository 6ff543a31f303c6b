import {
  AdvisoryError, csafPaths, hashFile, osvId, serializeDocument, signDocument, toCsaf20, toCveHandOff, toCveRecord, toOsv, toPublicAdvisory,
  validateCsaf20, validateCveHandOff, validateCveRecord, validateOsv, type JsonObject, type PublicAdvisory, type Validation,
} from "#engines/advisories";
import type { DocumentKind } from "#contracts/publication";
import type { Services, Transaction } from "#rooms/platform";
import { PublicationRefusal } from "./publication.errors.ts";
import { insertFile, type FileKind } from "./publication.store.ts";
import type { AdvisoryContent } from "./publication.types.ts";
import { documentKey } from "./signing-key.ts";

interface Draft {
  readonly kind: DocumentKind;
  /** Below `/api/feeds`. */
  readonly path: string;
  readonly document: JsonObject;
  readonly validation: Validation;
}

/** Address of the folder with the CSAF provider's files. */
export function csafBaseUrl(services: Services): string {
  return `${services.configuration.publicUrl}/api/feeds/csaf`;
}

/**
 * The checked public advisory of a content, with its reference to itself.
 * @throws PublicationRefusal `not-publishable`, naming the field, for anything the public model does not take
 */
export function toPublic(services: Services, content: AdvisoryContent): PublicAdvisory {
  try {
    const advisory = toPublicAdvisory(content);
    const self = { kind: "self" as const, url: `${csafBaseUrl(services)}/${csafPaths(advisory).document}`, summary: services.messages.text("publication.text.self") };
    return toPublicAdvisory({ ...content, references: [self, ...(content.references ?? [])] });
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    throw new PublicationRefusal("not-publishable", error.message, { field: error.field, cause: error });
  }
}

/**
 * Writes one revision in every format, validates each against its standard, signs it, and keeps the exact bytes. All or nothing:
 * one document that is not valid refuses the whole revision.
 */
export async function writeDocuments(services: Services, tx: Transaction, advisoryId: string, content: AdvisoryContent): Promise<void> {
  const advisory = toPublic(services, content);
  const drafts = await draftDocuments(advisory);
  for (const { kind, validation } of drafts) {
    const [error] = validation.errors;
    if (!validation.valid) throw new PublicationRefusal("document-not-valid", `The ${kind} document would not be valid: ${error?.test} at ${error?.path || "/"}: ${error?.message}`);
  }
  const revision = content.revisions.length;
  const keep = async (kind: FileKind, path: string, bytes: Uint8Array) => insertFile(tx, { advisoryId, revision, kind, path, digest: await services.artefacts.put(bytes) });
  for (const { kind, path, document } of drafts) {
    const bytes = serializeDocument(document);
    await keep(kind, path, bytes);
    await keep("companion", `${path}.sig`, Buffer.from(`${JSON.stringify(signDocument(bytes, documentKey(services)), null, 2)}\n`));
    if (kind !== "csaf") continue;
    await keep("companion", `${path}.sha256`, Buffer.from(hashFile("sha256", bytes, path)));
    await keep("companion", `${path}.sha512`, Buffer.from(hashFile("sha512", bytes, path)));
  }
}

async function draftDocuments(advisory: PublicAdvisory): Promise<readonly Draft[]> {
  const csaf = toCsaf20(advisory);
  const osv = toOsv(advisory);
  return [
    { kind: "csaf", path: `csaf/${csafPaths(advisory).document}`, document: csaf, validation: await validateCsaf20(csaf, "basic") },
    { kind: "osv", path: `osv/${osvId(advisory)}.json`, document: osv, validation: validateOsv(osv) },
    draftCve(advisory),
  ];
}

function draftCve(advisory: PublicAdvisory): Draft {
  if (advisory.cve === null) {
    const document = toCveHandOff(advisory);
    return { kind: "cve-hand-off", path: `cve/${advisory.trackingId}.hand-off.json`, document, validation: validateCveHandOff(document) };
  }
  const document = toCveRecord(advisory);
  return { kind: "cve", path: `cve/${advisory.cve.id}.json`, document, validation: validateCveRecord(document) };
}
