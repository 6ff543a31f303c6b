import type { SchemeName, VersionSet } from "../exposure.types.ts";
import { VersError } from "../exposure.errors.ts";
import { schemeOfPurlType } from "../versions/schemes.rules.ts";
import { readVers, type Vers } from "../versions/vers.ts";
import type { Constraint } from "./read-version-words.rules.ts";
import { canOrder, MAX_WORDS_LENGTH, readVersionWords, toSet } from "./read-version-words.rules.ts";

/**
 * What an advisory says about versions, as a VERS notation or in words; `scheme` is for words. What cannot be read is kept as
 * `unread`: then the set is undetermined, never empty.
 */
export function readVersions(text: string, scheme: SchemeName): VersionSet {
  const [, type, body] = /^\s*vers:([^/]*)\/(.*)$/is.exec(text.slice(0, MAX_WORDS_LENGTH + 1)) ?? [];
  if (type === undefined || body === undefined || text.trim().length > MAX_WORDS_LENGTH) return readVersionWords(text, scheme);
  const own = schemeOfPurlType(type);
  // CISA writes `vers:all/<V8.0` where VERS knows only `vers:all/*`: the type then says nothing, and the rest is words.
  if (type.toLowerCase() === "all" && body.trim() !== "*") return readVersionWords(body, own);
  const vers = findVers(type, body);
  const constraints = vers?.constraints.flatMap(toConstraint) ?? [];
  // "!=" and what has no order end here: what they leave out cannot be said as intervals.
  const isRead = vers !== undefined && constraints.length === vers.constraints.length && constraints.every(({ version }) => canOrder(own, version));
  if (vers?.constraints.some(({ comparator }) => comparator === "*")) return { scheme: own, ranges: [{}], versions: [], unread: null };
  return isRead ? { scheme: own, unread: null, ...toSet(constraints) } : { scheme: own, ranges: [], versions: [], unread: text.trim() };
}

/** The notation with the spaces within versions encoded, which advisories leave as they are: "<V14 SP3". */
function findVers(type: string, body: string): Vers | undefined {
  const encoded = body.split("|").map((part) => part.trim().replace(/^([<>=!]+)\s+/, "$1").replace(/[^\x21-\x7e]/gu, (one) => encodeURIComponent(one.toWellFormed()))).join("|");
  try {
    return readVers(`vers:${/^[a-z][a-z0-9.-]*$/i.test(type) ? type : "generic"}/${encoded}`);
  } catch (error) {
    if (error instanceof VersError) return undefined;
    throw error;
  }
}

function toConstraint({ comparator, version }: Vers["constraints"][number]): readonly Constraint[] {
  return comparator === "!=" || comparator === "*" ? [] : [{ comparator, version }];
}
