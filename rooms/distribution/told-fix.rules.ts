import type { DeploymentState } from "#contracts/distribution";

/** What a match keeps of the fix that its operator was told of. */
export interface ToldFix {
  readonly state: DeploymentState;
  /** The signed patch that it was told of, if there was one. */
  readonly patch_id: string | null;
  /** The one that it was told of was called back, and it was told of no other since. */
  readonly fix_recalled: boolean;
}

/** One of our advisories as it is now; null for what others published, which goes to everybody at once. */
export type FixNow = { readonly state: string; readonly patch: { readonly patchId: string } | null } | null | undefined;

/**
 * A signed patch is out that the operator was not told of: its wave has not come. Until then it knows what it was told before,
 * and nothing of the newer one is its to do.
 */
export function waitsForFix({ patch_id: told }: Pick<ToldFix, "patch_id">, now: FixNow): boolean {
  return now?.patch != null && now.patch.patchId !== told;
}

/**
 * What may be installed here was called back. It stays so after another fix is out, until the operator is told of that one. What the
 * operator says is not affected has nothing to go back from.
 */
export function isFixRecalled({ state, fix_recalled: wasRecalled }: ToldFix, now: FixNow): boolean {
  return state !== "not_affected" && (now?.state === "fix-recalled" || (wasRecalled && now?.state === "published"));
}

/** The assets on which nothing may be installed now: several advisories may speak of an asset, and one that calls back is enough. */
export function recalledAssets<Row extends ToldFix & { readonly advisory_id: string; readonly asset_hash: string }>(rows: readonly Row[], nowOf: (row: Row) => FixNow): ReadonlySet<string> {
  return new Set(rows.filter((row) => isFixRecalled(row, nowOf(row))).map((row) => row.asset_hash));
}
