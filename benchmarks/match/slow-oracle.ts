import type { OsvAffected, OsvRecord, PackageVersion } from "./osv-sample.ts";

/*
 * OSV's evaluation (ossf.github.io/osv-schema, "Evaluation") as it is written there, over the records as they are, with
 * orderings of its own: no range is prepared, no version kept, and nothing of the engine is used.
 */

/** Ids of all records about this version of this package, in the order of the records. */
export function askOracle(records: readonly OsvRecord[], { ecosystem, name, version }: PackageVersion): readonly string[] {
  return records.filter(({ withdrawn, affected = [] }) => !withdrawn && affected.some((entry) =>
    entry.package.ecosystem === ecosystem && toName(ecosystem, entry.package.name) === toName(ecosystem, name) && isAffected(entry, version))).map(({ id }) => id);
}

/** PyPI's names are one whether written with capitals, hyphens, underscores or dots (PEP 503); Go's lose their capitals in a package URL. */
function toName(ecosystem: string, name: string): string {
  if (ecosystem === "Go") return name.toLowerCase();
  return ecosystem === "PyPI" ? name.toLowerCase().replace(/[-_.]+/g, "-") : name;
}

function isAffected({ package: { ecosystem }, ranges = [], versions = [] }: OsvAffected, version: string): boolean {
  const compare = ecosystem === "PyPI" ? comparePython : compareSemantic;
  if (versions.some((one) => one === version || compare(one, version) === 0)) return true;
  return ranges.some(({ type, events }) => {
    if (type === "GIT") return false;
    const limits = events.flatMap(({ limit }) => limit ?? []);
    if (limits.length > 0 && !limits.some((limit) => limit === "*" || compare(version, limit) < 0)) return false;
    let vulnerable = false;
    const sorted = events.flatMap((event) => Object.entries(event)).filter(([kind]) => kind !== "limit")
      .toSorted(([, a], [, b]) => (a === "0" || b === "0" ? Number(b === "0") - Number(a === "0") : compare(a, b)));
    for (const [kind, at] of sorted) {
      if (kind === "introduced" && (at === "0" || compare(version, at) >= 0)) vulnerable = true;
      else if (kind === "fixed" && compare(version, at) >= 0) vulnerable = false;
      else if (kind === "last_affected" && compare(version, at) > 0) vulnerable = false;
    }
    return vulnerable;
  });
}

type Piece = number | string;

function compareSemantic(a: string, b: string): number {
  const read = (text: string) => {
    const [whole = "", ...rest] = text.replace(/^v/, "").replace(/\+.*$/, "").split("-");
    const numbers = whole.split(".").map(Number);
    return { numbers: [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 0], stage: rest.length === 0 ? [] : rest.join("-").split(".") };
  };
  const [x, y] = [read(a), read(b)];
  const order = comparePieces(x.numbers, y.numbers);
  if (order !== 0 || (x.stage.length === 0 && y.stage.length === 0)) return order;
  if (x.stage.length === 0 || y.stage.length === 0) return x.stage.length === 0 ? 1 : -1;
  const toPieces = (stage: readonly string[]) => stage.map((one): Piece => (/^\d+$/.test(one) ? Number(one) : one));
  return comparePieces(toPieces(x.stage), toPieces(y.stage));
}

/** Numbers before words; a list before one that goes on. */
function comparePieces(a: readonly Piece[], b: readonly Piece[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [x, y] = [a[at], b[at]];
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1;
    if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

const PYTHON = /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)[._-]?(?:(alpha|a|beta|b|preview|pre|c|rc)[._-]?(\d*))?(?:-(\d+)|[._-]?(post|rev|r)[._-]?(\d*))?(?:[._-]?(dev)[._-]?(\d*))?(?:\+([a-z0-9]+(?:[._-][a-z0-9]+)*))?$/;
const STAGES: Readonly<Record<string, number>> = { alpha: 1, a: 1, beta: 2, b: 2, c: 3, rc: 3, pre: 3, preview: 3 };

/** PEP 440, "Summary of permitted suffixes and relative ordering". */
function comparePython(a: string, b: string): number {
  const [x, y] = [toPythonPieces(a), toPythonPieces(b)];
  return comparePieces(x.release, y.release) || comparePieces(x.rest, y.rest) || comparePieces(x.local, y.local);
}

function toPythonPieces(text: string): { readonly release: readonly Piece[]; readonly rest: readonly Piece[]; readonly local: readonly Piece[] } {
  const found = PYTHON.exec(text.trim().toLowerCase());
  // Such as `2004d-alpha`: comes before every version, equal to itself alone.
  if (!found) return { release: [-1], rest: [], local: [text] };
  const [, epoch = "0", numbers = "", stage, stageNumber, implicitPost, post, postNumber, dev, devNumber, local] = found;
  const release = numbers.split(".").map(Number);
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  const hasPost = implicitPost !== undefined || post !== undefined;
  // A development release without a stage comes before the first alpha, a plain one after the last candidate.
  const rank = stage === undefined ? (dev !== undefined && !hasPost ? 0 : 4) : (STAGES[stage] ?? 0);
  return {
    release: [Number(epoch), ...release],
    rest: [rank, Number(stageNumber || 0), hasPost ? 1 : 0, Number(implicitPost ?? (postNumber || 0)), dev === undefined ? 1 : 0, Number(devNumber || 0)],
    // In a local part numbers come after words: their place is turned around.
    local: (local ?? "").split(/[._-]/).filter((one) => one !== "").map((one): Piece => (/^\d+$/.test(one) ? `~${one.padStart(20, "0")}` : one)),
  };
}
