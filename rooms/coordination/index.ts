import type { Room } from "#rooms/platform";

export const coordinationRoom: Room = { name: "coordination" };
