import type { Room } from "#rooms/platform";

export const determinationRoom: Room = { name: "determination" };
