import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Reply } from "../api.ts";

export type EvaluatorEngagement = Reply<"GET /evaluator/engagements/{id}">;

export type Workbench = Reply<"GET /evaluator/engagements/{id}/workbench">;

/** What each panel of the workbench is given. */
export interface BenchProps {
  readonly id: string;
  readonly bench: Workbench;
  /** Sending ends with the access; drafts and what was sent stay to be read. */
  readonly canSend: boolean;
}

const LIVE_MS = 3_000;

export function hasEnded({ endedAt }: EvaluatorEngagement): boolean {
  return endedAt !== null;
}

export const evaluatorEngagementsQuery = queryOptions({ queryKey: ["evaluator"], queryFn: () => api.call("GET /evaluator/engagements") });

/** Asked again until the window has ended: the developer may open or end it at any moment. */
export const evaluatorEngagementQuery = (id: string) =>
  queryOptions({
    queryKey: ["evaluator", id],
    queryFn: () => api.call("GET /evaluator/engagements/{id}", { params: { id } }),
    refetchInterval: ({ state }) => (state.data && !hasEnded(state.data) ? LIVE_MS : false),
  });

export const workbenchQuery = (id: string) => queryOptions({ queryKey: ["evaluator", id, "workbench"], queryFn: () => api.call("GET /evaluator/engagements/{id}/workbench", { params: { id } }) });

export const evaluatorIncidentsQuery = (id: string) => queryOptions({ queryKey: ["evaluator", id, "incidents"], queryFn: () => api.call("GET /evaluator/engagements/{id}/incidents", { params: { id } }) });
