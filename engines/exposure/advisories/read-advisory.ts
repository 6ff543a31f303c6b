import type { Advisory, AffectedProduct } from "../exposure.types.ts";
import { AdvisoryError } from "../exposure.errors.ts";
import { csafDocument, readCsaf } from "./read-csaf.ts";
import { osvRecord, readOsv } from "./read-osv.ts";

/**
 * Reads a parsed OSV record or CSAF 2.x document, liberally: unreadable entries are left out and counted, everything is
 * bounded. Throws {@link AdvisoryError} when it is neither.
 */
export function readAdvisory(document: unknown): Advisory {
  if (typeof document !== "object" || document === null) {
    throw new AdvisoryError("not-an-advisory", "The advisory is not a JSON object; give one OSV record or one CSAF document");
  }
  const isCsaf = "document" in document;
  const result = isCsaf ? csafDocument.safeParse(document) : osvRecord.safeParse(document);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = issue?.path.join(".") || "(whole document)";
    const message = `The advisory is not ${isCsaf ? "a CSAF document" : "an OSV record"}: field ${field}: ${issue?.message ?? "unreadable"}`;
    throw new AdvisoryError("not-an-advisory", message, { cause: result.error });
  }
  return "document" in result.data ? readCsaf(result.data) : readOsv(result.data);
}

/** The products an advisory states to be affected; empty for a withdrawn one. */
export function affectedProductsOf(document: unknown): readonly AffectedProduct[] {
  const advisory = readAdvisory(document);
  return advisory.withdrawn ? [] : advisory.affected;
}
