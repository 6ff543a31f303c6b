import type { Funnel } from "#contracts/oversight";

export type PublishedCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** One count as a room publishes it about itself. */
export interface RoomCount {
  readonly room: string;
  readonly name: string;
  readonly count: number;
}

/**
 * From found to applied: each stage is one count that its own room publishes. What stands in public documents anyway
 * (patches released, advisories published) can be counted by anybody and is shown as it is.
 */
const STAGES = [
  { key: "found", room: "findings", name: "submitted", isPublic: false },
  { key: "reproduced", room: "findings", name: "reproduced", isPublic: false },
  { key: "validated", room: "findings", name: "validated", isPublic: false },
  { key: "notified", room: "coordination", name: "notified", isPublic: false },
  { key: "patched", room: "remediation", name: "released", isPublic: true },
  { key: "published", room: "publication", name: "published", isPublic: true },
  { key: "applied", room: "distribution", name: "applied", isPublic: false },
] as const;

export interface Stage extends RoomCount {
  readonly key: Funnel["stages"][number]["key"];
  readonly isPublic: boolean;
}

/** The funnel's stages from the rooms' counts; a room that stopped publishing its count is a bug and throws. */
export function findStages(counts: PublishedCounts): readonly Stage[] {
  return STAGES.map((stage) => {
    const count = counts[stage.room]?.[stage.name];
    if (count === undefined) throw new Error(`The room ${stage.room} publishes no count ${stage.name}`);
    return { ...stage, count };
  });
}

/** The order's taskings are public, with their days and evidence; what agencies owe and do is not. */
const PUBLIC_OF_ORDER: readonly string[] = ["taskings", "met", "overdue", "passedSilent"];

/** Whether anybody can make this count from public documents. */
export function isPublicCount({ room, name }: Pick<RoomCount, "room" | "name">): boolean {
  return STAGES.some((stage) => stage.isPublic && stage.room === room && stage.name === name) || (room === "obligations" && PUBLIC_OF_ORDER.includes(name));
}

/** The rooms whose counts the funnel needs. */
export const STAGE_ROOMS: readonly string[] = [...new Set(STAGES.map(({ room }) => room))];

/** Every published count, rooms and names in alphabetical order so that equal figures give equal bytes. */
export function listCounts(counts: PublishedCounts): readonly (readonly RoomCount[])[] {
  return Object.keys(counts)
    .toSorted()
    .map((room) =>
      Object.keys(counts[room] ?? {})
        .toSorted()
        .map((name) => ({ room, name, count: counts[room]?.[name] ?? 0 })),
    );
}
