import type { Room } from "#rooms/platform";

export const engagementRoom: Room = { name: "engagement" };
