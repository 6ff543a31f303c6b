import type { Room } from "#rooms/platform";

export const publicationRoom: Room = { name: "publication" };
