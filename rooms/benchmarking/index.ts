import type { Room } from "#rooms/platform";

export const benchmarkingRoom: Room = { name: "benchmarking" };
