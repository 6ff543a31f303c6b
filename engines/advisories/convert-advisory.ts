import { AdvisoryError } from "./advisories.errors.ts";
import type { FormatName, Instant, ReadAdvisory, Validation, ValidationFinding } from "./advisories.types.ts";
import { readJsonObject, refuseDepth } from "./bounded-json.ts";
import { checkConsistency } from "./consistency/check-consistency.ts";
import { toPart } from "./csaf/json-parts.ts";
import { convertCsaf20 } from "./csaf/convert-csaf.ts";
import type { JsonObject } from "./document-bytes.ts";
import { FORMATS } from "./formats.ts";
import type { Format, Written } from "./formats.types.ts";
import { asReadAdvisory } from "./state-advisory.ts";

export interface ConversionOptions {
  /** Stands for the date of a document that has none, and decides which fixes are still to come. Default: now. */
  readonly now?: Instant | undefined;
}

export interface ConvertedDocument extends Written {
  readonly from: FormatName;
  readonly to: FormatName;
  /** Of all documents written, each finding's path in its own document. */
  readonly validation: Validation;
}

/** The formats that can be read, written and validated. */
export function formatNames(): readonly FormatName[] {
  return FORMATS.map(({ name }) => name);
}

/** The format a document says it is in, valid or not; undefined where it says none we know. */
export function detectFormat(document: unknown): FormatName | undefined {
  const part = toPart(document);
  return part && FORMATS.find((format) => format.detect(part))?.name;
}

/**
 * Reads a document of any format, valid or nearly so; without `format` the one it says it is in. Throws AdvisoryError
 * `unreadable-document` or `document-too-large`, naming the field.
 */
export function parseAdvisory(input: string | Uint8Array, { format, now = new Date().toISOString() }: ConversionOptions & { readonly format?: FormatName | undefined } = {}): ReadAdvisory {
  return readAs(readJsonObject(input), format, now);
}

/** Holds a document against the rules of a format; without `format` the one it says it is in. */
export function validateAdvisory(document: unknown, format?: FormatName): Validation {
  if (typeof document === "object" && document !== null) refuseDepth(document);
  return requireFormat(document, format).validate(document);
}

/** What `checkConsistency` finds in a document; nothing in one that cannot be read, of which its validation tells. */
export function checkDocument(document: unknown, format: FormatName): readonly ValidationFinding[] {
  try {
    return checkConsistency(readAs(toPart(document) ?? {}, format, new Date(0).toISOString()));
  } catch (error) {
    if (!(error instanceof AdvisoryError)) throw error;
    return [];
  }
}

/**
 * Writes an advisory that was read in another format, and says what could not be carried. Severities with their sources and AI
 * provenance are always carried: where the format has no field for them, in its place for extensions or in words.
 */
export function convertAdvisory(read: ReadAdvisory, to: FormatName, { now = new Date().toISOString() }: ConversionOptions = {}): Written {
  const { documents, notes } = getFormat(to).write(read, now);
  return { documents, notes: [...read.unread, ...notes] };
}

/** Converts a document without the model in between where a standard says how (CSAF 2.0 to 2.1), and through it elsewhere. */
export function convertDocument(document: unknown, to: FormatName, { from, now = new Date().toISOString() }: ConversionOptions & { readonly from?: FormatName | undefined } = {}): ConvertedDocument {
  const source = requireFormat(document, from);
  const target = getFormat(to);
  if ((source.name === "csaf-2.0" && to === "csaf-2.1") || (source.name === "csaf-vex-2.0" && (to === "csaf-vex-2.1" || to === "csaf-2.1"))) {
    const { document: converted, notes, validation } = convertCsaf20(document, { now });
    return { from: source.name, to, documents: [converted as JsonObject], notes, validation };
  }
  const { documents, notes } = convertAdvisory(readAs(toPart(document) ?? {}, source.name, now), to, { now });
  return { from: source.name, to, documents, notes, validation: join(documents.map((one) => target.validate(one))) };
}

function readAs(document: Readonly<Record<string, unknown>>, name: FormatName | undefined, now: Instant): ReadAdvisory {
  refuseDepth(document);
  return asReadAdvisory(requireFormat(document, name).read(document, now));
}

function requireFormat(document: unknown, name: FormatName | undefined): Format {
  const wanted = name ?? detectFormat(document);
  if (wanted !== undefined) return getFormat(wanted);
  throw new AdvisoryError("unreadable-document", "", `The document does not say that it is of a format we know (${FORMATS.map(({ title }) => title).join(", ")}); name the format.`);
}

function getFormat(name: FormatName): Format {
  const format = FORMATS.find((one) => one.name === name);
  if (!format) throw new AdvisoryError("unreadable-document", "", `The format ${name} is none of ${formatNames().join(", ")}.`);
  return format;
}

function join(validations: readonly Validation[]): Validation {
  const all = (family: "errors" | "warnings" | "infos") => validations.flatMap((validation) => validation[family]);
  return { valid: validations.every(({ valid }) => valid), errors: all("errors"), warnings: all("warnings"), infos: all("infos") };
}

