import type { RedatingCause } from "#contracts/agency-workbench";

/** What we know of a vulnerability's place in KEV. */
export interface KnownListing {
  readonly cveId: string;
  readonly inKev: boolean;
  /** Also of one that left. */
  readonly kevOn: string | null;
}

export interface ListingChange extends KnownListing {
  readonly cause: Extract<RedatingCause, "kev-listed" | "kev-left" | "kev-day-changed">;
  readonly leftOn: string | null;
}

/**
 * What a release of KEV changes. While a vulnerability is listed, the catalogue's day holds, also when CISA corrects it. One
 * that leaves keeps its day: its clock goes on as it started, by the row for what is outside of KEV. One that comes back
 * takes the earlier of its days.
 */
export function compareCatalogue(known: readonly KnownListing[], entries: readonly { readonly cveId: string; readonly addedOn: string }[], today: string): readonly ListingChange[] {
  const before = new Map(known.map((one) => [one.cveId, one]));
  const listed = new Set(entries.map(({ cveId }) => cveId));
  const changes: ListingChange[] = [];
  for (const { cveId, addedOn } of entries) {
    const { inKev = false, kevOn = null } = before.get(cveId) ?? {};
    if (!inKev) changes.push({ cveId, cause: "kev-listed", inKev: true, kevOn: kevOn !== null && kevOn < addedOn ? kevOn : addedOn, leftOn: null });
    else if (kevOn !== addedOn) changes.push({ cveId, cause: "kev-day-changed", inKev: true, kevOn: addedOn, leftOn: null });
  }
  for (const { cveId, inKev, kevOn } of known) if (inKev && !listed.has(cveId)) changes.push({ cveId, cause: "kev-left", inKev: false, kevOn, leftOn: today });
  return changes;
}
