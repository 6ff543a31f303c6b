/** One line of what a maintainer keeps out of scope: how they name it, and the file or folder. */
export interface ScopeRow {
  readonly row: string;
  readonly path: string;
}

/** The first row that a place of the source falls under: the file itself, or a folder above it. */
export function findExcluded(rows: readonly ScopeRow[], location: string): ScopeRow | undefined {
  const place = normalise(location);
  return rows.find(({ path }) => {
    const excluded = normalise(path);
    return place === excluded || place.startsWith(`${excluded}/`);
  });
}

function normalise(path: string): string {
  return path.trim().replace(/\\/g, "/").replace(/\/{2,}/g, "/").replace(/^(\.?\/)+/, "").replace(/(\/\*{0,2})+$/, "");
}
