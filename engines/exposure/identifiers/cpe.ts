import { IdentifierError } from "../exposure.errors.ts";

/** The attributes of a well-formed CPE name in their order (NISTIR 7695, section 5.2). */
export const CPE_ATTRIBUTES = ["part", "vendor", "product", "version", "update", "edition", "language", "swEdition", "targetSw", "targetHw", "other"] as const;
export type CpeAttribute = (typeof CPE_ATTRIBUTES)[number];

/**
 * One attribute's value: the logical values ANY and NA, or pieces of text. In `text` nothing is escaped; wildcards stand only at
 * the ends (NISTIR 7695, section 5.3.2), so they are told apart from a star or question mark that is part of the name.
 */
export type CpeValue =
  | { readonly kind: "any" }
  | { readonly kind: "na" }
  | { readonly kind: "text"; readonly text: string; readonly before: Wildcard; readonly after: Wildcard };

/** `*`: any number of characters; a number: at most so many, one for each question mark. */
export type Wildcard = "*" | number;

export type WellFormedName = Readonly<Record<CpeAttribute, CpeValue>>;

/** A CPE name. The plain fields are in small letters and unescaped, `*` for any and `-` for not applicable; wildcards stay in them. */
export interface Cpe {
  readonly part: "a" | "o" | "h" | "*" | "-";
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly update: string;
  readonly name: WellFormedName;
}

const MAX_CPE_LENGTH = 1024;
const ANY: CpeValue = { kind: "any" };
const NA: CpeValue = { kind: "na" };

/**
 * Reads a formatted string `cpe:2.3:…` (NISTIR 7695, section 6.2.3) or a URI `cpe:/…` (section 6.1.3).
 * Throws {@link IdentifierError} `not-a-cpe`.
 */
export function parseCpe(text: string): Cpe {
  if (text.length > MAX_CPE_LENGTH) refuse(`it is longer than ${MAX_CPE_LENGTH} characters`);
  const values = /^cpe:2\.3:/i.test(text) ? readFormatted(text) : readUri(text);
  const name = Object.fromEntries(CPE_ATTRIBUTES.map((attribute, index) => [attribute, values[index] ?? ANY])) as WellFormedName;
  const part = toPlain(name.part);
  if (part !== "a" && part !== "o" && part !== "h" && part !== "*" && part !== "-") refuse("its part is not a, o, h or *");
  return { part, vendor: toPlain(name.vendor), product: toPlain(name.product), version: toPlain(name.version), update: toPlain(name.update), name };
}

/** The same, or null for what is no CPE. */
export function findCpe(text: string): Cpe | null {
  try {
    return parseCpe(text);
  } catch (error) {
    if (error instanceof IdentifierError) return null;
    throw error;
  }
}

/** The formatted string of a name (NISTIR 7695, section 6.2.2). */
export function toFormattedCpe({ name }: Pick<Cpe, "name">): string {
  return `cpe:2.3:${CPE_ATTRIBUTES.map((attribute) => bindFormatted(name[attribute])).join(":")}`;
}

/** The URI of a name (NISTIR 7695, section 6.1.2); attributes that CPE 2.2 did not know are packed into the edition. */
export function toCpeUri({ name }: Pick<Cpe, "name">): string {
  const extended = [name.edition, name.swEdition, name.targetSw, name.targetHw, name.other];
  const isPacked = extended.slice(1).some(({ kind }) => kind !== "any");
  const edition = isPacked ? `~${extended.map(bindUri).join("~")}` : bindUri(name.edition);
  const parts = [name.part, name.vendor, name.product, name.version, name.update].map(bindUri);
  return `cpe:/${[...parts, edition, bindUri(name.language)].join(":").replace(/:+$/, "")}`;
}

function refuse(problem: string): never {
  throw new IdentifierError("not-a-cpe", `This is not a CPE name: ${problem}; it looks like cpe:2.3:a:vendor:product:version:*:*:*:*:*:*:*`);
}

function toPlain(value: CpeValue): string {
  if (value.kind !== "text") return value.kind === "any" ? "*" : "-";
  return `${showWildcard(value.before)}${value.text}${showWildcard(value.after)}`;
}

function showWildcard(wildcard: Wildcard, mark = "?", star = "*"): string {
  return wildcard === "*" ? star : mark.repeat(wildcard);
}

/** A character of a value, and whether it stands for itself. */
interface Piece {
  readonly character: string;
  readonly isWildcard: boolean;
}

function readFormatted(text: string): readonly CpeValue[] {
  const values = text.slice("cpe:2.3:".length).split(/(?<!(?<!\\)(?:\\\\)*\\):/);
  if (values.length !== CPE_ATTRIBUTES.length) refuse(`it has ${values.length} attributes instead of ${CPE_ATTRIBUTES.length}`);
  return values.map((value) => {
    if (value === "*") return ANY;
    if (value === "-") return NA;
    const pieces = [...value.matchAll(/\\(.)|(.)/gsu)].map(([, quoted, plain]): Piece => {
      if (quoted === undefined && plain === "\\") refuse("a backslash stands before nothing");
      return { character: quoted ?? plain ?? "", isWildcard: quoted === undefined && (plain === "*" || plain === "?") };
    });
    return toValue(pieces);
  });
}

function readUri(text: string): readonly CpeValue[] {
  if (!/^cpe:\//i.test(text)) refuse("it does not begin with cpe:2.3: or cpe:/");
  const values = text.slice("cpe:/".length).split(":");
  if (values.length > 7) refuse(`it has ${values.length} components; a CPE URI has at most 7`);
  const [part, vendor, product, version, update, edition = "", language] = values;
  const [packed, swEdition, targetSw, targetHw, other] = edition.startsWith("~") ? edition.slice(1).split("~") : [edition];
  return [part, vendor, product, version, update, packed, language, swEdition, targetSw, targetHw, other].map((value = "") => readUriValue(value));
}

function readUriValue(value: string): CpeValue {
  if (value === "") return ANY;
  if (value === "-") return NA;
  return toValue([...value.matchAll(/%(.{0,2})|(.)/gsu)].map(([, code, plain]): Piece => {
    if (code === undefined) return { character: plain ?? "", isWildcard: false };
    if (!/^[0-9a-f]{2}$/i.test(code)) refuse("a percent sign is not followed by two hexadecimal digits");
    // The URI's own codes for the two wildcards.
    if (code === "01") return { character: "?", isWildcard: true };
    return code === "02" ? { character: "*", isWildcard: true } : { character: String.fromCharCode(Number.parseInt(code, 16)), isWildcard: false };
  }));
}

function toValue(pieces: readonly Piece[]): CpeValue {
  if (pieces.length === 0) refuse("an attribute is empty; write * for any value");
  const first = pieces.findIndex(({ isWildcard }) => !isWildcard);
  if (first < 0) refuse("an attribute holds wildcards alone; write * for any value");
  const last = pieces.findLastIndex(({ isWildcard }) => !isWildcard);
  const inner = pieces.slice(first, last + 1);
  if (inner.some(({ isWildcard }) => isWildcard)) refuse("a wildcard stands inside an attribute; write \\* or \\? for the character");
  return { kind: "text", text: inner.map(({ character }) => character).join("").toLowerCase(), before: toWildcard(pieces.slice(0, first)), after: toWildcard(pieces.slice(last + 1)) };
}

function toWildcard(pieces: readonly Piece[]): Wildcard {
  const stars = pieces.filter(({ character }) => character === "*").length;
  if (stars === 0) return pieces.length;
  if (pieces.length > 1) refuse("a star stands beside another wildcard");
  return "*";
}

function bindFormatted(value: CpeValue): string {
  if (value.kind !== "text") return value.kind === "any" ? "*" : "-";
  // Dot, hyphen and underscore need no backslash (section 6.2.2.1); a value that is one hyphen does, or it would be NA.
  const text = value.text === "-" ? "\\-" : value.text.replace(/[^\p{L}\p{N}._-]/gu, "\\$&");
  return `${showWildcard(value.before)}${text}${showWildcard(value.after)}`;
}

function bindUri(value: CpeValue): string {
  if (value.kind !== "text") return value.kind === "any" ? "" : "-";
  const text = value.text === "-" ? "%2d" : encodeURIComponent(value.text.toWellFormed()).replace(/[!'()*~]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`).toLowerCase();
  return `${showWildcard(value.before, "%01", "%02")}${text}${showWildcard(value.after, "%01", "%02")}`;
}
