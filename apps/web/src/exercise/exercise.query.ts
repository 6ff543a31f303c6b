import { queryOptions } from "@tanstack/react-query";
import { api, ApiError } from "../api.ts";
import type { Operations } from "../api.ts";

export type Progress = Operations["GET /exercise/progress"]["reply"];

const WHILE_RUNNING_MS = 1_000;
const BEFORE_IT_BEGINS_MS = 3_000;

/** How the exercise stands, or null where none is played. Asked again until it is done. */
export const progressQuery = queryOptions({
  queryKey: ["exercise", "progress"],
  queryFn: findProgress,
  refetchInterval: ({ state: { data } }) => {
    if (!data || data.done) return false;
    return data.text === "" ? BEFORE_IT_BEGINS_MS : WHILE_RUNNING_MS;
  },
});

async function findProgress(): Promise<Progress | null> {
  try {
    return await api.call("GET /exercise/progress");
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    // An installation for the exercise whose player has not said anything yet.
    const { exercise } = await api.call("GET /installation");
    return exercise ? { text: "", fraction: 0, done: false, steps: [] } : null;
  }
}
