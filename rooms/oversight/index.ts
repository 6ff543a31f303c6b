import type { Room } from "#rooms/platform";

export const oversightRoom: Room = { name: "oversight" };
