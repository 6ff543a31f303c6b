// The house as rooms.json states it. Everything that checks or draws the house reads it from here.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const unit = z.strictObject({
  spec: z.string().regex(/^[A-Z].*\.$/, "one sentence"),
  mayUse: z.array(z.string()),
  /** Units whose types may be named here, while nothing of theirs is run. */
  mayUseTypesOf: z.array(z.string()).default([]),
});

const houseFile = z.strictObject({
  everyRoomMayUse: z.array(z.string()),
  units: z.record(z.string(), unit),
  folders: z.record(z.string(), z.string()),
});

export interface Unit {
  readonly spec: string;
  /** Complete: what every room may use is already in the list of each. */
  readonly mayUse: readonly string[];
  readonly mayUseTypesOf: readonly string[];
}

export interface House {
  readonly everyRoomMayUse: readonly string[];
  readonly units: ReadonlyMap<string, Unit>;
  /** Top-level folders that hold no unit. */
  readonly folders: Readonly<Record<string, string>>;
}

/** Reads and checks rooms.json; throws with the field's name when it contradicts itself. */
export function readHouse(root: string): House {
  const file = houseFile.parse(JSON.parse(readFileSync(join(root, "rooms.json"), "utf8")));
  const units = new Map<string, Unit>();
  for (const [path, { spec, mayUse, mayUseTypesOf }] of Object.entries(file.units)) {
    const isUpperRoom = path.startsWith("rooms/") && !file.everyRoomMayUse.includes(path);
    units.set(path, { spec, mayUse: [...(isUpperRoom ? file.everyRoomMayUse : []), ...mayUse], mayUseTypesOf });
  }
  for (const [path, { mayUse, mayUseTypesOf }] of units) {
    for (const used of [...mayUse, ...mayUseTypesOf]) {
      if (!units.has(used)) throw new Error(`rooms.json: units["${path}"] names "${used}", which is no unit.`);
    }
  }
  const house = { everyRoomMayUse: file.everyRoomMayUse, units, folders: file.folders };
  refuseCircle(house);
  return house;
}

/** `rooms/findings` is a room, `contracts` is neither room nor engine nor app. */
export function unitsUnder(house: House, folder: "apps" | "engines" | "rooms"): readonly string[] {
  return [...house.units.keys()].filter((path) => path.startsWith(`${folder}/`));
}

function refuseCircle(house: House): void {
  const finished = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) throw new Error(`rooms.json: units use each other in a circle: ${[...trail, path].join(" → ")}`);
    if (finished.has(path)) return;
    for (const used of house.units.get(path)?.mayUse ?? []) visit(used, [...trail, path]);
    finished.add(path);
  };
  for (const path of house.units.keys()) visit(path, []);
}
