import { AdvisoryError } from "./advisories.errors.ts";

/** CSAF 2.0 appendix C.1 expects no document above 15 MB; OSV and CVE records are far smaller. */
const LARGEST_DOCUMENT_BYTES = 15 * 1024 * 1024;

// The deepest of 1,655 CISA documents nests 13 deep; validators recurse, so depth must end somewhere.
const DEEPEST_NESTING = 100;

/** Parses attacker-controlled JSON into an object of bounded size and depth, or throws AdvisoryError. */
export function readJsonObject(input: string | Uint8Array): Record<string, unknown> {
  const size = typeof input === "string" ? Buffer.byteLength(input) : input.byteLength;
  if (size > LARGEST_DOCUMENT_BYTES) {
    throw new AdvisoryError("document-too-large", "", `The document has ${size} bytes; at most ${LARGEST_DOCUMENT_BYTES} are read.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(typeof input === "string" ? input : new TextDecoder("utf-8", { fatal: true }).decode(input));
  } catch (cause) {
    throw new AdvisoryError("unreadable-document", "", "The document is not JSON in UTF-8.", { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AdvisoryError("unreadable-document", "", "The document is not a JSON object.");
  }
  refuseDepth(value);
  return value as Record<string, unknown>;
}

/** Refuses a value nested too deep to be walked by recursion. */
export function refuseDepth(value: object): void {
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > DEEPEST_NESTING) {
      throw new AdvisoryError("unreadable-document", "", `The document nests deeper than ${DEEPEST_NESTING} levels.`);
    }
    level = level.flatMap((node) => Object.values(node).filter((child): child is object => typeof child === "object" && child !== null));
  }
}

/** Makes hidden characters of attacker-controlled text visible: control characters but newline and tab, text-direction marks, and halves of characters. */
export function showHidden(text: string): string {
  return text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (character) =>
    character === "\r" ? "" : `\\u{${character.charCodeAt(0).toString(16)}}`);
}
