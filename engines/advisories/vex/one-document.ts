// What keeps one document about many vulnerabilities from saying the same thousands of times over.
import { AdvisoryError } from "../advisories.errors.ts";
import type { ReadAdvisoryFields } from "../advisories.types.ts";
import type { Draft } from "../document-bytes.ts";

/** What an advisory says beside its first vulnerability: what belongs to the document was said there. */
export function withoutDocumentParts(advisory: ReadAdvisoryFields): ReadAdvisoryFields {
  return { ...advisory, title: "", summary: "", aliases: [], related: [], notes: [], references: [], credits: [], revisions: [], aiAnnotations: [] };
}

const LARGEST_BYTES = 15 * 1024 * 1024;

/** Refuses to write what would stand in a document so many times that nobody would read it: a source of one megabyte can ask for a terabyte. */
export function refuseRepetition(shared: Draft, times: number, path: string): void {
  if (times > 1 && JSON.stringify(shared).length * times > LARGEST_BYTES) {
    throw new AdvisoryError("document-too-large", path, `What is said of the vulnerability would have to be written ${times} times over, more than ${LARGEST_BYTES} bytes; split the document.`);
  }
}
