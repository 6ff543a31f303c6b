// Draws the room map of ARCHITECTURE.md from rooms.json. `node scripts/room-map.ts` writes it; the check compares.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readHouse, unitsUnder, type House } from "./house.ts";

const begin = "<!-- room map: generated from rooms.json by scripts/room-map.ts -->";
const end = "<!-- end of room map -->";

/** Says whether the map in ARCHITECTURE.md is the one rooms.json gives; empty when it is. */
export function checkRoomMap(root: string): readonly string[] {
  const paper = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  return paper === withMap(paper, readHouse(root)) ? [] : ["ARCHITECTURE.md: the room map is stale; run npm run fix"];
}

export function writeRoomMap(root: string): void {
  const file = join(root, "ARCHITECTURE.md");
  writeFileSync(file, withMap(readFileSync(file, "utf8"), readHouse(root)));
}

function withMap(paper: string, house: House): string {
  const from = paper.indexOf(begin);
  const to = paper.indexOf(end);
  if (from === -1 || to < from) throw new Error(`ARCHITECTURE.md needs the lines "${begin}" and "${end}", in this order.`);
  return `${paper.slice(0, from + begin.length)}\n\n${drawMap(house)}\n\n${paper.slice(to)}`;
}

function drawMap(house: House): string {
  return [drawPicture(house), describeEveryone(house), drawTable(house)].join("\n\n");
}

/** Rooms and engines only: what every room may use, and the apps that compose all of them, would hide the rest. */
function drawPicture(house: House): string {
  const engines = unitsUnder(house, "engines");
  const rooms = unitsUnder(house, "rooms").filter((path) => !house.everyRoomMayUse.includes(path));
  const arrows = [...rooms, ...engines].flatMap((path) => specificUses(house, path).map((used) => `  ${toNode(path)} --> ${toNode(used)}`));
  return ["```mermaid", "flowchart TD", ...drawGroup("rooms", rooms), ...drawGroup("engines", engines), ...arrows, "```"].join("\n");
}

function drawGroup(name: string, paths: readonly string[]): string[] {
  return [`  subgraph ${name}`, ...paths.map((path) => `    ${toNode(path)}[${shortName(path)}]`), "  end"];
}

function describeEveryone(house: House): string {
  return `Every room in the picture may also use ${house.everyRoomMayUse.map((path) => `\`${path}\``).join(", ")}.`;
}

function drawTable(house: House): string {
  const rows = [...house.units].map(([path, { spec }]) => `| \`${path}\` | ${spec} | ${describeUses(house, path)} |`);
  return ["| folder | what it does or decides | may use |", "|---|---|---|", ...rows].join("\n");
}

function describeUses(house: House, path: string): string {
  const uses = specificUses(house, path);
  const rooms = unitsUnder(house, "rooms");
  const unusedRooms = rooms.filter((room) => !uses.includes(room));
  const names = unusedRooms.length > 1 ? uses : [...uses.filter((used) => !rooms.includes(used)), `every room except ${unusedRooms.map(shortName).join(" and ")}`];
  const types = (house.units.get(path)?.mayUseTypesOf ?? []).map((used) => `types of ${shortName(used)}`);
  return [...names.map((name) => name.replace(/^rooms\//, "").replace(/^engines\//, "engine ")), ...types].join(", ") || "–";
}

function specificUses(house: House, path: string): readonly string[] {
  const uses = house.units.get(path)?.mayUse ?? [];
  const isUpperRoom = path.startsWith("rooms/") && !house.everyRoomMayUse.includes(path);
  return isUpperRoom ? uses.filter((used) => !house.everyRoomMayUse.includes(used)) : uses;
}

function shortName(path: string): string {
  return path.slice(path.indexOf("/") + 1);
}

/** Mermaid takes "end" and slashes in node names amiss. */
function toNode(path: string): string {
  return path.replace("/", "_");
}

if (import.meta.main) writeRoomMap(process.cwd());
