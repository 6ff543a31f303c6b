import type { Inspection } from "#contracts/oversight";

/*
 * What the inspector looks for in the ledger: entries by their kind, and by one word where the kind alone does not say it.
 */
export type AnomalyKind = Inspection["anomalies"][number]["kind"];

interface Watched {
  readonly anomaly: AnomalyKind;
  readonly kind: string;
  /** Only where this field of the data holds this. */
  readonly where?: { readonly field: string; readonly is: unknown };
}

const WATCHED: readonly Watched[] = [
  { anomaly: "read-alert", kind: "access.read-alert" },
  { anomaly: "changed-row", kind: "access.row-changed-outside" },
  { anomaly: "refused-bundle", kind: "determination.bundle-refused" },
  { anomaly: "suspect-session", kind: "access.session-ended", where: { field: "reason", is: "elsewhere" } },
  { anomaly: "suspect-session", kind: "access.session-ended", where: { field: "reason", is: "replayed" } },
  { anomaly: "isolation-failed", kind: "findings.reproduction-halted", where: { field: "isolationHeld", is: false } },
  { anomaly: "refused-use", kind: "partners.use-refused" },
];

export const ANOMALY_KINDS: readonly string[] = [...new Set(WATCHED.map(({ kind }) => kind))];

export function findAnomaly({ kind, data }: { readonly kind: string; readonly data: Readonly<Record<string, unknown>> }): AnomalyKind | undefined {
  return WATCHED.find((watched) => watched.kind === kind && (watched.where === undefined || data[watched.where.field] === watched.where.is))?.anomaly;
}

/** Acts on keys: made, handed over, lent, changed, ended. */
export const CEREMONY_KINDS: readonly string[] = [
  "access.key-rotated", "access.sealed-rewrapped", "audit.witness-named",
  "determination.enclave-pinned", "determination.director-key-announced", "determination.director-key-offered", "determination.director-key-proposed", "determination.director-key-replaced", "determination.director-key-rotated",
  "determination.delegation-announced", "determination.delegation-ended",
  "obligations.installation-proposed", "obligations.installation-pinned", "obligations.installation-ended",
  "publication.openpgp-key-rotated", "remediation.signing-key-rotated", "scanning.peer-added", "scanning.peer-ended",
];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The longest time between two runs of a cron expression of the forms that this house uses; an unknown form is taken for a month. */
export function longestGapMs(schedule: string): number {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = schedule.split(" ");
  if (month !== "*" || day !== "*") return 31 * DAY_MS;
  if (weekday !== "*") return 7 * DAY_MS;
  if (hour.startsWith("*/")) return Number(hour.slice(2)) * HOUR_MS;
  if (hour !== "*") return DAY_MS;
  if (minute.startsWith("*/")) return Number(minute.slice(2)) * MINUTE_MS;
  return minute === "*" ? MINUTE_MS : HOUR_MS;
}

/** A worker that was busy or was started anew may be late. */
const GRACE_MS = 10 * MINUTE_MS;

/**
 * Whether work that comes round by itself should have run since.
 * @param begun when this installation did its first act: before, nothing could run
 */
export function isMissed({ schedule, lastRanAt, begun, now }: { readonly schedule: string; readonly lastRanAt: Date | null; readonly begun: Date; readonly now: Date }): boolean {
  return now.getTime() - (lastRanAt ?? begun).getTime() > longestGapMs(schedule) + GRACE_MS;
}
