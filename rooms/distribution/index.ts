import type { Room } from "#rooms/platform";

export const distributionRoom: Room = { name: "distribution" };
