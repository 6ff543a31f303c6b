import type { Room } from "#rooms/platform";

export const partnersRoom: Room = { name: "partners" };
