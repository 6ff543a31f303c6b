import type { Funnel, Report } from "#contracts/oversight";
import { publishCounts } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { findStages, isPublicCount, listCounts, type RoomCount, type Stage } from "./oversight.rules.ts";

/** From found to applied, in public; what would give a small number away is withheld. */
export async function writeFunnel(services: Services): Promise<Funnel["stages"]> {
  const stages = findStages(await services.publishedCounts());
  const shown = await show(services, stages);
  return stages.map(({ key }, place) => ({ key, label: services.messages.text(`oversight.stage.${key}`), count: shown[place] ?? null }));
}

/** Every room's counts. What the funnel shows stands first, so that both together say no more than each. */
export async function writeReport(services: Services): Promise<Report["rooms"]> {
  const counts = await services.publishedCounts();
  const rooms: Report["rooms"] = [];
  for (const ofRoom of listCounts(counts)) {
    const shown = await show(services, ofRoom);
    rooms.push({ room: ofRoom[0]?.room ?? "", counts: ofRoom.map(({ name }, place) => ({ name, count: shown[place] ?? null })) });
  }
  return rooms;
}

async function show(services: Services, counts: readonly (RoomCount | Stage)[]): Promise<readonly (number | null)[]> {
  const own = counts.filter((one) => !isPublicCount(one));
  const known = counts.filter(isPublicCount).map(({ count }) => count);
  const shown = await publishCounts(services, own.map(({ room, name, count }) => ({ room, name, count })), known);
  return counts.map((one) => (isPublicCount(one) ? one.count : (shown[own.indexOf(one)] ?? null)));
}
