import type { Funnel } from "#contracts/oversight";

export type PublishedCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Counts below this are withheld (REQUIREMENTS.md choice 23; INV-10). */
export const SMALL_CELL = 5;

/** Withholds a count in which somebody could be recognised. Nothing (0) names nobody. */
export function suppress(count: number): number | null {
  return count > 0 && count < SMALL_CELL ? null : count;
}

/**
 * From found to applied: each stage is one count that its own room publishes. What stands in public documents anyway
 * (patches released, advisories published) can be counted by anybody and is shown as it is.
 */
const STAGES = [
  { key: "found", room: "findings", count: "submitted", isPublic: false },
  { key: "reproduced", room: "findings", count: "reproduced", isPublic: false },
  { key: "validated", room: "findings", count: "validated", isPublic: false },
  { key: "notified", room: "coordination", count: "notified", isPublic: false },
  { key: "patched", room: "remediation", count: "released", isPublic: true },
  { key: "published", room: "publication", count: "published", isPublic: true },
  { key: "applied", room: "distribution", count: "applied", isPublic: false },
] as const;

/** The funnel's stages from the rooms' counts; a room that stopped publishing its count is a bug and throws. */
export function computeFunnel(counts: PublishedCounts, labels: (key: string) => string): Funnel["stages"] {
  return STAGES.map((stage) => {
    const count = counts[stage.room]?.[stage.count];
    if (count === undefined) throw new Error(`The room ${stage.room} publishes no count ${stage.count}`);
    return { key: stage.key, label: labels(stage.key), count: stage.isPublic ? count : suppress(count) };
  });
}

/** Every published count, small cells withheld, rooms and names in alphabetical order so that equal figures give equal bytes. */
export function computeReport(counts: PublishedCounts): { room: string; counts: { name: string; count: number | null }[] }[] {
  return Object.keys(counts)
    .toSorted()
    .map((room) => ({
      room,
      counts: Object.keys(counts[room] ?? {})
        .toSorted()
        .map((name) => ({ name, count: suppress(counts[room]?.[name] ?? 0) })),
    }));
}
