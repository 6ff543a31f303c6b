import type { Funnel, LiveCounts } from "#contracts/oversight";
import { showBand } from "#rooms/access";
import type { Services } from "#rooms/platform";
import { findStages, isPublicCount, listCounts, STAGE_ROOMS, type RoomCount } from "./oversight.rules.ts";

/** From found to applied, in public: asked by anybody, so only the rooms that it names count anything; each count by its band, as in the reports, so that both together say no more than each. */
export async function writeFunnel(services: Services): Promise<Funnel["stages"]> {
  return findStages(await services.publishedCounts(STAGE_ROOMS)).map((stage) => ({ key: stage.key, label: services.messages.text(`oversight.stage.${stage.key}`), count: show(stage) }));
}

/** Every room's counts, in the same way. */
export async function writeCounts(services: Services): Promise<LiveCounts["rooms"]> {
  return listCounts(await services.publishedCounts()).map((ofRoom) => ({ room: ofRoom[0]?.room ?? "", counts: ofRoom.map((one) => ({ name: one.name, count: show(one) })) }));
}

function show(one: RoomCount): number | null {
  return isPublicCount(one) ? one.count : showBand(one.count);
}
