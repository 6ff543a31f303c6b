import type { Room } from "#rooms/platform";

export const findingsRoom: Room = { name: "findings" };
