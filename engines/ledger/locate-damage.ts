// Pure. `expected` is to be believed (it rebuilds a signed root), `actual` is what somebody handed over.

export type DamageCode = "altered" | "deleted" | "inserted" | "reordered" | "truncated";

/** Leaves `from` to `to`, both included: places in the signed log, for `inserted` places in what was handed over. */
export interface Damage {
  readonly code: DamageCode;
  readonly from: number;
  readonly to: number;
}

/**
 * Where a list of leaf hashes differs from the one that was signed, and how. Walks both lists side by side; what is
 * left of `actual` at the end is newer than `expected` and no damage.
 */
export function locateDamage(expected: readonly string[], actual: readonly string[]): Damage[] {
  const wanted = new Set(expected);
  const firstPlace = new Map<string, number>();
  for (const [place, hash] of actual.entries()) if (!firstPlace.has(hash)) firstPlace.set(hash, place);
  const isMissing = (hash: string): boolean => !firstPlace.has(hash);
  // A second copy of a known entry is as foreign as an unknown one.
  const isForeign = (hash: string, place: number): boolean => !wanted.has(hash) || firstPlace.get(hash) !== place;

  const damage: Damage[] = [];
  let i = 0;
  let j = 0;
  while (i < expected.length && j < actual.length) {
    const want = expected[i] as string;
    const have = actual[j] as string;
    const missing = isMissing(want);
    const foreign = isForeign(have, j);
    if (want === have && !foreign) {
      i += 1;
      j += 1;
    } else if (foreign && !missing) {
      add(damage, "inserted", j++);
    } else if (missing && !foreign) {
      add(damage, "deleted", i++);
    } else {
      add(damage, missing ? "altered" : "reordered", i++);
      j += 1;
    }
  }
  if (i < expected.length) damage.push({ code: "truncated", from: i, to: expected.length - 1 });
  return damage;
}

function add(damage: Damage[], code: DamageCode, place: number): void {
  const last = damage.at(-1);
  if (last?.code === code && last.to === place - 1) damage[damage.length - 1] = { ...last, to: place };
  else damage.push({ code, from: place, to: place });
}
