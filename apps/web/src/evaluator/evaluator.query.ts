import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type EvaluatorEngagement = Reply<"GET /evaluator/engagements/{id}">;

const LIVE_MS = 3_000;

export const evaluatorEngagementsQuery = queryOptions({ queryKey: ["evaluator"], queryFn: () => api.call("GET /evaluator/engagements") });

/** Asked again until the window has ended: the developer may open or end it at any moment. */
export const evaluatorEngagementQuery = (id: string) =>
  queryOptions({
    queryKey: ["evaluator", id],
    queryFn: () => api.call("GET /evaluator/engagements/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && state.data.windowState !== "ended" ? LIVE_MS : false),
  });
