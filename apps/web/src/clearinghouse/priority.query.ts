import { queryOptions } from "@tanstack/react-query";
import { api } from "../api.ts";
import type { Operations } from "../api.ts";

export type PriorityView = Operations["GET /findings/{id}/priority"]["reply"];
export type Decision = PriorityView["decisions"][number];
export type DecisionTable = Decision["table"];
export type FeedState = Operations["GET /feeds"]["reply"]["feeds"][number];

export function priorityQuery(findingId: string) {
  return queryOptions({ queryKey: ["findings", findingId, "priority"], queryFn: () => api.call("GET /findings/{id}/priority", { params: { id: findingId } }) });
}

export const feedsQuery = queryOptions({ queryKey: ["feeds"], queryFn: async () => (await api.call("GET /feeds")).feeds });
