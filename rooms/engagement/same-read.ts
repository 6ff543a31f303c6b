/** A page stays open and asks again: within this time it is the same read. */
export const SAME_READ_MS = 600_000;
