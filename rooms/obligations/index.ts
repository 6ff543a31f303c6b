import type { Room } from "#rooms/platform";

export const obligationsRoom: Room = { name: "obligations" };
