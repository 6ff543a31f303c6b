import { AdvisoryError as UnreadableError, detectFormat, parseAdvisory } from "#engines/advisories";
import type { Advisory, AffectedProduct } from "../exposure.types.ts";
import { AdvisoryError } from "../exposure.errors.ts";
import { csafDocument, readCsaf } from "./read-csaf.ts";
import { osvRecord, readOsv } from "./read-osv.ts";
import { readStated } from "./read-stated.ts";

// OSV and CSAF are read here: by the hundred thousand, and with more of their wording about versions than converting needs.
const READ_ELSEWHERE = ["openvex", "cyclonedx-vex", "cve"] as const;
/** Stands for the date of a document without one; matching does not look at dates. */
const NO_DATE = "1970-01-01T00:00:00.000Z";

/**
 * Reads a parsed OSV record, CSAF 2.x document, OpenVEX or CycloneDX VEX document or CVE 5 record, liberally: unreadable entries
 * are left out and counted, everything is bounded. Throws {@link AdvisoryError} when it is none of these.
 */
export function readAdvisory(document: unknown): Advisory {
  if (typeof document !== "object" || document === null) {
    throw new AdvisoryError("not-an-advisory", "The advisory is not a JSON object; give one OSV record, CSAF, OpenVEX or CycloneDX VEX document or CVE record");
  }
  const isCsaf = "document" in document;
  const format = isCsaf || "affected" in document ? undefined : READ_ELSEWHERE.find((name) => name === detectFormat(document));
  if (format !== undefined) return readOther(document, format);
  const result = isCsaf ? csafDocument.safeParse(document) : osvRecord.safeParse(document);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = issue?.path.join(".") || "(whole document)";
    const message = `The advisory is not ${isCsaf ? "a CSAF document" : "an OSV record"}: field ${field}: ${issue?.message ?? "unreadable"}`;
    throw new AdvisoryError("not-an-advisory", message, { cause: result.error });
  }
  return "document" in result.data ? readCsaf(result.data) : readOsv(result.data);
}

function readOther(document: object, format: (typeof READ_ELSEWHERE)[number]): Advisory {
  try {
    return readStated(parseAdvisory(JSON.stringify(document), { format, now: NO_DATE }), format);
  } catch (error) {
    if (error instanceof UnreadableError) throw new AdvisoryError("not-an-advisory", error.message, { cause: error });
    throw error;
  }
}

/** The products an advisory states to be affected; empty for a withdrawn one. */
export function affectedProductsOf(document: unknown): readonly AffectedProduct[] {
  const advisory = readAdvisory(document);
  return advisory.withdrawn ? [] : advisory.affected;
}
