import type { ConversionNote, FormatName, Instant, ReadAdvisoryFields, Validation } from "./advisories.types.ts";
import type { JsonObject } from "./document-bytes.ts";

/** What writing an advisory in a format gives. */
export interface Written {
  /** One; a format that knows one vulnerability a document has one for each. */
  readonly documents: readonly JsonObject[];
  /** What the format has no place for, or what had to be said otherwise. */
  readonly notes: readonly ConversionNote[];
}

export interface Format {
  readonly name: FormatName;
  /** As people call it. */
  readonly title: string;
  /** Whether the document says that it is of this format; it need not be valid. */
  detect(document: Readonly<Record<string, unknown>>): boolean;
  /**
   * Liberal: takes what is valid and what nearly is, and throws AdvisoryError `unreadable-document` with the field for the rest.
   * `now` stands for the date of a document that has none; the reader says so in `unread`.
   */
  read(document: Readonly<Record<string, unknown>>, now: Instant): ReadAdvisoryFields;
  /** Strict: what comes out is valid, as far as the advisory lets it be. */
  write(advisory: ReadAdvisoryFields, now: Instant): Written;
  validate(document: unknown): Validation;
}
