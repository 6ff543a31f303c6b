import type { Room } from "#rooms/platform";

export const remediationRoom: Room = { name: "remediation" };
