/*
 * What the house has decided about its own machine. A change is a new version, which stands with each draw.
 */
export const TRIAGE_POLICY = {
  version: "triage-1",
  /** Of rejections without a person, how many a person looks at. */
  sampleRate: 0.05,
  /** However few there are. */
  leastPerWeek: 1,
} as const;

/** A worker holds a finding for so long at a time, and holds on at the second interval while its run lasts. */
export const LEASE_MS = 60_000;
export const RENEW_MS = 20_000;

/** A run that ends its worker so often goes to a person instead of going round for ever. */
export const TRIES_ALLOWED = 5;

const HASH_DIGITS = 8;

/**
 * Whether a rejection is drawn. The hash is keyed and over an id that the house gives, so nobody outside can tell or steer
 * which ones are.
 * @param hash hex
 */
export function isDrawn(hash: string, rate: number = TRIAGE_POLICY.sampleRate): boolean {
  return Number.parseInt(hash.slice(0, HASH_DIGITS), 16) / 16 ** HASH_DIGITS < rate;
}

/** Of a week without a draw, the rejection with the least hash. */
export function drawLeast<Item extends { readonly hash: string }>(rejected: readonly Item[]): Item | undefined {
  return rejected.toSorted((left, right) => (left.hash < right.hash ? -1 : 1))[0];
}
