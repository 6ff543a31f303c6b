import type { LeastSeverity, WebhookEvent } from "#contracts/webhooks";

/*
 * A message:  waiting ──taken (2xx)──▶ delivered
 *             waiting ──not taken──▶ waiting (again later) … after the last try, or once its address is dead ──▶ given-up
 * An address: active ──nothing taken for three days, or 410 Gone──▶ dead ──revived──▶ active;  both ──removed──▶ removed
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after each try that came to nothing the next one is: 10 tries over three days, as Standard Webhooks advises. */
const RETRY_AFTER_MS = [5000, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS, 14 * HOUR_MS, 20 * HOUR_MS, 24 * HOUR_MS];
const DEAD_AFTER_MS = 72 * HOUR_MS;
export const EARLIER_SECRET_MS = 24 * HOUR_MS;
export const MOST_WEBHOOKS = 20;

/** What came of one try. */
export interface Outcome {
  /** Null where nothing was answered. */
  readonly status: number | null;
  readonly fault: "address-refused" | "redirect-refused" | "too-large" | "encoded" | "unreachable" | "timeout" | null;
}

export function isTaken({ status }: Outcome): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Whether an address that has failed since then is given up. RFC 9110 section 15.5.11: what is gone will not come back. */
export function isDead({ status }: Outcome, { failingSinceMs, nowMs }: { readonly failingSinceMs: number; readonly nowMs: number }): boolean {
  return status === 410 || nowMs - failingSinceMs >= DEAD_AFTER_MS;
}

/** When to try again after this many tries; undefined when that was the last. A test is tried once. */
export function retryAfterMs(attempts: number, event: string): number | undefined {
  return event === "ping" ? undefined : RETRY_AFTER_MS[attempts - 1];
}

/** What a revision is told as. */
export function toEvent({ state, revision }: { readonly state: string; readonly revision: number }): WebhookEvent {
  if (state === "withdrawn" || state === "superseded") return "advisory.withdrawn";
  return revision === 1 ? "advisory.published" : "advisory.revised";
}

export interface Wish {
  readonly events: readonly WebhookEvent[];
  /** Canonical, without a version. */
  readonly purls: readonly string[];
  readonly leastSeverity: LeastSeverity | null;
}

const RANKS = ["none", "low", "medium", "high", "critical"] as const;

/** Whether somebody wished to be told. What nobody rated may be as bad as anything. */
export function isWished(wish: Wish, told: { readonly event: WebhookEvent; readonly purls: readonly string[]; readonly severity: (typeof RANKS)[number] | null }): boolean {
  return (
    wish.events.includes(told.event) &&
    (wish.purls.length === 0 || wish.purls.some((purl) => told.purls.includes(purl))) &&
    (wish.leastSeverity === null || told.severity === null || RANKS.indexOf(told.severity) >= RANKS.indexOf(wish.leastSeverity))
  );
}
