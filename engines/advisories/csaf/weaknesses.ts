// The CWE list in its versions: which weakness has which name when.
import cweRegistry from "./registries/cwe.json" with { type: "json" };

const entries: ReadonlyMap<string, readonly (readonly [name: string, isDeprecated: number, usage: string, first: number, last: number])[]> =
  new Map(Object.entries(cweRegistry.weaknesses) as [string, [string, number, string, number, number][]][]);
const cweVersions = cweRegistry.versions as [version: string, date: string][];
const lastCwe = cweVersions.length - 1;
// Published since the list was made; their entries are not known here.
export const LATER_CWE_VERSIONS = [["4.18", "2025-09-09"], ["4.19", "2025-12-11"]] as const;

/** What a CWE version says of a weakness. Versions after the newest known one are taken to say what that one says. */
export function findWeakness(id: string, version: string): { readonly name: string; readonly isDeprecated: boolean; readonly usage: string } | undefined {
  const known = cweVersions.findIndex(([one]) => one === version);
  const place = known === -1 && isLaterCwe(version) ? lastCwe : known;
  const entry = entries.get(id.replace(/^CWE-/, ""))?.find(([, , , first, last]) => first <= place && place <= last);
  return entry && { name: entry[0], isDeprecated: entry[1] === 1, usage: entry[2] };
}

/** Whether a version may have been published since the list was made: there are at most five a year, so that far ones are made up. */
export function isLaterCwe(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return (major === 4 && minor > 17 && minor < 40) || (major === 5 && minor < 5);
}

/** The newest CWE version that was published by that instant and, if a weakness is given, holds it under that name. */
export function latestCweVersion(at: number, weakness?: { readonly id: string; readonly name: string }): string | undefined {
  const held = (version: string): boolean => weakness === undefined || findWeakness(weakness.id, version)?.name === weakness.name;
  return [...cweVersions, ...(weakness ? [] : LATER_CWE_VERSIONS)].findLast(([version, date]) => Date.parse(date) <= at && held(version))?.[0];
}

/** The first CWE version after that instant that holds the weakness under that name. */
export function nextCweVersion(at: number, { id, name }: { readonly id: string; readonly name: string }): string | undefined {
  return cweVersions.find(([version, date]) => Date.parse(date) > at && findWeakness(id, version)?.name === name)?.[0];
}

/** Whether any version of the list calls it that. */
export function isWeaknessName(id: string, name: string): boolean {
  return entries.get(id.replace(/^CWE-/, ""))?.some(([one]) => one === name) ?? false;
}

/** What the newest version of the list calls a weakness; undefined for an id that is none. */
export function nameOfWeakness(id: string): string | undefined {
  return /^CWE-[1-9]\d{0,5}$/.test(id) ? entries.get(id.slice(4))?.findLast(([, , , , last]) => last === lastCwe)?.[0] : undefined;
}
