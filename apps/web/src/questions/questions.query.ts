import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type Question = Reply<"GET /engagements/{id}/questions">["questions"][number];
export type Entry = Question["entries"][number];

/** The server's own bound, told before any byte is sent. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

// Two sides write; each sees the other's words without loading the page again.
const LIVE_MS = 5_000;

export const developerQuestionsQuery = (id: string) =>
  queryOptions({ queryKey: ["questions", "developer", id], queryFn: () => api.call("GET /engagements/{id}/questions", { params: { id } }), refetchInterval: LIVE_MS });
export const evaluatorQuestionsQuery = (id: string) =>
  queryOptions({ queryKey: ["questions", "evaluator", id], queryFn: () => api.call("GET /evaluator/engagements/{id}/questions", { params: { id } }), refetchInterval: LIVE_MS });
