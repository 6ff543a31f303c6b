const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is left until an instant: whole days, or whole hours below two days; undefined once it has come. */
export function timeLeft(endsAt: string, nowMs: number): { readonly unit: "days" | "hours"; readonly count: number } | undefined {
  const leftMs = Date.parse(endsAt) - nowMs;
  if (!(leftMs > 0)) return undefined;
  return leftMs >= 2 * DAY_MS ? { unit: "days", count: Math.floor(leftMs / DAY_MS) } : { unit: "hours", count: Math.floor(leftMs / HOUR_MS) };
}
