import type { Room } from "#rooms/platform";

export const assistanceRoom: Room = { name: "assistance" };
